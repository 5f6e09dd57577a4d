/** What a page of the kiosk that says something, or asks for a choice, states about itself. Pure. */
import type { PinReference } from '../../api/types.js';
import type { World } from '../../api/world.js';
import type { Learned, Task } from '../visit.js';

/** What decides whether a page stands in the way. */
export interface Context {
  readonly world: World;
  readonly now: number;
  readonly task: Task;
  readonly learned: Learned;
  /** The PIN that the page is about: that of its row, else that of the task. */
  readonly pin: PinReference;
}

/** Which step of how many that the person can count. */
export interface StepCount {
  readonly n: number;
  readonly total: number;
}

/** What a page that is shown can be drawn from. */
export interface Shown extends Context {
  readonly step: StepCount | null;
}

export interface PageRules<State extends object> {
  /** Without it the page always stands in its row. A row may have a condition of its own instead. */
  readonly when?: (context: Context) => boolean;
  /** Does the next page follow when the person has read this one, or said yes? */
  readonly leadsOn: boolean;
  /** What the person's yes changes in the task. */
  readonly confirmed?: (task: Task) => Task;
  /** false: the page stands before the first entry, so that a card that leaves takes nothing typed along. */
  readonly typed?: false;
  /** true: it is one of the steps that the person can count. */
  readonly counted?: true;
  /** What its screen is drawn from. */
  readonly state: (shown: Shown) => State;
  /** What distinguishes two screens of this page that may follow each other. */
  readonly key?: (state: State) => string;
}

export type PageScreen<Name extends string, State> = {
  readonly name: Name;
  /** Another key is another screen. */
  readonly pageKey: string;
} & State;

export function definePage<Name extends string, State extends object>(name: Name, rules: PageRules<State>) {
  const { when, leadsOn, confirmed, typed = true, counted = false } = rules;
  const screen = (shown: Shown): PageScreen<Name, State> => {
    const state = rules.state(shown);
    const key = rules.key?.(state);
    return { name, pageKey: key === undefined ? name : `${name} ${key}`, ...state };
  };
  return { name, when, leadsOn, confirmed, typed, counted, screen };
}

/**
 * What a request before this page brought.
 * @throws when the row has no such request: a fault of the row
 */
export function brought<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a page stands before the request that it needs');
  return value;
}
