/** An order belongs to one gateway at a time: what another one asks or reports of it, or the same one from an earlier time, is refused. */
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readCertificate } from '../../../base/pki/certificate.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import type { Order, Revocation } from '../../../sync/connector.js';
import type { Fact } from '../../../sync/facts.js';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { query } from '../../harness/raOffice.js';
import { connectorTo, ReferenceRaProcess } from '../../harness/referenceRa.js';
import { accepted, factOf, issueCard, ofOrder, pinFact, pukFact, refusalOf, refusedWith, SoftCard } from './card.js';

const directory = await mkdtemp(join(tmpdir(), 'ra-'));
// A second gateway is admitted beside the first.
const admitting = await ReferenceRaProcess.start(directory, ['--port', '0', '--gateway-name', 'gateway-2']);
await cp(join(directory, 'gateway'), join(directory, 'gateway-2'), { recursive: true });
await admitting.stop();
const server = await ReferenceRaProcess.start(directory);
const first = await server.connector();
const folder = join(directory, 'gateway-2');
const second = await connectorTo(
  {
    url: server.ready.url,
    gateway: {
      ...server.ready.gateway,
      certificateFile: join(folder, 'gateway.pem'),
      keyFile: join(folder, 'gateway-key.pem'),
    },
  },
  30_000,
);
const recipient = await createOperationRecipient('one operation');
t.teardown(async () => {
  recipient.dispose();
  await first.close();
  await second.close();
  await server.stop();
  await rm(directory, { recursive: true });
});

const counter = { kind: 'counter', operator: 'officer1' } as const;
const elsewhere = { reason: 'orderHeldElsewhere', gateway: 'gateway-1' };

/** What the RA says of each fact: `accepted`, or why not. */
async function verdicts(ra: RaApiConnector, ...facts: readonly Fact[]): Promise<string[]> {
  return (await ra.deliverFacts(facts)).map((one) => (one.accepted ? 'accepted' : one.reason));
}

const open = (ra: RaApiConnector, registrationId: string, card: SoftCard): Promise<Order> =>
  ra.openOrder(registrationId, card, randomUUID());

async function certify(ra: RaApiConnector, { id }: Order, card: SoftCard): Promise<string[]> {
  const issued = await ra.requestCertificates(id, await card.requests(), randomUUID());
  return issued.map(({ certificate }) => readCertificate(certificate).serial);
}

async function command(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await server.command(...words);
  if (code !== 0) throw new Error(stderr);
}

void t.test('B5: another gateway neither opens the order nor does anything with it', async (t) => {
  const card = new SoftCard();
  const order = await open(first, 'R-0001', card);
  t.equal((await open(first, 'R-0001', card)).fence, order.fence, 'the same order again');
  await accepted(first, await pukFact(order, 1, 'PUK of one'));
  t.same(await refusedWith(open(second, 'R-0001', card)), elsewhere);
  t.same(await refusedWith(certify(second, order, card)), elsewhere);
  const ground = { kind: 'order', orderId: order.id } as const;
  const release = { ground, cardSerial: card.cardSerial, pin: 1, recipientCertificate: recipient.certificate } as const;
  t.same(await refusedWith(second.releasePuk(release, randomUUID())), elsewhere);
  const reports = [
    await pukFact(order, 1, 'PUK of two'),
    await pinFact(order, 1, '123456'),
    factOf('cardPrepared', ofOrder(order)),
    factOf('cardPrepared', { cardSerial: order.cardSerial, orderId: order.id }),
  ];
  t.same(new Set(await verdicts(second, ...reports)), new Set(['orderHeldElsewhere']));
  t.match(await first.cardRecord(card.cardSerial), { state: 'issuing' });
  t.same(await verdicts(first, factOf('cardPrepared', ofOrder(order))), ['accepted']);
});

