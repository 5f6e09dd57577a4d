/** The RA away, slow, answering 500, hearing a request twice, losing its answer: at every request, the effect is once. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { RaUnavailableError } from '../../../sync/connector.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { FaultyRa, type RaFault } from '../../harness/faultyRa.js';
import { moveClockTo, shiftClock } from '../../harness/raOffice.js';
import { connectorTo, ReferenceRaProcess } from '../../harness/referenceRa.js';
import { runTool } from '../../harness/runTool.js';
import { factOf, issueCard, pukFact, releaseLetter, SoftCard } from './card.js';

let directory: string;
let server: ReferenceRaProcess;
let proxy: FaultyRa;

t.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ra-'));
  server = await ReferenceRaProcess.start(directory);
  proxy = await FaultyRa.start(server.ready);
});
t.after(async () => {
  await proxy.stop();
  await server.stop();
  await rm(directory, { recursive: true });
});

/** Repeats a request with its idempotency key, as the gateway does, until there is an answer. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof RaUnavailableError)) throw error;
    }
  }
}

/** Orders, certifies, escrows, authorises and releases for one card. @returns the card and the PUK as it came back. */
async function walk(ra: RaApiConnector, registrationId: string): Promise<{ card: SoftCard; puk: string }> {
  const card = new SoftCard();
  const keys = [randomUUID(), randomUUID(), randomUUID()] as const;
  const order = await untilAnswered(() => ra.openOrder(registrationId, card, keys[0]));
  const requests = await card.requests();
  const first = await untilAnswered(() => ra.requestCertificates(order.id, requests, keys[1]));
  const again = await untilAnswered(() => ra.requestCertificates(order.id, requests, keys[1]));
  if (JSON.stringify(first) !== JSON.stringify(again)) throw new Error('other certificates the second time');
  const fact = await pukFact(order, 1, `PUK of ${registrationId}`);
  const prepared = factOf('cardPrepared', { cardSerial: card.cardSerial, orderId: order.id });
  await untilAnswered(() => ra.deliverFacts([fact, prepared]));
  const place = { cardSerial: card.cardSerial, pin: 1 } as const;
  const account = `demo${registrationId.slice(-2)}`;
  const authorisation = await untilAnswered(() => ra.authoriseUnblock(account, Secret.fromText('Demo2026'), place));
  const recipient = await createOperationRecipient('one operation');
  const release = {
    ground: { kind: 'authorisation', authorisationId: authorisation.id },
    ...place,
    recipientCertificate: recipient.certificate,
  } as const;
  const sealed = await untilAnswered(() => ra.releasePuk(release, keys[2]));
  const puk = (await recipient.open(sealed)).use((bytes) => Buffer.from(bytes).toString());
  recipient.dispose();
  return { card, puk };
}

async function count(sql: string): Promise<number> {
  const { stdout } = await runTool('sqlite3', [
    '-readonly',
    join(directory, 'ra.sqlite'),
    `SELECT count(*) FROM ${sql}`,
  ]);
  return Number(stdout);
}

const faults: readonly (readonly [string, RaFault])[] = [
  ['R-0001', { kind: 'down' }],
  ['R-0002', { kind: 'error' }],
  ['R-0003', { kind: 'loseAnswer' }],
  ['R-0004', { kind: 'twice' }],
  ['R-0006', { kind: 'slow', delayMs: 60_000 }],
];

for (const [registrationId, fault] of faults) {
  void t.test(`${fault.kind} at the first attempt of every request`, async (t) => {
    // Where the answer is late on purpose, nobody waits long for it.
    const ra = await connectorTo(proxy.ready, fault.kind === 'slow' ? 1_500 : 30_000);
    t.teardown(() => ra.close());
    const seen = new Set<string>();
    proxy.plan(({ method, path }) => {
      const once = `${method} ${path}`;
      if (seen.has(once)) return { kind: 'none' };
      seen.add(once);
      return fault;
    });
    const before = proxy.requests.length;
    const { card, puk } = await walk(ra, registrationId);
    t.equal(puk, `PUK of ${registrationId}`);
    t.equal(seen.size, 5);
    t.ok(proxy.requests.length - before >= (fault.kind === 'twice' ? 6 : 11));

    const ofCard = `WHERE card_serial = '${card.cardSerial}'`;
    t.equal(await count(`card_order ${ofCard}`), 1);
    t.equal(await count(`certificate WHERE order_id = (SELECT id FROM card_order ${ofCard})`), 2);
    t.equal(await count(`escrowed_puk ${ofCard}`), 1);
    t.equal(await count(`puk_release ${ofCard}`), 1);
  });
}

