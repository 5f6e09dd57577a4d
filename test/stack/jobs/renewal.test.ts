/** 憑證展期 on each side of its window, and with certificates that cannot be renewed; OpenSC and openssl are the judges. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { WireJob } from '../../../daemon/contract/messages.js';
import { renewalWindow } from '../../../sync/reference-ra/ca/validity.js';
import { brokenOff, logIn, settled, termsVersion } from '../../harness/cardOwner.js';
import {
  moveClockTo,
  moveClockToIssue,
  query,
  registerApproved,
  shiftClock,
  type TestRegistration,
} from '../../harness/raOffice.js';
import type { CardHandle } from '../../harness/rackClient.js';
import { Site } from '../../harness/site.js';

const site = await Site.start({ readers: 2 });
t.teardown(() => site.stop());
const [readerName = ''] = site.pcsc.readers;
const staff = await site.staff();
const kiosk = await site.kiosk();
const version = await termsVersion(kiosk);
const { id: readerId } = await staff.until(() => [...staff.readers.values()].find(({ isKiosk }) => isKiosk));
const pins = { pin1: 'Aa12345678', pin2: 'Zz87654321' };
const renew = { kind: 'renewCertificates', readerId, ...pins };

interface Owned {
  readonly registration: TestRegistration;
  readonly card: CardHandle;
  /** The signing certificate's. */
  readonly serial: string;
  readonly notAfter: Date;
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

async function begun(order: object): Promise<WireJob> {
  await kiosk.untilCard(readerName);
  const { id } = await kiosk.createJob(order);
  return settled(kiosk, id);
}

async function untilDelivered(): Promise<void> {
  await Promise.all([staff.untilCard(readerName), kiosk.untilCard(readerName)]);
  await staff.until(() => staff.ra?.outbox === 0);
}

async function issued(registration: TestRegistration): Promise<Owned> {
  const card = await site.pcsc.createCard();
  await insert(card);
  const order = { kind: 'issueCard', readerId, registrationId: registration.id, pins: { mode: 'chosen', ...pins } };
  const { id } = await staff.createJob(order);
  const { result } = await staff.untilJob(id, 'finished', 'failed');
  const [sign] = result?.certificates ?? [];
  await untilDelivered();
  await remove(card);
  return { registration, card, serial: sign?.serial ?? '', notAfter: new Date(sign?.notAfter ?? '') };
}

/** Accepts the terms of a renewal that asks for them. */
async function accepted(job: WireJob): Promise<WireJob> {
  await kiosk.answer(job.id, { kind: 'confirmTerms', termsVersion: version });
  return kiosk.untilJob(job.id, 'finished', 'failed');
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site.pcsc.run(command, args, { cwd: site.directory });
  t.equal(code, 0, `${command} ${args.join(' ')}${code === 0 ? '' : stderr}`);
  return stdout;
}

const people = await registerApproved(site.ra, 4, 700);
const cards: Owned[] = [];
// The window of the second card's certificates closes today, that of the others has just been opened.
for (const [index, person] of people.entries()) {
  await moveClockToIssue(site.ra, index === 1 ? 0 : 20);
  cards.push(await issued(person));
}
await shiftClock(site.ra, 0);
const [a, b, c, d] = cards;
if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four cards');
/** 23:59:59 in Taipei of the last day. */
const end = a.notAfter;
const { opensAt: opening, opensOn, endsOn } = renewalWindow(end);

await t.test('minutes before the first day: nothing is changed, and the day is told', async (t) => {
  // The machine's clock goes on while the test runs: ten minutes are room enough.
  await moveClockTo(site.ra, new Date(opening.getTime() - 10 * 60 * 1000));
  await insert(a.card);
  const job = await begun(renew);
  t.match(job, { state: 'failed', failure: { code: 'ra.refused.renewalTooEarly' } });
  t.equal(job.failure?.facts['opensOn'], opensOn);
});