void t.test('B4: after an order went to another gateway, what the first one says of it is superseded', async (t) => {
  const card = new SoftCard();
  const { cardSerial } = card;
  const before = await open(first, 'R-0002', card);
  const waited = await pukFact(before, 1, 'old PUK');
  const withoutFence = await pukFact(before, 1, 'old PUK');
  Object.assign(withoutFence, { body: { ...withoutFence.body, fence: undefined } });
  await command('release-order', before.id);
  t.same(await verdicts(first, waited), ['superseded'], 'taken from it, and given to nobody yet');
  const now = await open(second, 'R-0002', card);
  t.equal(now.id, before.id);
  t.ok(now.fence > before.fence);
  await accepted(second, await pukFact(now, 1, 'new PUK'), await pukFact(now, 2, 'PUK of two'));
  const late = [waited, withoutFence, factOf('cardPrepared', ofOrder(before))];
  t.same(
    await verdicts(first, ...late),
    late.map(() => 'superseded'),
  );
  t.same(await refusedWith(certify(first, before, card)), { ...elsewhere, gateway: 'gateway-2' });
  t.same(
    await verdicts(first, await pukFact(now, 1, 'forged')),
    ['orderHeldElsewhere'],
    'with the number of the other',
  );
  await accepted(
    second,
    factOf('cardIssued', { ...ofOrder(now), certificateSerials: await certify(second, now, card) }),
  );
  t.same(await verdicts(first, waited), ['superseded']);
  const inForce = await query(
    server,
    'SELECT fact.gateway FROM escrowed_puk JOIN fact ON fact.id = fact_id WHERE card_serial = ? AND pin = 1',
    cardSerial,
  );
  t.same(inForce, [['gateway-2']], 'the old PUK is not in force');
  const ahead = factOf('cardIssued', { ...ofOrder(now), fence: now.fence + 999, certificateSerials: ['AA'] });
  t.same(await verdicts(second, ahead), ['orderUnknown'], 'a number that this RA has not given');
});

void t.test('B4: late facts of an order that is prepared, issued, or whose card is spoiled', async (t) => {
  const card = new SoftCard();
  const order = await open(first, 'R-0003', card);
  const early = await pukFact(order, 1, 'PUK');
  // All in one request: what the first does counts for the next.
  t.same(await verdicts(first, early, factOf('cardPrepared', ofOrder(order)), await pukFact(order, 1, 'late')), [
    'accepted',
    'accepted',
    'orderCompleted',
  ]);
  t.same(await verdicts(first, early), ['accepted'], 'one that the RA has already');
  const spoiling = { cardSerial: card.cardSerial, reason: 'damaged', note: '', operator: 'officer1' } as const;
  await second.spoilCard(spoiling, randomUUID());
  const issued = factOf('cardIssued', { ...ofOrder(order), certificateSerials: ['AA'] });
  t.same(await verdicts(first, issued), ['cardSpoiled']);
  const { order: replacement } = await issueCard(second, 'R-0003');
  t.same(await verdicts(first, await pinFact(order, 1, '123456')), ['cardSpoiled'], 'replaced');
  const again = [
    await pukFact(replacement, 1, 'PUK'),
    factOf('cardIssued', { ...ofOrder(replacement), certificateSerials: ['AA'] }),
  ];
  t.same(
    await verdicts(second, ...again),
    ['accepted', 'orderCompleted'],
    'the only PUK of a card is kept, late as it is',
  );
  const older = await pukFact(replacement, 1, 'another PUK');
  t.same(await verdicts(second, older), ['orderCompleted'], 'and not displaced');
});

void t.test('a prepared card, and a renewal, go to the gateway where the person is', async (t) => {
  const card = new SoftCard();
  const { cardSerial } = card;
  const order = await open(first, 'R-0004', card);
  await accepted(first, factOf('cardPrepared', ofOrder(order)));
  const resumed = await second.resumeOrder(cardSerial, counter);
  t.equal(resumed.id, order.id);
  t.equal((await second.resumeOrder(cardSerial, counter)).fence, resumed.fence, 'it holds it already');
  const terms = { registrationId: 'R-0004', termsVersion: '1.0', acceptedAt: new Date().toISOString() };
  const [version] = (await query(server, 'SELECT version FROM terms_version ORDER BY number DESC LIMIT 1'))[0] ?? [];
  await accepted(
    second,
    factOf('termsAccepted', { ...terms, termsVersion: String(version), place: 'counter', operator: 'officer1' }),
  );
  const certificateSerials = await certify(second, resumed, card);
  const elsewhereNow = await refusedWith(first.resumeOrder(cardSerial, counter));
  t.match(
    elsewhereNow,
    { reason: 'orderHeldElsewhere', gateway: 'gateway-2' },
    'it has its certificates: it stays there',
  );
  t.same(await verdicts(first, factOf('cardIssued', { ...ofOrder(order), certificateSerials })), ['superseded']);
  t.same(await verdicts(second, factOf('cardIssued', { ...ofOrder(resumed), certificateSerials })), ['accepted']);
  t.match(await first.registrationRecord('R-0004', counter), {
    registration: { state: 'issued' },
    history: [{ event: 'cardIssued' }, {}, {}, {}],
  });
});

