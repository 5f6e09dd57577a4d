/** The crash rule as a pure function: the journal alone says what comes next. */
import type { StepKind } from './step.js';

export interface JournalRow {
  readonly step: string;
  readonly phase: 'intent' | 'outcome';
}

export type NextAction =
  | { readonly action: 'run'; readonly step: string; readonly attempt: number }
  /** A `once` step has an intent and no outcome: the card is probed before anything else. */
  | { readonly action: 'probe'; readonly step: string; readonly attempt: number }
  | { readonly action: 'finish' };

/**
 * Takes the first step without an outcome. The step runs, unless it is a `once` step with an intent: then the card is probed.
 * `attempt` is the number of intents of the step in the journal.
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
