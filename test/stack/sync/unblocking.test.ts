/** Unblocking at the reference RA: the PUK in force, sealed and counted, for its owner only. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import { RaRefusedError, type Order, type PukRelease, type UnblockAuthorisation } from '../../../sync/connector.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { runTool } from '../../harness/runTool.js';
import { factOf, pukFact, refusalOf, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { directory, server, ra } = await startRa();
const recipient = await createOperationRecipient('one operation');
t.teardown(() => recipient.dispose());

/** A card of this registration with two escrowed PUKs, issued. */
async function issuedCard(registrationId: string): Promise<Order> {
  const card = new SoftCard();
  const order = await ra.openOrder(registrationId, card, randomUUID());
  const issued = await ra.requestCertificates(order.id, await card.requests(), randomUUID());
  await ra.deliverFacts([
    await pukFact(order, 1, 'first PUK of one'),
    await pukFact(order, 1, 'last PUK of one'),
    await pukFact(order, 2, 'PUK of two'),
    factOf('cardIssued', {
      cardSerial: order.cardSerial,
      orderId: order.id,
      certificateSerials: issued.map(({ certificate }) => readCertificate(certificate).serial),
    }),
  ]);
  return order;
}

function authorise(
  account: string,
  password: string,
  cardSerial: string,
  pin: PinReference = 1,
): Promise<UnblockAuthorisation> {
  return ra.authoriseUnblock(account, Secret.fromText(password), { cardSerial, pin });
}

function releaseOf(authorisation: UnblockAuthorisation, changes: Partial<PukRelease> = {}): PukRelease {
  return {
    ground: { kind: 'authorisation', authorisationId: authorisation.id },
    cardSerial: authorisation.cardSerial,
    pin: authorisation.pin,
    recipientCertificate: recipient.certificate,
    ...changes,
  };
}

async function opened(sealed: Uint8Array): Promise<string> {
  const secret = await recipient.open(sealed);
  return secret.use((bytes) => Buffer.from(bytes).toString());
}

async function query(sql: string): Promise<string> {
  const { stdout } = await runTool('sqlite3', ['-readonly', join(directory, 'ra.sqlite'), sql]);
  return stdout.trim();
}

void t.test('the PUK in force comes back, sealed to one operation, and is counted', async (t) => {
  const { cardSerial } = await issuedCard('R-0002');
  const authorisation = await authorise('demo02', 'Demo2026', cardSerial);
  t.match(authorisation, { cardSerial, pin: 1, name: '陳怡君' });
  const minutes = (Date.parse(authorisation.expiresAt) - Date.now()) / 60_000;
  t.ok(minutes > 8 && minutes <= 10.1);

  const otherPin = releaseOf(authorisation, { pin: 2 });
  t.equal(await refusalOf(ra.releasePuk(otherPin, randomUUID())), 'authorisationExpired');
  const otherCard = releaseOf(authorisation, { cardSerial: 'ABCD' });
  t.equal(await refusalOf(ra.releasePuk(otherCard, randomUUID())), 'authorisationExpired');

  const key = randomUUID();
  const sealed = await ra.releasePuk(releaseOf(authorisation), key);
  t.equal(await opened(sealed), 'last PUK of one');
  t.same(await ra.releasePuk(releaseOf(authorisation), key), sealed, 'the same operation asks again');
  t.equal(await refusalOf(ra.releasePuk(releaseOf(authorisation), randomUUID())), 'authorisationUsed');
  const another = await createOperationRecipient('another');
  const toAnother = releaseOf(authorisation, { recipientCertificate: another.certificate });
  t.equal(await refusalOf(ra.releasePuk(toAnother, key)), 'idempotencyConflict');
  another.dispose();

  const again = await authorise('demo02', 'Demo2026', cardSerial);
  await ra.releasePuk(releaseOf(again), randomUUID());
  const used = factOf('pukUsed', { cardSerial, pin: 1, operationId: again.id, pukReplaced: false });
  t.same(await ra.deliverFacts([used]), [{ id: used.id, accepted: true }]);
  t.equal(await query(`SELECT count(*) FROM puk_release WHERE card_serial = '${cardSerial}'`), '2');
  t.equal(
    await query(`SELECT group_concat(event || ' ' || coalesce(facts ->> 'releases', ''), '; ') FROM
      (SELECT * FROM audit WHERE facts ->> 'cardSerial' = '${cardSerial}' AND event LIKE 'puk%' ORDER BY number)`),
    'pukReleased 1; pukReleased 2; pukUsed',
  );
});

