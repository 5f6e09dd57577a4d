/** A subscriber at a screen: logs in, sees the record, changes the website password, saves certificates. */
import { join } from 'node:path';
import t from 'tap';
import type { WireCertificateRecord, WireSave, WireSubscriberRecord } from '../../../daemon/contract/messages.js';
import type { ApiClient } from '../../harness/apiClient.js';
import { registerApproved, websitePassword } from '../../harness/raOffice.js';
import { runTool } from '../../harness/runTool.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [, counterReader = ''] = site.pcsc.readers;
const staff = await site.staff();

const logIn = (screen: ApiClient, account: string, password: string): Promise<unknown> =>
  screen.request('POST', '/api/logins', { account, password });

const [holder] = await registerApproved(site.ra, 1);
const card = await site.pcsc.createCard();
await card.insert(1);
const { id: readerId } = await staff.untilCard(counterReader);
const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' };
const { id } = await staff.createJob({ kind: 'issueCard', readerId, registrationId: holder?.id, pins });
const issued = await staff.untilJob(id, 'finished', 'failed');
await staff.until(() => staff.ra?.outbox === 0);

let shown: readonly WireCertificateRecord[] = [];

await t.test('the record of who is logged in', async (t) => {
  t.match(issued, { state: 'finished' });
  const kiosk = await site.kiosk();
  await t.rejects(kiosk.request('GET', '/api/record'), { message: 'subscriber.record.notLoggedIn', status: 401 });
  // Full-width signs and blanks, as an IME leaves them.
  const fullWidth = ` ${(holder?.account ?? '').replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))}　`;
  t.match(await logIn(kiosk, fullWidth, websitePassword), { raId: 'jcic', registrationId: holder?.id });
  const record = await kiosk.request<WireSubscriberRecord>('GET', '/api/record');
  shown = record.certificates;
  t.match(record, { registration: { id: holder?.id, state: 'issued' }, account: holder?.account });
  t.same(shown.map(({ use, status }) => `${use} ${status}`).sort(), ['encrypt valid', 'sign valid']);
  t.same(shown.map(({ serial }) => serial).sort(), issued.result?.certificates?.map(({ serial }) => serial).sort());

  await kiosk.request('DELETE', '/api/authorisations');
  await t.rejects(kiosk.request('GET', '/api/record'), { message: 'subscriber.record.notLoggedIn' }, 'logged out');
  const [first] = shown;
  await t.rejects(kiosk.request('POST', '/api/saves', { serials: [first?.serial], target: 'link' }), {
    message: 'save.write.notShown',
  });
});

await t.test('a partner’s certificate, however its serial is written, saved by a phone', async (t) => {
  const kiosk = await site.kiosk();
  const serial = shown[0]?.serial ?? '';
  const spelt = encodeURIComponent((serial.match(/../g) ?? []).join(':').toLowerCase());
  const found = await kiosk.request<{ certificate: WireCertificateRecord | null }>(
    'GET',
    `/api/partner-certificates/${spelt}`,
  );
  t.match(found.certificate, { serial, status: 'valid' });
  t.same(await kiosk.request('GET', '/api/partner-certificates/00FFEE'), { certificate: null }, 'an answer, no error');
  await t.rejects(kiosk.request('GET', '/api/partner-certificates/G1'), { message: 'subscriber.partner.notHex' });

  t.same(await kiosk.request('GET', '/api/save-targets'), { stick: null, link: true });
  await t.rejects(kiosk.request('POST', '/api/saves', { serials: [serial], target: 'stick' }), {
    message: 'save.write.noStick',
  });
  const save = await kiosk.request<WireSave>('POST', '/api/saves', { serials: [serial], target: 'link' });
  if (save.kind !== 'link') throw new Error('not a link');
  const file = join(site.directory, 'saved.cer');
  await runTool('curl', ['--silent', '--fail', '--request', 'POST', '--output', file, save.url]);
  const { code, stdout } = await runTool('openssl', [
    'x509',
    '-inform',
    'DER',
    '-in',
    file,
    '-noout',
    '-serial',
    '-subject',
  ]);
  t.equal(code, 0);
  t.match(stdout, new RegExp(`serial=0*${serial}`));
  const again = await runTool('curl', ['--silent', '--fail', '--request', 'POST', '--output', '/dev/null', save.url]);
  t.not(again.code, 0, 'once only');
});

await t.test('the website password: the first login must change it, three wrong ones suspend', async (t) => {
  const kiosk = await site.kiosk();
  await t.rejects(logIn(kiosk, 'demo05', 'Demo2026'), { message: 'ra.refused.passwordChangeRequired' });
  const change = (oldPassword: string, newPassword: string): Promise<unknown> =>
    kiosk.request('POST', '/api/website-password', { account: 'demo05', oldPassword, newPassword });
  await t.rejects(change('Demo2026', 'Demo2026'), { message: 'ra.refused.passwordSame' });
  await t.rejects(change('Demo2026', 'short'), { message: 'ra.refused.passwordRule' });
  await change('Demo2026', 'Fresh2026');
  t.match(await logIn(kiosk, 'demo05', 'Fresh2026'), { registrationId: 'R-0005' });

  for (const left of [2, 1]) {
    await t.rejects(change('wrong123', 'Other2026'), {
      message: 'ra.refused.passwordWrong',
      failure: { facts: { triesLeft: left } },
    });
  }
  await t.rejects(change('wrong123', 'Other2026'), { message: 'ra.refused.accountSuspended' });
  await t.rejects(logIn(kiosk, 'demo05', 'Fresh2026'), { message: 'ra.refused.accountSuspended' }, 'the right one too');
  await t.rejects(
    logIn(kiosk, 'nobody', 'whatever1'),
    { message: 'ra.refused.passwordWrong' },
    'as for a name that exists',
  );
});

await t.test('the terms in force, whole, in both languages', async (t) => {
  const kiosk = await site.kiosk();
  const terms = await kiosk.request<{ version: string; text: Record<string, string> }>('GET', '/api/ras/jcic/terms');
  t.match(terms, { version: '2026-01', text: { 'zh-TW': /條款結束/, en: /End of the terms/ } });
  await t.rejects(kiosk.request('GET', '/api/ras/other/terms'), { message: 'ra.choose.unknown', status: 404 });
});

t.end();
