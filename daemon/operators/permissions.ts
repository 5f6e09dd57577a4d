/** Which role may do what. The routes and the jobs ask here. */
import type { JobKind, Permission, StaffRole } from '../contract/messages.js';
import { Failure } from '../contract/failures/failure.js';
import type { Actor, StaffActor } from './actor.js';

/** An auditor looks at everything and changes nothing. */
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
  ],
  maintainer: ['view', 'environment'],
  auditor: ['view', 'reports', 'audit'],
};

const jobPermissions: Readonly<Record<JobKind, Permission>> = {
  issueCard: 'issue',
  prepareCard: 'issue',
  applyCertificates: 'subscriberWork',
  renewCertificates: 'subscriberWork',
  writeCertificates: 'subscriberWork',
  unblockPin: 'subscriberWork',
  changePin: 'subscriberWork',
  viewCard: 'view',
};

/** What a subscriber does alone at the kiosk. */
const kioskJobs: ReadonlySet<JobKind> = new Set([
  'applyCertificates',
  'renewCertificates',
  'writeCertificates',
  'unblockPin',
  'changePin',
  'viewCard',
]);

export const staffRoles = Object.keys(table) as readonly StaffRole[];

export function permissionsOf(role: StaffRole): readonly Permission[] {
  return table[role];
}

export function may(actor: Actor, permission: Permission): boolean {
  return actor.kind === 'staff' && table[actor.role].includes(permission);
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
  if (isAtKiosk(actor) && kioskJobs.has(kind)) return;
  requirePermission(actor, jobPermissions[kind]);
}

/** The jobs for which `requireJobPermission` holds. */
export function jobsOf(actor: Actor): readonly JobKind[] {
  const kinds = Object.keys(jobPermissions) as JobKind[];
  return kinds.filter((kind) => (isAtKiosk(actor) ? kioskJobs.has(kind) : may(actor, jobPermissions[kind])));
}
