/** The screen of each page of a flow. */
import type { PinReference, PinRule } from '../api/types.js';
import type { World } from '../api/world.js';
import type { NewPinCheck } from '../parts/pinRule.js';
import { entryKind, type EntryField } from './entryRules.js';
import type { Page } from './flow.js';
import { pagesOf } from './flows/index.js';
import type { StepCount } from './pages/definePage.js';
import { pages, type AskScreen } from './pages/index.js';
import { contextOf, pageOf } from './row.js';
import { hasPin, knownCard, triesLeft, type Stage, type Visit } from './visit.js';

export interface EntryScreenState {
  readonly name: 'entry';
  readonly field: EntryField;
  readonly pin: PinReference;
  readonly rule: PinRule;
  /** null: no PIN is chosen here. */
  readonly newPin: NewPinCheck | null;
  readonly masked: boolean;
  /** Does the request follow? */
  readonly isLast: boolean;
  readonly hex: boolean;
  /** Of the PIN to be typed, where a wrong one costs a try. */
  readonly triesLeft: number | null;
  readonly differed: boolean;
  readonly step: StepCount | null;
  readonly cardIn: boolean;
}

export type TaskScreen = EntryScreenState | AskScreen;

type AtPage = Extract<Stage, { at: 'page' }>;

export function taskScreen(visit: Visit, stage: AtPage): TaskScreen {
  const page = pageOf(stage);
  if ('entry' in page) return entryScreen(visit, stage, page.entry);
  if ('request' in page) throw new Error(`${page.request} has no screen`);
  return pages[page.ask].screen({ ...contextOf(page, visit, stage), step: stepOf(visit, stage) });
}

function entryScreen(visit: Visit, stage: AtPage, field: EntryField): TaskScreen {
  const { task, differed } = stage;
  const { masked, hex, rule, tries, isLast } = entryKind(field);
  const pin = tries === 1 || tries === 2 ? tries : (task.pin ?? 1);
  return {
    name: 'entry',
    field,
    pin,
    rule: rule === 'card' ? pinRuleOf(visit) : rule,
    newPin: field === 'newPin' ? newPinOf(visit, stage) : null,
    masked,
    isLast: isLast || (field === 'pin1' && !hasPin(visit.world, 2)),
    hex,
    triesLeft: tries === null ? null : triesOf(visit, stage, pin),
    differed,
    step: stepOf(visit, stage),
    cardIn: task.card !== null,
  };
}

/** 6–16 is the policy; the card's own rule is stricter or the same, and the daemon checks it again. */
function pinRuleOf({ world }: Visit): PinRule {
  return knownCard(world)?.pinRule ?? { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
}

function newPinOf({ world }: Visit, { typed, learned }: AtPage): EntryScreenState['newPin'] {
  const card = knownCard(world);
  if (card === null) return null;
  const { registration } = learned.record ?? {};
  const ofPerson = registration && [registration.subscriberId, registration.userIdentifier, registration.name];
  return { rule: card.pinRule, known: [card.serial, typed.account ?? '', ...(ofPerson ?? [])] };
}

/** As the job's question says, else as the card was read. */
function triesOf({ world }: Visit, { task: { answers } }: AtPage, pin: PinReference): number | null {
  const question = answers?.question;
  if (question?.kind === 'tryNewPin') return question.triesLeft;
  const asked = question?.kind === 'verifyPins' ? question.pins.find(({ reference }) => reference === pin) : undefined;
  return asked?.triesLeft ?? triesLeft(world, pin);
}

/** Only pages that every visit of this kind has are counted. */
function isCounted(page: Page, world: World): boolean {
  if ('entry' in page && page.ofPin !== undefined && !hasPin(world, page.ofPin)) return false;
  return page.when === undefined && ('entry' in page || ('ask' in page && pages[page.ask].counted));
}

function stepOf({ world }: Visit, stage: AtPage): StepCount | null {
  const isOne = (page: Page): boolean => isCounted(page, world);
  const row = pagesOf(stage.task);
  const total = row.filter(isOne).length;
  if (!isOne(pageOf(stage)) || total < 2) return null;
  return { n: row.slice(0, stage.page + 1).filter(isOne).length, total };
}
