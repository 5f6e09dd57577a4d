/** What this screen knows of the batch line, and how each event changes it. Pure. */
import type { WireBatchLine, WireBatchOrder, WireBatchTile, WireEvent } from '../../daemon/contract/messages.js';

type News = Extract<WireEvent, { type: 'batchTile' | 'batchOrder' }>;

export type LineFact =
  | News
  | Extract<WireEvent, { type: 'batch' }>
  /** The line was asked for. */
  | { readonly type: 'batchAsked' }
  | { readonly type: 'batchLine'; readonly line: WireBatchLine };

export interface LineState {
  /** null until it was fetched. */
  readonly line: WireBatchLine | null;
  /** Counts up when it has to be fetched again. */
  readonly version: number;
  /** What came since it was asked for: the answer may be older. */
  readonly news: readonly News[];
}

export const emptyLine: LineState = { line: null, version: 0, news: [] };

export function learnLine(state: LineState, fact: LineFact): LineState {
  switch (fact.type) {
    case 'batchAsked':
      return { ...state, news: [] };
    case 'batchLine': {
      const answered: LineState = { ...state, line: fact.line, news: [] };
      return state.news.reduce(withNews, answered);
    }
    case 'batch':
      return { ...state, version: state.version + 1 };
    case 'batchTile':
    case 'batchOrder':
      return { ...withNews(state, fact), news: [...state.news.filter((one) => !isAboutSame(one, fact)), fact] };
  }
}

function isAboutSame(one: News, other: News): boolean {
  return one.type === 'batchTile'
    ? other.type === 'batchTile' && one.tile.readerId === other.tile.readerId
    : other.type === 'batchOrder' && one.order.id === other.order.id;
}

function withNews(state: LineState, fact: News): LineState {
  if (state.line === null) return state;
  return fact.type === 'batchTile' ? withTile(state, state.line, fact.tile) : withOrder(state, state.line, fact.order);
}

function withTile(state: LineState, line: WireBatchLine, tile: WireBatchTile): LineState {
  const tiles = line.tiles.map((one) => (one.readerId === tile.readerId ? tile : one));
  return { ...state, line: { ...line, tiles } };
}

/** There is no event for a single failure: a changed count makes the screen fetch the line again. */
function withOrder(state: LineState, line: WireBatchLine, order: WireBatchOrder): LineState {
  const known = line.orders.find(({ id }) => id === order.id);
  const orders = line.orders.map((one) => (one.id === order.id ? order : one));
  const isStale = known?.counts.failed !== order.counts.failed;
  return { ...state, version: state.version + (isStale ? 1 : 0), line: { ...line, orders } };
}
