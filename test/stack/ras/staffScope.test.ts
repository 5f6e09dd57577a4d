/** Staff of one RA on a gateway of two: another RA's records are not there for them. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { taipeiDay } from '../../../base/taipei.js';
import type { WireApproval, WireCardRecord, WireCardRecovery, WireSession } from '../../../daemon/contract/messages.js';
import { registerApproved } from '../../harness/raOffice.js';
import { officer2, Site, supervisor, supervisor2 } from '../../harness/site.js';

const site = await Site.start({
  readers: 2,
  profiles: ['jcic', 'single-key'],
  staff: [supervisor, supervisor2, officer2],
});
t.teardown(() => site.stop());
const [otherRa] = site.otherRas;
if (otherRa === undefined) throw new Error('one RA is missing');
const [, counterReader = ''] = site.pcsc.readers;
const all = await site.staff();
const boss = await site.staff(supervisor);
await boss.request('PATCH', `/api/operators/${officer2.name}`, { change: 'ras', ras: ['jcic'] });
const asked = await boss.request<{ approval: WireApproval }>('PATCH', `/api/operators/${supervisor2.name}`, {
  change: 'ras',
  ras: ['jcic'],
});
const [ofJcic] = await registerApproved(site.ra, 1);
const [ofOther, second] = await registerApproved(otherRa, 2);
if (ofJcic === undefined || ofOther === undefined || second === undefined) throw new Error('a registration is missing');

const card = await site.pcsc.createCard();
await card.insert(1);
const { id: readerId } = await all.untilCard(counterReader);
const pins = { mode: 'chosen', pin1: 'Good12345', pin2: 'Good56789' };
const order = { kind: 'issueCard', raId: 'single-key', readerId, registrationId: ofOther.id, pins };
const { id: jobId } = await all.createJob(order);
const issued = await all.untilJob(jobId, 'finished', 'failed', 'waitingForPerson');
const { cardSerial } = issued;
const [certificate] = issued.result?.certificates ?? [];
const lin = await site.staff(officer2);
const day = taipeiDay(Date.now());

await t.test('a supervisor’s RAs are changed by two', (t) => {
  t.equal(issued.state, 'finished', issued.failure?.code ?? '');
  t.match(asked, { approval: { action: 'operator.scopeSupervisor', state: 'pending' } });
  t.end();
});

await t.test('what is shown is of the own RA', async (t) => {
  const session = await lin.request<WireSession>('GET', '/api/session');
  t.same(session.ras.map(({ id }) => id), ['jcic']); // prettier-ignore
  await lin.until(() => lin.ras.size > 0);
  t.same([...lin.ras.keys()], ['jcic'], 'and in the events');
  const everything = async (path: string): Promise<[string, string]> => [
    JSON.stringify(await all.request('GET', path)),
    JSON.stringify(await lin.request('GET', path)),
  ];
  const paths = ['registrations', `search?text=${second.id}`, 'jobs', `reports/${day}`, `cards/${cardSerial}`, `cards/${cardSerial}/recovery`]; // prettier-ignore
  for (const path of paths) {
    const [whole, part] = await everything(`/api/${path}`);
    t.match(whole, /single-key/, `${path}: there is something`);
    t.notMatch(part, /single-key/, path);
    t.notMatch(part, jobId, `${path}: no job of it`);
  }
  const record = await lin.request<WireCardRecord>('GET', `/api/cards/${cardSerial}`);
  t.same(record.history, []);
  t.match(record, { spoiled: null, ras: [{ raId: 'jcic', record: { state: 'unknown' } }] });
  const recovery = await lin.request<WireCardRecovery>('GET', `/api/cards/${cardSerial}/recovery`);
  t.match(recovery, { job: null, onCard: {} });
  t.same([...recovery.ways, ...recovery.closed], []);
  t.notMatch(await lin.request('GET', '/api/letters'), { unreachable: ['single-key'] });
  t.notOk(JSON.stringify([...lin.jobs.values()]).includes(jobId));
});

await t.test('a record of another RA is answered as one of an RA that there is not', async (t) => {
  const refusal = async (method: string, path: string, body?: unknown): Promise<string> => {
    const key = { 'idempotency-key': randomUUID() };
    return lin.request(method, path, body, key).then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
  };
  const note = '';
  const probes: [string, (raId: string) => string, ((raId: string) => unknown)?][] = [
    ['GET', (ra) => `/api/registrations/${ra}/${ofOther.id}`],
    ['GET', (ra) => `/api/certificates/${certificate?.serial ?? ''}.cer?raId=${ra}`],
    ['GET', (ra) => `/api/partner-certificates/${certificate?.serial ?? ''}?raId=${ra}`],
    ['POST', (ra) => `/api/cases/${ra}/${ofOther.id}/claim`, () => ({ takeOver: false })],
    ['POST', (ra) => `/api/letters/${ra}/${ofOther.id}/print`, () => ({})],
    ['POST', () => '/api/password-resets', (raId) => ({ raId, registrationId: ofOther.id, form: 'inPerson', delivery: 'print' })], // prettier-ignore
    ['POST', () => '/api/revocations', (raId) => ({ raId, registrationId: ofOther.id, serials: null, cause: 'notNeeded', form: 'inPerson', note })], // prettier-ignore
    ['POST', () => `/api/cards/${cardSerial}/spoil`, (raId) => ({ raId, reason: 'lost', note })],
    ['POST', () => '/api/jobs', (raId) => ({ ...order, raId, registrationId: second.id })],
  ];
  for (const [method, path, body] of probes) {
    t.equal(await refusal(method, path('single-key'), body?.('single-key')), 'ra.choose.unknown', path('single-key'));
    t.equal(await refusal(method, path('nowhere'), body?.('nowhere')), 'ra.choose.unknown', path('nowhere'));
  }
  t.equal(await refusal('GET', `/api/jobs/${jobId}`), await refusal('GET', `/api/jobs/${randomUUID()}`));
  t.equal(await refusal('POST', `/api/jobs/${jobId}/cancel`), 'job.find.unknown');
  t.equal(await refusal('POST', `/api/cards/${cardSerial}/spoil`, { raId: 'jcic', reason: 'lost', note }), 'ra.refused.cardUnknown'); // prettier-ignore
  t.equal(await refusal('POST', `/api/cards/${cardSerial}/recovery`, { way: 'goOn' }), 'card.recover.wayClosed');
});

await t.test('a supervisor of one RA sees no request about another one, and no audit log of both', async (t) => {
  const about = { raId: 'single-key', registrationId: ofOther.id, serials: null, cause: 'notNeeded', form: 'inPerson', note: '' }; // prettier-ignore
  const { approval } = await all.request<{ approval: WireApproval }>('POST', '/api/revocations', about);
  await boss.request('POST', `/api/approvals/${asked.approval.id}/withdrawal`);
  await boss.request('PATCH', `/api/operators/${officer2.name}`, { change: 'role', role: 'supervisor' });
  const third = await site.staff(supervisor2);
  const pending = await third.request<{ approvals: WireApproval[] }>('GET', '/api/approvals');
  const make = pending.approvals.find(({ action }) => action === 'operator.makeSupervisor');
  await third.request('POST', `/api/approvals/${make?.id ?? ''}/decision`, { decision: 'approve', reason: '' });
  const ofOne = await site.staff(officer2);
  const { approvals } = await ofOne.request<{ approvals: WireApproval[] }>('GET', '/api/approvals');
  t.notOk(approvals.some(({ id }) => id === approval.id));
  const decide = (id: string) => ofOne.request('POST', `/api/approvals/${id}/decision`, { decision: 'reject', reason: '' }); // prettier-ignore
  await t.rejects(decide(approval.id), { message: 'staff.approval.unknown' });
  await t.rejects(ofOne.request('GET', '/api/audit'), { message: 'staff.scope.notAll' });
  const chen = { name: 'chen', role: 'auditor', password: 'winter-umbrella-07' };
  await t.rejects(ofOne.request('POST', '/api/operators', { ...chen, ras: null }), { message: 'staff.operator.outOfScope' }); // prettier-ignore
});
t.end();
