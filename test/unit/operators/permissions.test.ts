/** The table of roles: what each one may do, and what a refusal says. */
import t from 'tap';
import type { JobKind, Permission, StaffRole } from '../../../daemon/contract/messages.js';
import { jobKindSchema, permissionSchema, staffRoleSchema } from '../../../daemon/contract/messages.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { toWireFailure } from '../../../daemon/contract/failures/wireFailure.js';
import type { Actor } from '../../../daemon/operators/actor.js';
import {
  jobsOf,
  may,
  permissionsOf,
  requireJobPermission,
  requirePermission,
  staffRoles,
} from '../../../daemon/operators/permissions.js';

const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
const staff = (role: StaffRole): Actor => ({ kind: 'staff', sessionId: 's', operator: 'lin', role, ras: null });

await t.test('every role is in the table, and every permission is somebody’s', (t) => {
  t.strictSame([...staffRoles].sort(), [...staffRoleSchema.options].sort());
  for (const permission of permissionSchema.options) {
    t.ok(
      staffRoles.some((role) => may(staff(role), permission)),
      permission,
    );
    t.notOk(may(kiosk, permission), `${permission} is nobody’s at the kiosk`);
  }
  for (const role of staffRoles) t.ok(may(staff(role), 'view'), `${role} looks`);
  t.end();
});

await t.test('who may do what, row by row', (t) => {
  const [officer, batch, boss] = ['counterOfficer', 'batchOperator', 'supervisor'] as const;
  const expected: Record<Permission, readonly StaffRole[]> = {
    view: [officer, batch, boss, 'maintainer', 'auditor'],
    issue: [officer, boss],
    subscriberWork: [officer, boss],
    revoke: [officer, boss],
    resetPassword: [officer, boss],
    letters: [officer, boss],
    spoil: [officer, batch, boss],
    stock: [officer, batch, boss],
    reports: [officer, batch, boss, 'auditor'],
    batch: [batch, boss],
    approve: [boss],
    operators: [boss],
    audit: [boss, 'auditor'],
    environment: ['maintainer'],
    facts: [boss, 'maintainer'],
  };
  for (const permission of permissionSchema.options) {
    const holders = staffRoles.filter((role) => may(staff(role), permission));
    t.strictSame([...holders].sort(), [...expected[permission]].sort(), permission);
    for (const role of staffRoles) {
      t.equal(permissionsOf(role).includes(permission), expected[permission].includes(role), `${role}: ${permission}`);
    }
  }
  t.end();
});

await t.test('an auditor changes nothing; only a supervisor is a second person', (t) => {
  const changing = permissionSchema.options.filter((one) => !['view', 'reports', 'audit'].includes(one));
  for (const permission of changing) t.notOk(may(staff('auditor'), permission), permission);
  const holders = (permission: Permission) => staffRoles.filter((role) => permissionsOf(role).includes(permission));
  t.strictSame(holders('approve'), ['supervisor']);
  t.strictSame(holders('operators'), ['supervisor']);
  t.strictSame(holders('environment'), ['maintainer']);
  t.end();
});

await t.test('jobs: the kiosk does its own, staff what their role allows', (t) => {
  const allowed = (actor: Actor) =>
    jobKindSchema.options.filter((kind: JobKind) => {
      try {
        requireJobPermission(actor, kind);
        return true;
      } catch (error) {
        t.match(error, { code: /^api\.session\.not(Staff|Permitted)$/ });
        return false;
      }
    });
  const subscribers = [
    'applyCertificates',
    'renewCertificates',
    'writeCertificates',
    'unblockPin',
    'changePin',
    'viewCard',
  ] as const;
  t.strictSame(allowed(kiosk).sort(), [...subscribers].sort(), 'kiosk');
  for (const role of ['counterOfficer', 'supervisor'] as const) {
    t.strictSame(allowed(staff(role)).sort(), ['issueCard', 'prepareCard', ...subscribers].sort(), role);
  }
  for (const role of ['batchOperator', 'auditor', 'maintainer'] as const) {
    t.strictSame(allowed(staff(role)), ['viewCard'], role);
  }
  for (const actor of [kiosk, ...staffRoles.map(staff)]) {
    t.strictSame([...jobsOf(actor)].sort(), allowed(actor).sort(), 'the list says what the check allows');
  }
  t.end();
});

await t.test('a refusal names the roles that may, in each language', (t) => {
  const refusal = t.throws(() => requirePermission(staff('auditor'), 'approve'), { code: 'api.session.notPermitted' });
  const one = toWireFailure(refusal as unknown as Failure);
  t.match(one.happened, { 'zh-TW': /主管$/, en: /: supervisor\.$/ });
  const several = toWireFailure(new Failure('api.session.notPermitted', { roles: 'counterOfficer supervisor' }));
  t.match(several.happened, { 'zh-TW': /櫃檯人員、主管$/, en: /: counter officer, supervisor\.$/ });
  t.throws(() => requirePermission(kiosk, 'view'), { code: 'api.session.notStaff' });
  t.end();
});
