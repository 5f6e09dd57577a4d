/** A prepared card, and its holder who applies for certificates. */
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import { logIn, pinText, settled, stateOf, termsVersion } from '../../harness/cardOwner.js';
import { query, registerApproved } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const kiosk = await site.kiosk();
const version = await termsVersion(kiosk);
const [person, stranger] = await registerApproved(site.ra, 2, 500);
if (person === undefined || stranger === undefined) throw new Error('two registrations');
const card = await site.pcsc.createCard();
await card.insert(0);
const { id: readerId } = await staff.untilCard(readerName);
const pins = { pin1: '', pin2: '' };

async function untilDelivered(): Promise<void> {
  await staff.untilCard(readerName);
  await kiosk.untilCard(readerName);
  await staff.until(() => staff.ra?.reachable === true && staff.ra.outbox === 0);
}

/** The job once it needs somebody or is over. */
async function begun(order: object): Promise<WireJob> {
  const { id } = await kiosk.createJob({ readerId, ...order });
  return settled(kiosk, id);
}

const books = (sql: string): Promise<unknown[][]> => query(site.ra, sql, person.id);

await t.test('a blank card is prepared: PUKs and drawn PINs at the RA, no keys', async (t) => {
  const { id } = await staff.createJob({ kind: 'prepareCard', readerId, registrationId: person.id });
  const job = await settled(staff, id);
  t.match(
    job,
    { state: 'finished', result: { lifeCycle: 'prepared', pinsInLetter: true } },
    JSON.stringify(job.failure),
  );
  await untilDelivered();
  t.match(await staff.untilCard(readerName), { card: { lifeCycle: 'prepared', certificates: [] } });
  pins.pin1 = pinText(card, 1);
  pins.pin2 = pinText(card, 2);
  const [[orderId, state] = []] = await books(
    'SELECT o.id, r.state FROM card_order o JOIN registration r ON r.id = o.registration_id WHERE r.id = ?',
  );
  t.equal(state, 'prepared');
  const { stdout } = await site.ra.command('letters', String(orderId));
  t.ok(stdout.includes(pins.pin1) && stdout.includes(pins.pin2), 'the letter has the PINs that are on the card');
  await t.rejects(kiosk.createJob({ kind: 'prepareCard', readerId, registrationId: person.id }), {
    message: 'api.session.notStaff',
  });
});

await t.test('another person’s card is refused without a try, and so are old terms', async (t) => {
  const order = { kind: 'applyCertificates', ...pins, termsVersion: version };
  await t.rejects(begun(order), { message: 'job.create.notLoggedIn' });
  await logIn(kiosk, stranger);
  t.match(await begun({ ...order, pin1: 'Wrong12345' }), {
    state: 'failed',
    failure: { code: 'ra.refused.notCardHolder' },
  });
  await kiosk.untilCard(readerName);
  await logIn(kiosk, person);
  await t.rejects(begun({ ...order, termsVersion: '1999' }), { message: 'job.confirmTerms.otherVersion' });
  t.same(
    stateOf(card).instances.map(({ pin }) => pin.triesLeft),
    [3, 3],
  );
});

await t.test('the holder applies at the kiosk; a wrong PIN is asked for again', async (t) => {
  const job = await begun({ kind: 'applyCertificates', ...pins, pin2: 'Wrong12345', termsVersion: version });
  t.match(job.question, {
    kind: 'verifyPins',
    pins: [{ reference: 2, triesLeft: 2 }],
    reason: { code: 'job.verifyPins.wrong' },
  });
  await kiosk.answer(job.id, { kind: 'verifyPins', pin2: 'Wrong12345' });
  await kiosk.until(() => kiosk.jobs.get(job.id)?.question?.kind === 'verifyPins');
  await kiosk.until(() => JSON.stringify(kiosk.jobs.get(job.id)?.question).includes('"triesLeft":1'));
  await t.rejects(kiosk.answer(job.id, { kind: 'verifyPins', pin2: pins.pin2 }), { message: 'job.answer.lastTry' });
  await kiosk.answer(job.id, { kind: 'verifyPins', pin2: pins.pin2, lastTryConfirmed: true });
  const done = await kiosk.untilJob(job.id, 'finished', 'failed');
  t.equal(done.state, 'finished', JSON.stringify(done.failure));
  t.match(done.result, { lifeCycle: 'issued', certificates: [{ use: 'sign' }, { use: 'encrypt' }] });
  t.equal(done.result?.certificates?.[0]?.notAfter, done.result?.certificates?.[1]?.notAfter);
  await untilDelivered();
  t.same(await books('SELECT state FROM registration WHERE id = ?'), [['issued']]);
  t.same(await books('SELECT version, place FROM terms_acceptance WHERE registration_id = ?'), [[version, 'kiosk']]);
  const view = await kiosk.untilCard(readerName);
  t.match(view.card, { lifeCycle: 'issued', certificates: [{ use: 'sign' }, { use: 'encrypt' }] });
  t.match(await begun({ kind: 'applyCertificates', ...pins, termsVersion: version }), {
    failure: { code: 'applyCertificates.checkCard.issued' },
  });
});

await t.test('everything is there already: writing again says so', async (t) => {
  await logIn(kiosk, person);
  const job = await begun({ kind: 'writeCertificates', ...pins });
  t.match(job, { state: 'finished', result: { alreadyThere: true } }, JSON.stringify(job.failure));
  t.match(job.result?.certificates, [{ use: 'sign' }, { use: 'encrypt' }]);
});
t.end();
