import type { Localized, WireJob, WireQuestion } from '../contract/messages.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { Job, JournalEntry } from './job.js';
import type { Question } from './question.js';
import type { AnyJobType } from './jobType.js';
import type { AnyStep } from './step.js';

/** A job as a screen sees it: its steps from the table, what became of them from the journal. */
export function wireJob(job: Job, journal: readonly JournalEntry[], type: AnyJobType): WireJob {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    raId: job.raId,
    readerId: job.readerId,
    cardSerial: job.cardSerial,
    pin: job.input.pin ?? null,
    registrationId: job.input.registrationId ?? null,
    actor: job.actor,
    steps: stepViews(job, journal, type),
    question: job.question && wireQuestion(job.question),
    failure: job.failure && toWireFailure(job.failure),
    result: job.result,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
  };
}

/** With the reason in words. */
export function wireQuestion(question: Question): WireQuestion {
  return { ...question, reason: toWireFailure(question.reason) };
}

/** A step of a job, and what became of it. */
export interface StepView {
  name: string;
  /** What to tell the person while it runs. */
  label: Localized;
  state: 'pending' | 'running' | 'done' | 'failed';
  /** May take seconds to half a minute. */
  long: boolean;
  /** RFC 3339 */
  startedAt: string | null;
  durationMs: number | null;
}

export function stepViews(job: Job, journal: readonly JournalEntry[], type: AnyJobType): StepView[] {
  return type.steps(job.input).map((step) => stepView(step, job, journal));
}

function stepView(step: AnyStep, job: Job, journal: readonly JournalEntry[]): StepView {
  const lines = journal.filter((entry) => entry.step === step.name);
  const intent = lines.findLast((entry) => entry.phase === 'intent');
  const outcome = lines.find((entry) => entry.phase === 'outcome');
  const begun = intent === undefined ? 'pending' : job.state === 'failed' ? 'failed' : 'running';
  return {
    name: step.name,
    label: step.label,
    state: outcome === undefined ? begun : 'done',
    long: step.long ?? false,
    startedAt: intent?.at ?? null,
    durationMs: outcome && intent ? Date.parse(outcome.at) - Date.parse(intent.at) : null,
  };
}