void t.test('B5: nobody acts whom the RA does not know', async (t) => {
  const { certificates } = await issueCard(first, 'R-0008');
  const revocation: Revocation = {
    ...{ registrationId: 'R-0008', serials: null, reason: 'unspecified', form: 'inPerson', note: '' },
    ...{ askedBy: 'officer1', approvedBy: 'supervisor1' },
  };
  const unknown = { reason: 'operatorUnknown', operator: 'mallory' };
  for (const who of [{ askedBy: 'mallory' }, { approvedBy: 'mallory' }])
    t.same(await refusedWith(first.revoke({ ...revocation, ...who }, randomUUID())), unknown);
  const operator = 'mallory';
  const mallory = { kind: 'counter', operator } as const;
  const reset = { registrationId: 'R-0008', form: 'mail', delivery: 'print', operator } as const;
  const letters = [{ letterId: 'W-1', reprintReason: null, idempotencyKey: randomUUID() }];
  t.same(await refusedWith(first.registrationRecord('R-0008', mallory)), unknown);
  t.same(await refusedWith(first.resetWebsitePassword(reset, randomUUID())), unknown);
  t.same(
    await refusedWith(first.spoilCard({ cardSerial: 'AB', reason: 'other', note: '', operator }, randomUUID())),
    unknown,
  );
  const releases = { letters, operator, recipientCertificate: recipient.certificate };
  t.match(await first.releaseLetters(releases), [{ refusal: 'operatorUnknown' }]);
  t.match(await first.findCertificate(certificates[0]?.serial ?? ''), { status: 'valid' });
  await command('operator', 'mallory');
  await first.registrationRecord('R-0008', mallory);
  await command('withdraw-operator', 'mallory');
  t.equal(await refusalOf(first.registrationRecord('R-0008', mallory)), 'operatorUnknown');
});

void t.test('B5: a fact with the id of another one is a conflict, and is not stored', async (t) => {
  const card = new SoftCard();
  const order = await open(first, 'R-0009', card);
  const fact = await pukFact(order, 1, 'PUK');
  const other = { ...(await pukFact(order, 1, 'another PUK')), id: fact.id };
  t.same(await verdicts(first, fact, other, fact), ['accepted', 'conflict', 'accepted'], 'in one request');
  t.same(await verdicts(first, other, fact), ['conflict', 'accepted']);
  t.same(await verdicts(first, { ...fact, kind: 'cardPrepared', body: ofOrder(order) }), ['conflict']);
  t.same(await verdicts(second, fact), ['conflict'], 'from another gateway');
  t.same(await query(server, 'SELECT count(*) FROM fact WHERE id = ?', fact.id), [[1]]);
  t.same(await query(server, 'SELECT count(*) FROM escrowed_puk WHERE card_serial = ?', card.cardSerial), [[1]]);
});

void t.test('B6: a fact that was refused is judged anew when it is sent again', async (t) => {
  const card = new SoftCard();
  const printed = factOf('letterPrinted', { letterId: 'W-1', operator: 'officer1', copy: 1 });
  t.same(await verdicts(first, printed), ['letterUnknown']);
  const reset = { registrationId: 'R-0010', form: 'mail', delivery: 'print', operator: 'officer1' } as const;
  const { letterId } = await first.resetWebsitePassword(reset, randomUUID());
  t.equal(letterId, 'W-1');
  t.same(await verdicts(first, printed), ['accepted']);
  t.same(await verdicts(first, printed), ['accepted']);
  t.match(await first.findLetter(letterId), { printed: 1 }, 'and counts once');
  t.same(await refusedWith(first.resumeOrder(card.cardSerial, counter)), { reason: 'cardUnknown' });
});