void t.test('a card that is being issued: its order opens it, once it is issued no longer', async (t) => {
  const card = new SoftCard();
  const order = await ra.openOrder('R-0009', card, randomUUID());
  const release: PukRelease = {
    ground: { kind: 'order', orderId: order.id },
    cardSerial: card.cardSerial,
    pin: 2,
    recipientCertificate: recipient.certificate,
  };
  t.equal(await refusalOf(ra.releasePuk(release, randomUUID())), 'noEscrowedPuk');
  await ra.deliverFacts([await pukFact(order, 2, 'PUK at the counter')]);
  t.equal(await opened(await ra.releasePuk(release, randomUUID())), 'PUK at the counter');
  t.equal(await refusalOf(ra.releasePuk({ ...release, cardSerial: 'ABCD' }, randomUUID())), 'orderUnknown');
  const noCertificate = { ...release, recipientCertificate: Buffer.from('no certificate') };
  t.equal(await refusalOf(ra.releasePuk(noCertificate, randomUUID())), 'badRequest');

  const issued = await issuedCard('R-0006');
  const late = { ...release, ground: { kind: 'order', orderId: issued.id }, cardSerial: issued.cardSerial } as const;
  t.equal(await refusalOf(ra.releasePuk(late, randomUUID())), 'registrationAlreadyIssued');
});

void t.test('three wrong passwords in a row suspend an account, whether it exists or not', async (t) => {
  const { cardSerial } = await issuedCard('R-0003');
  const wrong = async (account: string): Promise<unknown> => {
    try {
      return await authorise(account, 'Wrong2026', cardSerial);
    } catch (error) {
      return error instanceof RaRefusedError ? { reason: error.refusal, ...error.facts } : error;
    }
  };
  t.same(await wrong('demo03'), { reason: 'passwordWrong', triesLeft: 2 });
  t.equal((await authorise('demo03', 'Demo2026', cardSerial)).name, '王𪚥明');
  for (const account of ['demo03', 'nobody']) {
    t.same(await wrong(account), { reason: 'passwordWrong', triesLeft: 2 });
    t.same(await wrong(account), { reason: 'passwordWrong', triesLeft: 1 });
    t.same(await wrong(account), { reason: 'accountSuspended' });
  }
  t.equal(await refusalOf(authorise('demo03', 'Demo2026', cardSerial)), 'accountSuspended');
});

void t.test('guesses at once get no more tries, and the right one among them comes too late', async (t) => {
  // A connection each, so that none of the guesses waits for another's answer.
  await Promise.all(Array.from({ length: 12 }, () => ra.ping()));
  const guesses = [...Array.from({ length: 11 }, () => 'guess'), 'Demo2026'];
  const atOnce = await Promise.all(guesses.map((guess) => refusalOf(authorise('demo12', guess, 'ABCD'))));
  t.equal(atOnce.filter((answer) => answer === 'passwordWrong').length, 2);
  t.equal(atOnce.filter((answer) => answer === 'accountSuspended').length, 10);
  t.equal(atOnce.at(-1), 'accountSuspended', 'the right password');
});

void t.test('who may not unblock', async (t) => {
  const { cardSerial } = await issuedCard('R-0004');
  t.equal(await refusalOf(authorise('demo05', 'Demo2026', cardSerial)), 'passwordChangeRequired');
  t.equal(await refusalOf(authorise('demo07', 'Demo2026', cardSerial)), 'accountSuspended');
  t.equal(await refusalOf(authorise('demo01', 'Demo2026', cardSerial)), 'notCardHolder');
  t.equal(await refusalOf(authorise('demo01', 'Demo2026', 'ABCDEF')), 'cardUnknown');
  const card = new SoftCard();
  await ra.openOrder('R-0010', card, randomUUID());
  t.equal(await refusalOf(authorise('demo10', 'Demo2026', card.cardSerial)), 'noEscrowedPuk');
});

void t.test('no password, PIN or PUK is kept in the clear', async (t) => {
  const files = await Promise.all(
    ['ra.sqlite', 'ra.sqlite-wal'].map((name) => readFile(join(directory, name), 'latin1')),
  );
  const everything = files.join() + server.log.join('\n');
  t.ok(server.log.length > 10);
  for (const secret of ['Demo2026', 'Wrong2026', 'PUK of one', 'PUK of two', 'PUK at the counter']) {
    t.notOk(everything.includes(secret), secret);
    t.notOk(everything.includes(Buffer.from(secret).toString('base64').slice(0, -4)), secret);
  }
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