await t.test('the first day: the new pairs come first, the old ones can still be used', async (t) => {
  await moveClockTo(site.ra, opening);
  await deciphersOld(false);
  const asked = await begun(renew);
  t.match(asked.question, {
    kind: 'confirmTerms',
    registration: { id: a.registration.id, raId: 'jcic' },
    certificates: [{ use: 'sign', serial: a.serial }, { use: 'encrypt' }],
    termsVersion: version,
  });
  await t.rejects(kiosk.answer(asked.id, { kind: 'confirmTerms', termsVersion: '1999' }), {
    message: 'job.confirmTerms.otherVersion',
  });
  await a.card.remove();
  await kiosk.untilJob(asked.id, 'waitingForCard');
  await a.card.insert(0);
  const back = await kiosk.untilJob(asked.id, 'waitingForPerson', 'failed');
  t.match(
    back.question,
    { kind: 'verifyPins', pins: [{ reference: 1 }, { reference: 2 }] },
    'the data wait for the PINs',
  );
  await kiosk.answer(asked.id, { kind: 'verifyPins', ...pins });
  await kiosk.until(() => kiosk.jobs.get(asked.id)?.question?.kind === 'confirmTerms');
  const job = await accepted(asked);
  t.equal(job.state, 'finished', JSON.stringify(job.failure));
  const [sign, , oldSign] = job.result?.certificates ?? [];
  t.equal(oldSign?.serial, a.serial);
  await untilDelivered();
  t.match(kiosk.readers.get(readerId)?.card, { certificates: [{ serial: sign?.serial }, { use: 'encrypt' }] });
  t.match(await query(site.ra, 'SELECT version FROM terms_acceptance WHERE registration_id = ?', a.registration.id), [
    [version],
  ]);

  t.match(
    await run('pkcs15-tool', '-D'),
    /Signing certificate B[^]*Signing certificate A/,
    'OpenSC lists the new one first',
  );
  t.equal(new X509Certificate(await run('pkcs15-tool', '--read-certificate', '46')).serialNumber, sign?.serial);
  t.equal(new X509Certificate(await run('pkcs15-tool', '--read-certificate', '45')).serialNumber, a.serial);
  await deciphersOld(true);
  await remove(a.card);
});

/** What was enciphered for the first encryption certificate is deciphered by its key on the card. */
async function deciphersOld(renewed: boolean): Promise<void> {
  await a?.card.exchangeInstances();
  const file = join(site.directory, 'plain');
  if (!renewed) {
    writeFileSync(join(site.directory, 'document'), 'a document');
    writeFileSync(join(site.directory, 'old.pem'), await run('pkcs15-tool', '--read-certificate', '45'));
    await run(
      'openssl',
      'pkeyutl',
      '-encrypt',
      '-certin',
      '-inkey',
      'old.pem',
      '-in',
      'document',
      '-out',
      'cryptogram',
    );
  }
  const login = ['--module', 'opensc-pkcs11.so', '--login', '--pin', pins.pin2];
  await run('pkcs11-tool', ...login, '--decrypt', '-m', 'RSA-PKCS', '--id', '45', '-i', 'cryptogram', '-o', 'plain');
  t.equal(readFileSync(file, 'utf8'), 'a document');
  await a?.card.exchangeInstances();
}

await t.test(
  'the last day, broken off between CA and card: brought to its end after the old ones have expired',
  async (t) => {
    await shiftClock(site.ra, 0);
    await insert(b.card);
    t.match(await brokenOff(kiosk, b.card, renew, version), { failure: { code: 'card.command.refused' } });
    await kiosk.untilCard(readerName);
    t.match(kiosk.readers.get(readerId)?.card, { certificates: [{ serial: b.serial }, {}] }, 'the old ones are in use');
    t.match(await begun(renew), { failure: { code: 'job.openOrder.certified' } });

    await moveClockTo(site.ra, new Date(b.notAfter.getTime() + 1000));
    await logIn(kiosk, b.registration);
    const job = await begun({ ...renew, kind: 'writeCertificates' });
    t.match(job, { state: 'finished', result: { alreadyThere: false } }, JSON.stringify(job.failure));
    t.equal(job.result?.certificates?.length, 2, 'the old ones are no longer in force');
    await untilDelivered();
    t.match(kiosk.readers.get(readerId)?.card, {
      certificates: [{ serial: job.result?.certificates?.[0]?.serial }, {}],
    });
    t.match(await begun(renew), { failure: { code: 'ra.refused.renewalTooEarly' } }, 'the new ones are the card’s now');
    await remove(b.card);
  },
);

await t.test('a day too late, and revoked ones: the way leads to the counter', async (t) => {
  await moveClockTo(site.ra, new Date(end.getTime() + 1000));
  await insert(c.card);
  t.match(await begun(renew), { failure: { code: 'ra.refused.renewalTooLate', facts: { endedOn: endsOn } } });
  await remove(c.card);

  await shiftClock(site.ra, 0);
  const connector = await site.ra.connector();
  await connector.revoke(
    {
      registrationId: d.registration.id,
      serials: null,
      reason: 'keyCompromise',
      form: 'inPerson',
      askedBy: 'officer1',
      approvedBy: 'supervisor1',
      note: '',
    },
    crypto.randomUUID(),
  );
  await connector.close();
  await insert(d.card);
  t.match(await begun(renew), { failure: { code: 'ra.refused.certificateRevoked', facts: { serial: d.serial } } });
  await remove(d.card);
});
t.end();
