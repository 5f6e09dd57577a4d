/** Work on certificates that stops between CA and card, and cards whose certificates are not what they should be. */
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { brokenOff, logIn, pinText, settled, termsVersion } from '../../harness/cardOwner.js';
import { query, registerApproved, resume, suspend, type TestRegistration } from '../../harness/raOffice.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const kiosk = await site.kiosk();
const version = await termsVersion(kiosk);
const [first, second] = await registerApproved(site.ra, 2, 600);
if (first === undefined || second === undefined) throw new Error('two registrations');
const { id: readerId } = await staff.until(() => [...staff.readers.values()].find(({ isKiosk }) => isKiosk));

const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };

interface Owned {
  readonly card: CardHandle;
  readonly pins: { readonly pin1: string; readonly pin2: string };
}

async function insert(card: CardHandle): Promise<void> {
  await card.insert(0);
  await Promise.all([staff.untilCard(readerName), kiosk.untilCard(readerName)]);
}

async function remove(card: CardHandle): Promise<void> {
  await kiosk.untilCard(readerName);
  await card.remove();
  await kiosk.until(() => kiosk.readers.get(readerId)?.card === null);
}

async function begun(client: typeof kiosk, order: object): Promise<WireJob> {
  await client.untilCard(readerName);
  const { id } = await client.createJob({ readerId, ...order });
  return settled(client, id);
}

async function untilDelivered(): Promise<void> {
  await kiosk.untilCard(readerName);
  await staff.until(() => staff.ra?.outbox === 0);
}

async function prepared(registration: TestRegistration): Promise<Owned> {
  const card = await site.pcsc.createCard();
  await insert(card);
  t.match(await begun(staff, { kind: 'prepareCard', registrationId: registration.id }), { state: 'finished' });
  await untilDelivered();
  return { card, pins: { pin1: pinText(card, 1), pin2: pinText(card, 2) } };
}

const stateOfRegistration = async ({ id }: TestRegistration): Promise<unknown> =>
  (await query(site.ra, 'SELECT state FROM registration WHERE id = ?', id))[0]?.[0];

await t.test(
  'applying stops between CA and card: the certificates are written again, no new keys are made',
  async (t) => {
    const { card, pins } = await prepared(first);
    await logIn(kiosk, first);
    const apply = { kind: 'applyCertificates', ...pins, termsVersion: version };
    t.match(await brokenOff(kiosk, card, { readerId, ...apply }), {
      state: 'failed',
      failure: { code: 'card.command.refused' },
    });
    t.match(await begun(kiosk, apply), { failure: { code: 'job.openOrder.certified', facts: { use: 'sign' } } });

    t.match(await begun(staff, { kind: 'writeCertificates', registrationId: second.id, ...pins }), {
      failure: { code: 'job.openOrder.otherRegistration' },
    });
    const job = await begun(kiosk, { kind: 'writeCertificates', ...pins });
    t.match(job, { state: 'finished', result: { alreadyThere: false } }, JSON.stringify(job.failure));
    await untilDelivered();
    t.equal(await stateOfRegistration(first), 'issued');
    t.match(await begun(staff, { kind: 'writeCertificates', registrationId: first.id, ...pins }), {
      state: 'finished',
      result: { alreadyThere: true },
    });
    await remove(card);
  },
);

await t.test('a PIN that is locked; certificates that are suspended', async (t) => {
  const card = await site.pcsc.createCard();
  await insert(card);
  const issue = { kind: 'issueCard', registrationId: second.id, pins: { mode: 'chosen', ...pins } };
  const issued = await begun(staff, issue);
  t.match(issued, { state: 'finished' });
  await untilDelivered();
  const renew = { kind: 'renewCertificates', ...pins };
  const [sign] = issued.result?.certificates ?? [];
  await suspend(site.ra, sign?.serial ?? '');
  t.match(await begun(kiosk, renew), { failure: { code: 'ra.refused.certificateSuspended' } });
  await resume(site.ra, sign?.serial ?? '');

  await remove(card);
  await card.presetTries(2, 1);
  await insert(card);
  await t.rejects(begun(kiosk, renew), { message: 'job.create.lastTry' });
  t.match(await begun(kiosk, { ...renew, pin2: 'Wrong12345', lastTryConfirmed: true }), {
    failure: { code: 'card.pin.blocked' },
  });
  await t.rejects(begun(kiosk, renew), { message: 'renewCertificates.create.locked' });
  await remove(card);
});
t.end();
