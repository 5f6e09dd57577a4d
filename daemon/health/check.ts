/** One thing that the environment check (環境檢測) looks at: why, what is wished for, what is there, and how it is mended. */
import type { CheckGroup, CheckState, Localized } from '../contract/messages.js';
import type { CheckContext } from './checkContext.js';

export interface Finding {
  readonly state: CheckState;
  /** The present value, a line for each thing. */
  readonly present: Localized;
  /** The same for programs. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export interface Repair {
  readonly label: Localized;
  /** What it interrupts; null when it disturbs nobody. A person has to agree to a warning. */
  readonly warning: Localized | null;
  /** Why it cannot be done from here, and what to do instead; null when it can. */
  hindrance?(context: CheckContext): Promise<Localized | null>;
  /** @returns what was done @throws {RepairError} */
  run(context: CheckContext, signal: AbortSignal): Promise<Localized>;
}

export interface Check {
  readonly id: string;
  readonly group: CheckGroup;
  /**
   * Where it is looked at when a gateway runs and a maintainer asks from the shell: `gateway` inside of it, because it
   * holds what is asked for; `machine` in the shell, which sees more of the machine than the gateway's sandbox does.
   */
  readonly place: 'gateway' | 'machine';
  readonly title: Localized;
  /** Why it is looked at. */
  readonly purpose: Localized;
  recommended(context: CheckContext): Localized;
  /** @param signal aborts when the check has had its time */
  run(context: CheckContext, signal: AbortSignal): Promise<Finding>;
  readonly repair?: Repair;
}

/** A repair that did not come about, in words for the maintainer. */
export class RepairError extends Error {
  override readonly name = 'RepairError';
  constructor(
    readonly words: Localized,
    options?: ErrorOptions,
  ) {
    super(words.en, options);
  }
}

/** The same in both languages: names, numbers, paths. */
export function same(text: string): Localized {
  return { 'zh-TW': text, en: text };
}

/** A line for each. */
export function lines(all: readonly Localized[]): Localized {
  return {
    'zh-TW': all.map((words) => words['zh-TW']).join('\n'),
    en: all.map((words) => words.en).join('\n'),
  };
}

const severity: readonly CheckState[] = ['ok', 'unknown', 'warn', 'failed'];

/** The worst of several states. */
export function worst(states: readonly CheckState[]): CheckState {
  return severity[Math.max(0, ...states.map((state) => severity.indexOf(state)))] ?? 'unknown';
}
