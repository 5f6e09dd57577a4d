/**
 * Which role may do what, and the records of which RAs an actor sees. A rule is checked once, where everything that it depends on is known:
 * - the permission of a route, before its handler (`admit` in api/route.ts);
 * - the permission for a kind of job, when a job begins (jobs/beginning.ts) and when it is answered or cancelled (jobs/gatewayService.ts);
 * - the permission to ask for an action, and the second person's, in operators/approvals.ts;
 * - the RA that a request names, before its handler (`admitRa` in api/route.ts). Whatever asks the RAs is given the actor's scope.
 */
import { jobContractOf, jobContracts } from '../contract/jobs/index.js';
import type { JobKind, Permission, StaffRole } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import { allRas, covers, type RaScope } from '../ras/raScope.js';
import type { Actor, StaffActor } from './actor.js';

/** An auditor may see everything and change nothing. */
const table: Readonly<Record<StaffRole, readonly Permission[]>> = {
  counterOfficer: [
    'view',
    'issue',
    'subscriberWork',
    'revoke',
    'resetPassword',
    'letters',
    'spoil',
    'stock',
    'reports',
  ],
  batchOperator: ['view', 'batch', 'spoil', 'stock', 'reports'],
  supervisor: [
    'view',
    'issue',
    'subscriberWork',
    'revoke',
    'approve',
    'resetPassword',
    'letters',
    'spoil',
    'stock',
    'batch',
    'reports',
    'operators',
    'audit',
    'facts',
  ],
  maintainer: ['view', 'environment', 'facts'],
  auditor: ['view', 'reports', 'audit'],
};

export const staffRoles = Object.keys(table) as readonly StaffRole[];

export function permissionsOf(role: StaffRole): readonly Permission[] {
  return table[role];
}

export function may(actor: Actor, permission: Permission): boolean {
  return actor.kind === 'staff' && table[actor.role].includes(permission);
}

/** The RAs whose records this actor may see and work on. A subscriber's are those of the RA that let them in. */
export function scopeOf(actor: Actor): RaScope {
  return actor.kind === 'staff' ? actor.ras : allRas;
}

/** @param raId null: the record is of no RA */
export function seesRa(actor: Actor, raId: string | null): boolean {
  return covers(scopeOf(actor), raId);
}

/** Requires that nothing of any RA is kept from this person. @throws {Failure} `staff.scope.notAll` */
export function requireAllRas(actor: StaffActor): void {
  if (actor.ras !== allRas) throw new Failure('staff.scope.notAll');
}

/** A subscriber, and not a screen of staff before its login. */
export function isAtKiosk(actor: Actor): boolean {
  return actor.kind === 'kiosk' && actor.place === 'kiosk';
}

/** @throws {Failure} `api.session.notStaff` */
export function requireStaff(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw new Failure('api.session.notStaff');
  return actor;
}

/** @throws {Failure} `api.session.notPermitted`, `api.session.notStaff` */
export function requirePermission(actor: Actor, permission: Permission): StaffActor {
  const staff = requireStaff(actor);
  requireRole(staff.role, permission);
  return staff;
}

/** @throws {Failure} `api.session.notPermitted` */
export function requireRole(role: StaffRole, permission: Permission): void {
  if (table[role].includes(permission)) return;
  const roles = staffRoles.filter((candidate) => table[candidate].includes(permission)).join(' ');
  throw new Failure('api.session.notPermitted', { permission, roles });
}

/**
 * May this actor begin, answer or stop such a job?
 * @throws {Failure} `api.session.notPermitted`, `api.session.notStaff`
 */
export function requireJobPermission(actor: Actor, kind: JobKind): void {
  const { atKiosk, permission } = jobContractOf(kind);
  if (isAtKiosk(actor) && atKiosk) return;
  requirePermission(actor, permission);
}

/** The kinds of jobs that `requireJobPermission` allows. */
export function jobsOf(actor: Actor): readonly JobKind[] {
  return jobContracts
    .filter(({ atKiosk, permission }) => (isAtKiosk(actor) ? atKiosk : may(actor, permission)))
    .map(({ kind }) => kind);
}
