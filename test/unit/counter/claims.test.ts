/** Two officers do not take one case. */
import t from 'tap';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { Claims } from '../../../daemon/cases/claims.js';
import type { StaffActor } from '../../../daemon/operators/actor.js';

const staff = (operator: string): StaffActor => ({
  kind: 'staff',
  sessionId: `session of ${operator}`,
  operator,
  role: 'counterOfficer',
  ras: null,
});
const lin = staff('lin');
const chen = staff('chen');
const one = { raId: 'jcic', registrationId: 'R-0001' };

function fixture() {
  const entries: AuditEntry[] = [];
  const changes: number[] = [];
  const append = (entry: AuditEntry) => Promise.resolve(void entries.push(entry));
  const claims = new Claims({ now: () => 0 }, { append }, () => changes.push(claims.list(lin).length));
  return { claims, entries, changes };
}

void t.test('one session at a time', async (t) => {
  const { claims, changes } = fixture();
  t.match(await claims.claim(lin, one, false), { operator: 'lin', mine: true });
  t.match(await claims.claim(lin, one, false), { operator: 'lin', mine: true }, 'again is the same');
  await t.rejects(claims.claim(chen, one, false), { code: 'case.claim.taken', facts: { operator: 'lin' } });
  t.throws(() => claims.requireNotTaken(chen, one), { code: 'case.claim.taken' });
  t.doesNotThrow(() => claims.requireNotTaken(lin, one));
  t.doesNotThrow(() => claims.requireNotTaken(chen, { ...one, raId: 'other' }), 'another RA’s registration');
  t.match(claims.list(chen), [{ operator: 'lin', mine: false }]);
  t.same(claims.list({ kind: 'kiosk', sessionId: 'k', place: 'kiosk' }), [], 'a kiosk sees none');
  claims.release(chen, one);
  t.equal(claims.list(lin).length, 1, 'nobody releases another one’s');
  claims.release(lin, one);
  t.same(changes, [1, 0], 'told once a change');
});

void t.test('taken over in so many words, and on record', async (t) => {
  const { claims, entries } = fixture();
  await claims.claim(lin, one, false);
  t.match(await claims.claim(chen, one, true), { operator: 'chen', mine: true });
  t.match(entries, [
    { actor: 'chen', action: 'case.takenOver', subject: 'R-0001', facts: { from: 'lin', ra: 'jcic' } },
  ]);
  claims.releaseSession(lin);
  t.match(claims.list(chen), [{ operator: 'chen' }], 'the end of the first session takes nothing from the second');
  claims.releaseSession(chen);
  t.same(claims.list(chen), []);
});

void t.test('a case that is done is nobody’s', async (t) => {
  const { claims } = fixture();
  await claims.claim(lin, one, false);
  claims.finished(one);
  t.same(claims.list(lin), []);
});
