/** The screen of each page of a flow. */
import type {
  WireCertificateRecord,
  WireRa,
  WireSave,
  WireSubscriberRecord,
  WireTerms,
} from '../../daemon/contract/messages.js';
import type { KnownCard, LifeCycle, PinReference, PinRule } from '../api/types.js';
import { entryKinds } from './entryRules.js';
import type { Ask, Page } from './flow.js';
import { pagesOf } from './flows/index.js';
import { renewalOf, type Renewal } from './renewal.js';
import { pageOf } from './row.js';
import { certificatesToSave } from './saving.js';
import { isRaAway, knownCard, triesLeft, type EntryField, type FlowName, type Stage, type Visit } from './visit.js';

/** Which step of how many that the person can count. */
export interface StepCount {
  readonly n: number;
  readonly total: number;
}

export interface EntryScreenState {
  readonly name: 'entry';
  readonly field: EntryField;
  readonly pin: PinReference;
  readonly rule: PinRule;
  readonly masked: boolean;
  readonly hex: boolean;
  /** Of the PIN to be typed, where a wrong one costs a try. */
  readonly triesLeft: number | null;
  readonly differed: boolean;
  readonly step: StepCount | null;
  readonly cardIn: boolean;
}

export type TaskScreen =
  | EntryScreenState
  | { readonly name: 'ra'; readonly ras: readonly WireRa[] }
  | { readonly name: 'insertCard'; readonly flow: FlowName }
  | { readonly name: 'wrongCard'; readonly flow: FlowName; readonly lifeCycle: LifeCycle }
  | { readonly name: 'expired'; readonly renewal: Renewal | null }
  | { readonly name: 'tooEarly'; readonly renewal: Renewal | null }
  | { readonly name: 'pinLocked'; readonly pin: PinReference }
  | { readonly name: 'whichPin'; readonly card: KnownCard | null }
  | { readonly name: 'raAway'; readonly flow: FlowName; readonly reachable: boolean; readonly cardIn: boolean }
  | { readonly name: 'lastTry'; readonly pin: PinReference }
  | { readonly name: 'newPasswordNeeded' }
  | { readonly name: 'data'; readonly record: WireSubscriberRecord; readonly step: StepCount | null }
  | { readonly name: 'terms'; readonly terms: WireTerms; readonly step: StepCount | null }
  | { readonly name: 'certificates'; readonly record: WireSubscriberRecord; readonly canSave: boolean }
  | { readonly name: 'certificate'; readonly certificate: WireCertificateRecord | null; readonly partner: boolean }
  | { readonly name: 'target' }
  | { readonly name: 'saved'; readonly saved: WireSave }
  | { readonly name: 'passwordChanged' };

type AtPage = Extract<Stage, { at: 'page' }>;

export function taskScreen(visit: Visit, stage: AtPage): TaskScreen {
  const page = pageOf(stage);
  if ('entry' in page) return entryScreen(visit, stage, page.entry);
  if ('request' in page) throw new Error(`${page.request} has no screen`);
  return askScreen(visit, stage, page.ask, page.pin ?? stage.task.pin ?? 1);
}

function askScreen(visit: Visit, stage: AtPage, ask: Ask, pin: PinReference): TaskScreen {
  const { world, now } = visit;
  const { task, learned } = stage;
  const { flow } = task;
  const card = knownCard(world);
  switch (ask) {
    case 'ra':
      return { name: ask, ras: world.session?.ras ?? [] };
    case 'insertCard':
      return { name: ask, flow };
    case 'wrongCard':
      return { name: ask, flow, lifeCycle: card?.lifeCycle ?? 'blank' };
    case 'expired':
    case 'tooEarly':
      return { name: ask, renewal: renewalOf(card, now) };
    case 'pinLocked':
    case 'lastTry':
      return { name: ask, pin };
    case 'whichPin':
      return { name: ask, card };
    case 'raAway':
      return { name: ask, flow, reachable: !isRaAway(world, task), cardIn: task.card !== null };
    case 'newPasswordNeeded':
    case 'target':
    case 'passwordChanged':
      return { name: ask };
    case 'data':
      return { name: ask, record: told(learned.record), step: stepOf(stage) };
    case 'terms':
      return { name: ask, terms: told(learned.terms), step: stepOf(stage) };
    case 'certificates':
      return { name: ask, record: told(learned.record), canSave: certificatesToSave(learned).length > 0 };
    case 'certificate':
      return { name: ask, certificate: learned.certificate ?? null, partner: flow === 'partner' };
    case 'saved':
      return { name: ask, saved: told(learned.saved) };
  }
}

/** What the row asked for before this page. */
function told<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a page stands before the request that it needs');
  return value;
}

function entryScreen(visit: Visit, stage: AtPage, field: EntryField): TaskScreen {
  const { task, differed } = stage;
  const { masked, hex, rule, tries } = entryKinds[field];
  const pin = tries === 1 || tries === 2 ? tries : (task.pin ?? 1);
  return {
    name: 'entry',
    field,
    pin,
    rule: rule === 'card' ? pinRuleOf(visit) : rule,
    masked,
    hex,
    triesLeft: tries === null ? null : triesOf(visit, stage, pin),
    differed,
    step: stepOf(stage),
    cardIn: task.card !== null,
  };
}

/** 6–16 is the policy; the card's own rule is stricter or the same, and the daemon checks it again. */
function pinRuleOf({ world }: Visit): PinRule {
  return knownCard(world)?.pinRule ?? { minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' };
}

/** As the job's question says, else as the card was read. */
function triesOf({ world }: Visit, { task: { answers } }: AtPage, pin: PinReference): number | null {
  const question = answers?.question;
  if (question?.kind === 'tryNewPin') return question.triesLeft;
  const asked = question?.kind === 'verifyPins' ? question.pins.find(({ reference }) => reference === pin) : undefined;
  return asked?.triesLeft ?? triesLeft(world, pin);
}

/** Only pages that every visit of this kind has are counted. */
function isCounted(page: Page): boolean {
  return (
    page.when === undefined && ('entry' in page || ('ask' in page && (page.ask === 'data' || page.ask === 'terms')))
  );
}

function stepOf(stage: AtPage): StepCount | null {
  const pages = pagesOf(stage.task);
  const total = pages.filter(isCounted).length;
  if (!isCounted(pageOf(stage)) || total < 2) return null;
  return { n: pages.slice(0, stage.page + 1).filter(isCounted).length, total };
}
