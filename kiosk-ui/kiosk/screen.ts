/** Which screen stands for a state of the visit. Pure. */
import type { WireFailure, WireRa, WireSession } from '../../daemon/contract/messages.js';
import type { KnownCard } from '../api/types.js';
import { jobScreen, type JobScreen } from './jobScreen.js';
import { allOffers, isUsable, newsOf, offersFor, type CardNews, type Offer } from './offers.js';
import { canRetry, isAsking, isInTask } from './row.js';
import { taskScreen, type TaskScreen } from './taskScreen.js';
import { kioskReader, type Stage, type Visit } from './visit.js';

export type Screen =
  | { readonly name: 'starting' }
  /** `working`: a job was running; the card should stay in. */
  | { readonly name: 'daemonAway'; readonly working: boolean }
  | { readonly name: 'pcscAway' }
  | { readonly name: 'readerMissing' }
  | { readonly name: 'attract'; readonly notice: 'connectionLost' | null }
  | { readonly name: 'interrupted' }
  | CardScreen
  | MenuScreen
  | TaskScreen
  | { readonly name: 'sending'; readonly cardIn: boolean }
  | { readonly name: 'refused'; readonly failure: WireFailure; readonly why: RefusalKind; readonly cardIn: boolean }
  | JobScreen;

/** A card with which there is nothing to choose. */
export type CardScreen =
  /** `jobId`: the card has a job that this screen does not know yet. */
  | { readonly name: 'reading'; readonly jobId: string | null }
  | { readonly name: 'cardFailed'; readonly failure: WireFailure }
  | { readonly name: 'cardUnknown' }
  | { readonly name: 'cardNotIssued' }
  | { readonly name: 'cardLeft' };

export interface MenuScreen {
  readonly name: 'menu';
  readonly offers: readonly Offer[];
  /** null: touched without one. */
  readonly card: { readonly known: KnownCard; readonly news: CardNews } | null;
  readonly notice: 'connectionLost' | null;
}

/** `again`: another entry is to be made once more, `suspended`: only the counter can help. */
export type RefusalKind = 'passwordWrong' | 'again' | 'suspended' | 'raAway' | 'other';

function refusalKind(stage: Extract<Stage, { at: 'refused' }>): RefusalKind {
  switch (stage.failure.code) {
    case 'ra.refused.passwordWrong':
      return 'passwordWrong';
    case 'ra.refused.accountSuspended':
      return 'suspended';
    case 'ra.request.unavailable':
      return 'raAway';
    default:
      return canRetry(stage) ? 'again' : 'other';
  }
}

export function screenFor(visit: Visit): Screen {
  const { world, stage } = visit;
  const job = stage.at === 'job' ? world.jobs[stage.jobId] : undefined;
  if (world.link === 'away') return { name: 'daemonAway', working: job?.state === 'running' };
  if (world.session === null || world.ras.length === 0) return { name: 'starting' };
  // A flow that needs no card continues without the reader.
  if (!isInTask(stage) || stage.task.card !== null) {
    if (!world.pcsc) return { name: 'pcscAway' };
    if (kioskReader(world) === null) return { name: 'readerMissing' };
  }
  if (isInTask(stage)) return screenInTask(visit, stage);
  switch (stage.at) {
    case 'start':
      return cardScreen(visit) ?? menu(visit, stage.notice) ?? { name: 'attract', notice: stage.notice };
    case 'menu':
      return { name: 'menu', offers: allOffers, card: null, notice: null };
    case 'interrupted':
      return { name: 'interrupted' };
    case 'job':
      return job === undefined ? { name: 'reading', jobId: stage.jobId } : jobScreen(visit, job, stage);
  }
}

function screenInTask(visit: Visit, stage: Extract<Stage, { task: unknown }>): Screen {
  const cardIn = stage.task.card !== null;
  switch (stage.at) {
    case 'page':
      return (isAsking(stage, 'insertCard') ? cardScreen(visit) : null) ?? taskScreen(visit, stage);
    case 'ready':
    case 'sending':
      return { name: 'sending', cardIn };
    case 'refused':
      return { name: 'refused', failure: stage.failure, why: refusalKind(stage), cardIn };
  }
}

/** null: no card, or one with which there is something to choose. */
function cardScreen(visit: Visit): CardScreen | { readonly name: 'counterJob' } | null {
  const reader = kioskReader(visit.world);
  if (!reader?.card) return null;
  if (reader.staffCard) return { name: 'counterJob' };
  if (reader.insertion === visit.leftInsertion) return { name: 'cardLeft' };
  const { card } = reader;
  switch (card.state) {
    case 'reading':
      return { name: 'reading', jobId: null };
    case 'unknown':
      return { name: 'cardUnknown' };
    case 'failed':
      return { name: 'cardFailed', failure: card.failure };
    case 'known':
      return isUsable(card) ? null : { name: 'cardNotIssued' };
  }
}

function menu({ world, now }: Visit, notice: MenuScreen['notice']): MenuScreen | null {
  const card = kioskReader(world)?.card;
  if (card?.state !== 'known') return null;
  return { name: 'menu', offers: offersFor(card, now), card: { known: card, news: newsOf(card, now) }, notice };
}

/** The RA whose colour and name the screen has; null while several are to choose from. */
export function raOf({ world, stage }: Visit): WireRa | null {
  const ras: WireSession['ras'] = world.session?.ras ?? [];
  const raId = isInTask(stage) ? stage.task.raId : stage.at === 'job' ? (world.jobs[stage.jobId]?.raId ?? null) : null;
  return ras.find(({ id }) => id === raId) ?? (ras.length === 1 ? (ras[0] ?? null) : null);
}
