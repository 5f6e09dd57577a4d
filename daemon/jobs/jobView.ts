import type { WireJob, WireStep } from '../contract/messages.js';
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type { Job, JournalEntry } from './job.js';
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
    steps: type.steps(job.input).map((step) => wireStep(step, job, journal)),
    question: job.question,
    failure: job.failure && toWireFailure(job.failure),
    result: job.result,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
  };
}

function wireStep(step: AnyStep, job: Job, journal: readonly JournalEntry[]): WireStep {
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
