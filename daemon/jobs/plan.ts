/** What comes next, read from the journal alone: the crash rule as a pure function. */
import type { StepKind } from './step.js';

export interface JournalRow {
  readonly step: string;
  readonly phase: 'intent' | 'outcome';
}

export type NextAction =
  | { readonly action: 'run'; readonly step: string; readonly attempt: number }
  /** A `once` step was begun and no outcome is known: ask the card before anything else. */
  | { readonly action: 'probe'; readonly step: string; readonly attempt: number }
  | { readonly action: 'finish' };

/**
 * The first step without an outcome. It runs, unless it is a `once` step that was begun before: then it is probed.
 * `attempt` counts the intents that stand in the journal.
 */
export function nextAction(
  steps: readonly { readonly name: string; readonly kind: StepKind }[],
  journal: readonly JournalRow[],
): NextAction {
  const done = new Set(journal.filter((row) => row.phase === 'outcome').map((row) => row.step));
  const step = steps.find((candidate) => !done.has(candidate.name));
  if (step === undefined) return { action: 'finish' };
  const attempt = journal.filter((row) => row.phase === 'intent' && row.step === step.name).length;
  return { action: step.kind === 'once' && attempt > 0 ? 'probe' : 'run', step: step.name, attempt };
}
