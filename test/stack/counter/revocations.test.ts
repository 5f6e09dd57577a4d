/** 憑證廢止 through the API: one asks, another approves, the RA does it once, and openssl finds it in the CRL. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WireApproval, WireRegistrationRecord } from '../../../daemon/contract/messages.js';
import type { ApiClient } from '../../harness/apiClient.js';
import { auditor, Site, supervisor } from '../../harness/site.js';

const site = await Site.start({ readers: 2, staff: [supervisor, auditor] });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const officer = await site.staff();
const chief = await site.staff(supervisor);
const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' } as const;
const registrationId = 'R-0001';
const card = await site.pcsc.createCard();
await card.insert(0);
const { id: readerId } = await officer.untilCard(readerName);
const issued = await officer.createJob({ kind: 'issueCard', readerId, registrationId, pins });
await officer.untilJob(issued.id, 'finished', 'failed', 'waitingForPerson');
await officer.until(() => officer.ra?.outbox === 0);

async function record(): Promise<WireRegistrationRecord> {
  return officer.request('GET', `/api/registrations/jcic/${registrationId}`);
}
async function ask(changes: object = {}, who: ApiClient = officer): Promise<WireApproval> {
  const request = { registrationId, serials: null, cause: 'keyLost', form: 'inPerson', note: '', ...changes };
  return (await who.request<{ approval: WireApproval }>('POST', '/api/revocations', request)).approval;
}
async function act(who: ApiClient, id: string, what: string, body?: object): Promise<WireApproval> {
  return (await who.request<{ approval: WireApproval }>('POST', `/api/approvals/${id}/${what}`, body)).approval;
}
const approve = (id: string) => act(chief, id, 'decision', { decision: 'approve' });

/** What openssl reads in the RA’s CRL: the revoked serial numbers with their reasons. */
async function revokedInCrl(): Promise<string> {
  const connector = await site.ra.connector();
  const file = join(site.directory, 'crl.der');
  try {
    writeFileSync(file, await connector.certificateRevocationList());
  } finally {
    await connector.close();
  }
  return execFileSync('openssl', ['crl', '-inform', 'DER', '-in', file, '-noout', '-text']).toString();
}

const [first] = (await record()).certificates;
const serial = first?.serial ?? '';

await t.test('what cannot be revoked is not asked for', async (t) => {
  await t.rejects(ask({ serials: ['AB'] }), { message: 'revocation.ask.notInForce' });
  await t.rejects(ask({ cause: 'other' }), { message: 'revocation.ask.noteMissing' });
  await t.rejects(ask({ registrationId: 'R-0002' }), { message: 'revocation.ask.notInForce' });
  await t.rejects(ask({ registrationId: 'R-9999' }), { message: 'ra.refused.registrationUnknown' });
  await t.rejects(ask({}, await site.staff(auditor)), { message: 'api.session.notPermitted' });
  await chief.request('POST', `/api/cases/jcic/${registrationId}/claim`, {});
  await t.rejects(ask(), { message: 'case.claim.taken' });
  await chief.request('DELETE', `/api/cases/jcic/${registrationId}/claim`);
});

await t.test('one certificate: nothing happens before a second person approves', async (t) => {
  const asked = await ask({ serials: [serial], cause: 'keyDamaged', note: '讀不到' });
  t.match(asked, { state: 'pending', askedBy: 'officer1', facts: { serials: serial, note: '讀不到' } });
  t.match(asked.description['zh-TW'], /廢止「臺灣網路認證股份有限公司」.*私密金鑰毀損.*讀不到.*親自臨櫃/);
  await t.rejects(act(officer, asked.id, 'decision', { decision: 'approve' }), { message: 'api.session.notPermitted' });
  t.ok((await record()).certificates.every(({ status }) => status === 'valid'));
  t.match(await approve(asked.id), { state: 'done', decidedBy: supervisor.name, result: { serials: serial } });
  const { certificates, registration } = await record();
  t.same(certificates.map(({ status }) => status).sort(), ['revoked', 'valid']);
  t.match(
    certificates.find((one) => one.serial === serial),
    { revocationReason: 'superseded' },
  );
  t.equal(registration.state, 'issued', 'the other one is in force');
  t.match(await revokedInCrl(), new RegExp(`Serial Number: ${serial}[^]*?Superseded`));
  await t.rejects(ask({ serials: [serial] }), { message: 'revocation.ask.notInForce' });
});

await t.test('the RA is away: it stays approved, and is done when somebody tries again', async (t) => {
  const asked = await ask({ form: 'mail' });
  await site.ra.stop();
  await officer.until(() => officer.ra?.reachable === false);
  t.match(await approve(asked.id), { state: 'approved', failure: { code: 'ra.request.unavailable' } });
  await site.restartRa();
  await officer.until(() => officer.ra?.reachable === true);
  t.match(await act(officer, asked.id, 'execution'), { state: 'done' });
  await officer.until(() => officer.events.some(({ type }) => type === 'registrations'));
  const { certificates, registration, history } = await record();
  t.ok(certificates.every(({ status }) => status === 'revoked'));
  t.equal(registration.state, 'revoked');
  t.match(await revokedInCrl(), /Key Compromise/);
  const audited = history.flatMap((entry) => (entry.source === 'audit' ? [entry] : []));
  t.match(
    audited.find(({ action }) => action === 'certificate.revoked'),
    { actor: 'officer1', facts: { approvedBy: supervisor.name, form: 'mail', cause: 'keyLost' } },
  );
});
t.end();