const people = { askedBy: 'officer1', approvedBy: 'supervisor1' } as const;

/** Renews, revokes, resets, prints and spoils for one subscriber. @returns what there was to be of it */
async function walkCounter(
  ra: RaApiConnector,
  { card, registrationId }: { readonly card: SoftCard; readonly registrationId: string },
): Promise<{ readonly serials: readonly string[]; readonly letterId: string }> {
  const { cardSerial } = card;
  const keys = Array.from({ length: 6 }, () => randomUUID());
  const ground = { kind: 'counter', operator: 'officer1' } as const;
  const renewal = await untilAnswered(() => ra.openRenewal(cardSerial, ground, keys[0] ?? ''));
  const requests = await new SoftCard(cardSerial).requests();
  const acceptedAt = new Date().toISOString();
  const terms = {
    registrationId,
    termsVersion: '2026-01',
    acceptedAt,
    place: 'counter',
    operator: 'officer1',
  } as const;
  const accepted = factOf('termsAccepted', terms);
  await untilAnswered(() => ra.deliverFacts([accepted]));
  await untilAnswered(() => ra.requestCertificates(renewal.id, requests, keys[1] ?? ''));

  const revocation = {
    registrationId,
    serials: null,
    reason: 'superseded',
    form: 'mail',
    note: '',
    ...people,
  } as const;
  const { serials } = await untilAnswered(() => ra.revoke(revocation, keys[2] ?? ''));
  const reset = { registrationId, form: 'mail', delivery: 'print', operator: 'officer1' } as const;
  const { letterId } = await untilAnswered(() => ra.resetWebsitePassword(reset, keys[3] ?? ''));
  const recipient = await createOperationRecipient('one print');
  const print = {
    letterId,
    operator: 'officer1',
    reprintReason: null,
    recipientCertificate: recipient.certificate,
    idempotencyKey: keys[4] ?? '',
  };
  const letter = await recipient.open(await untilAnswered(() => releaseLetter(ra, print)));
  letter.dispose();
  recipient.dispose();
  const spoiling = { cardSerial, reason: 'damaged', note: '', operator: 'officer1' } as const;
  await untilAnswered(() => ra.spoilCard(spoiling, keys[5] ?? ''));
  return { serials, letterId };
}

const counterFaults: readonly (readonly [string, RaFault])[] = [
  ['R-0008', { kind: 'loseAnswer' }],
  ['R-0009', { kind: 'twice' }],
  ['R-0010', { kind: 'error' }],
];

for (const [registrationId, fault] of counterFaults) {
  void t.test(`${fault.kind} at the first attempt of every request of the counter`, async (t) => {
    const ra = await connectorTo(proxy.ready, 30_000);
    t.teardown(() => ra.close());
    proxy.fault({ kind: 'none' });
    await shiftClock(server, 0);
    const { card, certificates } = await issueCard(ra, registrationId);
    const end = Date.parse(readCertificate(certificates[0]?.certificate ?? Buffer.alloc(0)).notAfter);
    await moveClockTo(server, new Date(end - 24 * 3_600_000));
    const seen = new Set<string>();
    proxy.plan(({ method, path }) => {
      const once = `${method} ${path}`;
      if (seen.has(once)) return { kind: 'none' };
      seen.add(once);
      return fault;
    });
    const { serials, letterId } = await walkCounter(ra, { card, registrationId });
    t.equal(seen.size, 7);
    t.equal(serials.length, 4);

    const ofCard = `WHERE card_serial = '${card.cardSerial}'`;
    t.equal(await count(`card_order ${ofCard} AND kind = 'renew'`), 1);
    t.equal(await count(`certificate WHERE order_id IN (SELECT id FROM card_order ${ofCard})`), 4);
    t.equal(await count(`terms_acceptance WHERE registration_id = '${registrationId}'`), 1);
    t.equal(await count(`revocation WHERE registration_id = '${registrationId}'`), 1);
    t.equal(await count(`password_letter WHERE registration_id = '${registrationId}'`), 1);
    t.equal(await count(`audit WHERE event = 'letterReleased' AND facts ->> 'letterId' = '${letterId}'`), 1);
    t.equal(await count(`spoiled_card ${ofCard}`), 1);
  });
}

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
