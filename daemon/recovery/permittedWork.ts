/** Who may go on with a job of a card, and with which one. */
import { Failure } from '../contract/failures/failure.js';
import type { Job } from '../jobs/job.js';
import type { StaffActor } from '../operators/actor.js';
import { may, requireJobPermission } from '../operators/permissions.js';

/** Batch operators may continue jobs that issue or prepare cards. @throws {Failure} `api.session.notPermitted` */
export function requireWork(actor: StaffActor, kind: Job['kind']): void {
  if (isAdopted(kind) && may(actor, 'batch')) return;
  requireJobPermission(actor, kind);
}

/**
 * The job of the same adoption before.
 * @throws {Failure} `job.create.keyReused` when its key came with another request, `api.session.notPermitted`
 */
export function sameAdoption(
  actor: StaffActor,
  before: Job,
  { cardSerial, raId }: { readonly cardSerial: string; readonly raId: string },
): Job {
  if (!isAdopted(before.kind) || before.cardSerial !== cardSerial || before.raId !== raId) {
    throw new Failure('job.create.keyReused');
  }
  requireWork(actor, before.kind);
  return before;
}

function isAdopted(kind: Job['kind']): boolean {
  return kind === 'issueCard' || kind === 'prepareCard';
}
