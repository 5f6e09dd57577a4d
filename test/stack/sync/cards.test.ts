/** 卡片檢視 and 作廢, as the RA has them. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { Spoiling } from '../../../sync/connector.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { accepted, factOf, issueCard, pukFact, refusalOf, refusedWith, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { ra } = await startRa();

function spoil(
  cardSerial: string,
  changes: Partial<Spoiling> = {},
  key = randomUUID(),
): Promise<{ spoiledAt: string }> {
  return ra.spoilCard({ cardSerial, reason: 'damaged', note: '晶片刮傷', operator: 'officer1', ...changes }, key);
}

void t.test('a card that the RA never heard of is no refusal, and can be spoiled', async (t) => {
  const cardSerial = 'C0FFEE';
  t.same(await ra.cardRecord(cardSerial), {
    cardSerial,
    family: null,
    state: 'unknown',
    registration: null,
    openedAt: null,
    issuedAt: null,
    spoiledAt: null,
    spoilReason: null,
    certificates: [],
    escrowedPuks: [],
    pukReleases: 0,
    history: [],
  });
  const key = randomUUID();
  const spoiled = await spoil(cardSerial, {}, key);
  t.same(await spoil(cardSerial, {}, key), spoiled, 'the same request again');
  t.equal(await refusalOf(spoil(cardSerial)), 'cardSpoiled');
  t.match(await ra.cardRecord(cardSerial), { state: 'spoiled', spoiledAt: spoiled.spoiledAt, spoilReason: 'damaged' });
  t.equal(await refusalOf(ra.openOrder('R-0001', { cardSerial, family: 'isoapplet' }, randomUUID())), 'cardSpoiled');
});

void t.test('a card that breaks before it is issued: its registration takes another', async (t) => {
  const card = new SoftCard();
  const { cardSerial } = card;
  const order = await ra.openOrder('R-0001', card, randomUUID());
  await accepted(ra, await pukFact(order, 1, 'PUK'), factOf('cardPrepared', { cardSerial, orderId: order.id }));
  t.match(await ra.cardRecord(cardSerial), { state: 'prepared', family: 'isoapplet', registration: { id: 'R-0001' } });
  await spoil(cardSerial);
  const record = await ra.cardRecord(cardSerial);
  t.match(record, { state: 'spoiled', registration: { id: 'R-0001', state: 'approved', cardSerial: null } });
  t.same(
    record.history.map(({ event }) => event),
    ['cardSpoiled', 'cardPrepared', 'orderOpened'],
  );
  t.match(record.history[0]?.facts, { operator: 'officer1', reason: 'damaged' });
  t.equal(await refusalOf(ra.requestCertificates(order.id, await card.requests(), randomUUID())), 'cardSpoiled');
  const recipient = await createOperationRecipient('one operation');
  const ground = { kind: 'order', orderId: order.id } as const;
  const release = { ground, cardSerial, pin: 1, recipientCertificate: recipient.certificate } as const;
  t.equal(await refusalOf(ra.releasePuk(release, randomUUID())), 'cardSpoiled');
  recipient.dispose();
  const late = factOf('cardPrepared', { cardSerial, orderId: order.id });
  t.match(await ra.deliverFacts([late]), [{ accepted: false, reason: 'cardSpoiled' }]);
  t.equal((await ra.cardRecord(cardSerial)).registration?.state, 'approved', 'a late word moves nobody');

  const { card: second } = await issueCard(ra, 'R-0001');
  t.match(await ra.cardRecord(second.cardSerial), {
    state: 'issued',
    registration: { state: 'issued', cardSerial: second.cardSerial },
  });
});

void t.test('an issued card is spoiled only after its certificates were revoked', async (t) => {
  const { card } = await issueCard(ra, 'R-0002');
  const { cardSerial } = card;
  t.same(await refusedWith(spoil(cardSerial)), { reason: 'certificatesInForce', count: 2 });
  const people = { askedBy: 'officer1', approvedBy: 'supervisor1' };
  const revocation = {
    registrationId: 'R-0002',
    serials: null,
    reason: 'keyCompromise',
    form: 'mail',
    note: '',
    ...people,
  } as const;
  await ra.revoke(revocation, randomUUID());
  await spoil(cardSerial, { reason: 'lost' });
  const record = await ra.cardRecord(cardSerial);
  t.match(record, { state: 'spoiled', spoilReason: 'lost', registration: { state: 'revoked' } });
  t.match(record.certificates, [{ status: 'revoked' }, { status: 'revoked' }]);
  const counter = { kind: 'counter', operator: 'officer1' } as const;
  t.equal(await refusalOf(ra.certificatesOfCard(cardSerial, counter)), 'cardSpoiled');
  t.equal(await refusalOf(ra.openRenewal(cardSerial, counter, randomUUID())), 'cardSpoiled');
});

void t.test(
  'certificates that never reached a broken card: revoked, and the registration takes another card',
  async (t) => {
    const card = new SoftCard();
    const order = await ra.openOrder('R-0003', card, randomUUID());
    const requests = await card.requests();
    await ra.requestCertificates(order.id, requests, randomUUID());
    const people = { askedBy: 'officer1', approvedBy: 'supervisor1' };
    const revocation = {
      registrationId: 'R-0003',
      serials: null,
      reason: 'cessationOfOperation',
      form: 'inPerson',
      note: '',
      ...people,
    } as const;
    await ra.revoke(revocation, randomUUID());
    t.equal(await refusalOf(ra.requestCertificates(order.id, requests, randomUUID())), 'certificateRevoked');
    await spoil(card.cardSerial, { reason: 'personalisationFailed' });
    t.match((await issueCard(ra, 'R-0003')).certificates, [{ status: 'valid' }, { status: 'valid' }]);
  },
);

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
