/** Two RAs on one gateway: each has its own subscribers, rules, terms and certificates, and its own line. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WireJob, WireRegistrationList, WireSession } from '../../../daemon/contract/messages.js';
import { registerApproved, websitePassword, type TestRegistration } from '../../harness/raOffice.js';
import { runTool } from '../../harness/runTool.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2, profiles: ['jcic', 'single-key'] });
t.teardown(() => site.stop());
const [, counterReader = ''] = site.pcsc.readers;
const [singleKeyRa] = site.otherRas;
if (singleKeyRa === undefined) throw new Error('one RA is missing');
const staff = await site.staff();
const kiosk = await site.kiosk();
const [ofJcic] = await registerApproved(site.ra, 1);
const [ofSingleKey] = await registerApproved(singleKeyRa, 1);

async function issue(
  raId: string | undefined,
  registration: TestRegistration | undefined,
  pin: string,
): Promise<WireJob> {
  const card = await site.pcsc.createCard();
  await card.insert(1);
  const { id: readerId } = await staff.untilCard(counterReader);
  const pins = { mode: 'chosen', pin1: `${pin}1`, pin2: `${pin}2` };
  const order = { kind: 'issueCard', raId, readerId, registrationId: registration?.id, pins };
  try {
    const { id } = await staff.createJob(order);
    return await staff.untilJob(id, 'finished', 'failed', 'waitingForPerson');
  } finally {
    await staff.until(() => staff.readers.get(readerId)?.jobId === null);
    await card.remove();
    await staff.until(() => staff.readers.get(readerId)?.card === null);
  }
}

await t.test('a screen is told of both', async (t) => {
  const { ras } = await kiosk.request<WireSession>('GET', '/api/session');
  t.match(ras, [
    { id: 'jcic', name: { 'zh-TW': '金融聯合徵信中心' }, certificateUses: 'separate' },
    { id: 'single-key', certificateUses: 'single', termsVersion: '1.0' },
  ]);
  t.not(ras[0]?.accent, ras[1]?.accent, 'each has its colour');
  t.same([...kiosk.ras.keys()], ['jcic', 'single-key']);
  const list = await staff.request<WireRegistrationList>('GET', '/api/registrations');
  await staff.until(() => staff.ras.size === 2);
  t.same([...new Set(list.registrations.map(({ raId }) => raId))].sort(), ['jcic', 'single-key']);
});

await t.test('a request must say which one', async (t) => {
  const login = { account: ofJcic?.account, password: websitePassword };
  await t.rejects(kiosk.request('POST', '/api/logins', login), { message: 'ra.choose.missing', status: 400 });
  await t.rejects(kiosk.request('POST', '/api/logins', { ...login, raId: 'another' }), {
    message: 'ra.choose.unknown',
  });
  t.match(await kiosk.request('POST', '/api/logins', { ...login, raId: 'single-key' }), {
    raId: 'single-key',
    registrationId: ofSingleKey?.id,
  });
});

await t.test('each RA’s rules and keys', async (t) => {
  const two = await issue('jcic', ofJcic, 'Aa12345');
  t.match(two, { state: 'finished', raId: 'jcic' }, two.failure?.code ?? '');
  t.same(
    two.result?.certificates?.map(({ use }) => use),
    ['sign', 'encrypt'],
  );
  await t.rejects(
    issue('single-key', ofSingleKey, 'short'),
    { message: 'card.pin.tooShort' },
    'eight characters at least',
  );

  const one = await issue('single-key', ofSingleKey, 'Aa1234567');
  t.match(one, { state: 'finished', raId: 'single-key' }, one.failure?.code ?? '');
  t.match(one.result?.certificates, [{ use: 'signEncrypt', subject: /OU=9990000-RA-EXAMPLE/ }]);
  t.equal(one.result?.certificates?.length, 1);
  t.match(two.result?.certificates, [{ subject: /OU=9980000-RA-JCIC/ }, { subject: /OU=9980000-RA-JCIC/ }]);
});

await t.test('another CA: openssl verifies each certificate against its own RA only', async (t) => {
  await kiosk.request('POST', '/api/logins', {
    raId: 'single-key',
    account: ofSingleKey?.account,
    password: websitePassword,
  });
  const { certificates } = await kiosk.request<{ certificates: { serial: string }[] }>('GET', '/api/record');
  const save = await kiosk.request<{ url: string }>('POST', '/api/saves', {
    serials: certificates.map(({ serial }) => serial),
    target: 'link',
  });
  const file = join(site.directory, 'single.cer');
  await runTool('curl', ['--silent', '--fail', '--request', 'POST', '--output', file, save.url]);
  const pem = join(site.directory, 'single.pem');
  const { stdout } = await runTool('openssl', ['x509', '-inform', 'DER', '-in', file]);
  writeFileSync(pem, stdout);
  const verdict = async (caFile: string): Promise<number | null> =>
    (await runTool('openssl', ['verify', '-CAfile', caFile, pem])).code;
  t.equal(await verdict(singleKeyRa.ready.caFile), 0);
  t.not(await verdict(site.ra.ready.caFile), 0);
});

await t.test('one RA that is away does not hold up the other', async (t) => {
  await singleKeyRa.stop();
  await staff.until(() => staff.ras.get('single-key')?.reachable === false);
  t.equal(staff.ras.get('jcic')?.reachable, true);
  const [another] = await registerApproved(site.ra, 1, 50);
  const job = await issue('jcic', another, 'Aa12345');
  t.match(job, { state: 'finished' });
});
t.end();
