/** One check of the environment check (環境檢測): its purpose, the recommended value, the present one, and the repair. */
import type { CheckGroup, CheckState, Localized } from '../contract/messages.js';
import type { CheckContext } from './checkContext.js';

export interface Finding {
  readonly state: CheckState;
  /** The present value; several things on one line each. */
  readonly present: Localized;
  /** The present value for programs. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export interface Repair {
  readonly label: Localized;
  /** What the repair interrupts; null: nothing. A person has to agree to a warning. */
  readonly warning: Localized | null;
  /** Why the repair is not possible from here, and what to do instead; null: it is possible. */
  hindrance?(context: CheckContext): Promise<Localized | null>;
  /** @returns what was done @throws {RepairError} */
  run(context: CheckContext, signal: AbortSignal): Promise<Localized>;
}

export interface Check {
  readonly id: string;
  readonly group: CheckGroup;
  /**
   * Where the check runs when a maintainer asks from the shell while a gateway runs. `gateway`: inside the gateway, which holds
   * what is checked. `machine`: in the shell, which sees more of the machine than the gateway's sandbox does.
   */
  readonly place: 'gateway' | 'machine';
  readonly title: Localized;
  /** Why it is checked. */
  readonly purpose: Localized;
  recommended(context: CheckContext): Localized;
  /** @param signal aborts when the time limit of the check is over */
  run(context: CheckContext, signal: AbortSignal): Promise<Finding>;
  readonly repair?: Repair;
}

/** A repair failed. The words are for the maintainer. */
export class RepairError extends Error {
  override readonly name = 'RepairError';
  constructor(
    readonly words: Localized,
    options?: ErrorOptions,
  ) {
    super(words.en, options);
  }
}

/** A text that is the same in both languages: names, numbers, paths. */
export function same(text: string): Localized {
  return { 'zh-TW': text, en: text };
}

/** Joins texts, one on each line. */
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
