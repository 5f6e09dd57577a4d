/** An RA that wants one key for both uses: issued in person, then renewed, with OpenSC as the judge. */
import { X509Certificate } from 'node:crypto';
import t from 'tap';
import { settled, termsVersion } from '../../harness/cardOwner.js';
import { moveClockToIssue, registerApproved, shiftClock } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2, profiles: ['single-key'] });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const kiosk = await site.kiosk();
const [person] = await registerApproved(site.ra, 1);
const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };
const card = await site.pcsc.createCard();
await card.insert(0);
const { id: readerId } = await staff.untilCard(readerName);
let first = '';

await t.test('one certificate for both uses is issued', async (t) => {
  await moveClockToIssue(site.ra, 7);
  const order = { kind: 'issueCard', readerId, registrationId: person?.id, pins: { mode: 'chosen', ...pins } };
  const { id } = await staff.createJob(order);
  const job = await settled(staff, id);
  t.match(job, { state: 'finished', result: { lifeCycle: 'issued' } }, JSON.stringify(job.failure));
  t.match(job.result?.certificates, [{ use: 'signEncrypt' }]);
  t.equal(job.result?.certificates?.length, 1);
  first = job.result?.certificates?.[0]?.serial ?? '';
  await staff.until(() => staff.ra?.outbox === 0);
  const { card: view } = await staff.untilCard(readerName);
  t.match(view, { lifeCycle: 'issued', certificates: [{ use: 'signEncrypt', serial: first }] });
});

await t.test('it is renewed beside the one before', async (t) => {
  await shiftClock(site.ra, 0);
  await kiosk.untilCard(readerName);
  const { id } = await kiosk.createJob({ kind: 'renewCertificates', readerId, ...pins });
  const asked = await settled(kiosk, id);
  t.match(asked.question, { kind: 'confirmTerms', certificates: [{ use: 'signEncrypt', serial: first }] });
  await kiosk.answer(id, { kind: 'confirmTerms', termsVersion: await termsVersion(kiosk) });
  const job = await kiosk.untilJob(id, 'finished', 'failed');
  t.equal(job.state, 'finished', JSON.stringify(job.failure));
  const [renewed, before] = job.result?.certificates ?? [];
  t.equal(before?.serial, first);
  await kiosk.untilCard(readerName);
  const { stdout } = await site.pcsc.run('pkcs15-tool', ['--read-certificate', '56']);
  t.equal(new X509Certificate(stdout).serialNumber, renewed?.serial, 'OpenSC reads the new one');
});
t.end();
