/** Jobs of few steps on an engine, and how they stand. */
import { randomUUID } from 'node:crypto';
import type { WireJob } from '../../../daemon/contract/messages.js';
import type { JobInput } from '../../../daemon/jobs/job.js';
import { jobType, type AnyJobType } from '../../../daemon/jobs/jobType.js';
import type { JobState } from '../../../daemon/jobs/state.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import { asViewCard, type Engine } from './engine.js';

export const staff: Actor = { kind: 'staff', sessionId: 's', operator: 'officer1', role: 'counterOfficer', ras: null };

export async function begin(engine: Engine): Promise<WireJob> {
  engine.transport.insert('kiosk');
  await engine.readers.settled('kiosk');
  return engine.gateway.createJob(staff, { kind: 'viewCard', readerId: 'kiosk' }, randomUUID());
}

export const stateOf = (engine: Engine): JobState | undefined => engine.jobBoard.openJobs()[0]?.job.state;
export const holderOf = (engine: Engine): string | null | undefined => engine.readers.reader('kiosk')?.holder;

/** A job of one step, which ends as `run` says. */
export function single(run: () => Promise<object>): AnyJobType {
  const label = { 'zh-TW': '一步', en: 'One step' };
  return jobType<'viewCard', JobInput, { only: object }>({
    ...asViewCard,
    steps: () => [{ name: 'only', kind: 'repeatable', label, run }],
  });
}
