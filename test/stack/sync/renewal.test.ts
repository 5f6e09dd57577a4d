/** Applying at a prepared card, and renewing at its end: who may, and on which days. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { proofBytes } from '../../../sync/cardProof.js';
import type { Ground, Order } from '../../../sync/connector.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { moveClockTo, resume, shiftClock, suspend } from '../../harness/raOffice.js';
import { openssl, Workbench } from '../../unit/sync/openssl.js';
import { accepted, factOf, issueCard, pinFact, pukFact, refusalOf, refusedWith, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { server, ra } = await startRa();
const bench = await Workbench.open();
t.teardown(() => bench.close());

const counter: Ground = { kind: 'counter', operator: 'officer1' };

/** The subscriber, by the website password. */
async function subscriber(account: string): Promise<Ground> {
  const { id } = await ra.authoriseByPassword(account, Secret.fromText('Demo2026'));
  return { kind: 'authorisation', authorisationId: id };
}

function terms(registrationId: string, termsVersion = '2026-01'): ReturnType<typeof factOf> {
  const acceptedAt = new Date().toISOString();
  return factOf('termsAccepted', { registrationId, termsVersion, acceptedAt, place: 'kiosk', operator: null });
}

async function certify(order: Order, card: SoftCard): Promise<string[]> {
  const issued = await ra.requestCertificates(order.id, await card.requests(), randomUUID());
  return issued.map(({ certificate }) => readCertificate(certificate).serial);
}

void t.test('a card is handed out prepared; its holder applies for the certificates', async (t) => {
  const card = new SoftCard();
  const { cardSerial } = card;
  const order = await ra.openOrder('R-0002', card, randomUUID());
  await accepted(ra, await pukFact(order, 1, 'PUK of the card'), await pinFact(order, 1, '123456'));
  const recipient = await createOperationRecipient('one operation');
  t.teardown(() => recipient.dispose());
  const release = { cardSerial, pin: 1, recipientCertificate: recipient.certificate } as const;
  const unblocking = async (): Promise<string> => {
    const { id } = await ra.authoriseUnblock('demo02', Secret.fromText('Demo2026'), { cardSerial, pin: 1 });
    return refusalOf(
      ra.releasePuk({ ...release, ground: { kind: 'authorisation', authorisationId: id } }, randomUUID()),
    );
  };
  t.equal(await unblocking(), 'registrationNotPrepared', 'it is not in its holder’s hands');
  t.same(await refusedWith(ra.resumeOrder(cardSerial, counter)), {
    reason: 'registrationNotPrepared',
    state: 'issuing',
  });

  await accepted(ra, factOf('cardPrepared', { cardSerial, orderId: order.id }));
  t.match(await ra.cardRecord(cardSerial), { state: 'prepared', registration: { id: 'R-0002', state: 'prepared' } });
  t.equal((await ra.openOrder('R-0002', card, randomUUID())).id, order.id, 'the same card again');
  t.equal(await refusalOf(ra.openOrder('R-0002', new SoftCard(), randomUUID())), 'registrationAlreadyIssued');
  t.equal(await unblocking(), 'none');
  const byOrder = { ...release, ground: { kind: 'order', orderId: order.id } } as const;
  t.equal(await refusalOf(ra.releasePuk(byOrder, randomUUID())), 'registrationAlreadyIssued');

  const holder = await subscriber('demo02');
  t.equal(await refusalOf(ra.resumeOrder(cardSerial, await subscriber('demo01'))), 'notCardHolder');
  t.equal(await refusalOf(ra.resumeOrder('ABCD', holder)), 'cardUnknown');
  const resumed = await ra.resumeOrder(cardSerial, holder);
  t.same(resumed, { ...order, registration: { ...order.registration, state: 'prepared' } });

  const outdated = { reason: 'termsOutdated', version: '2026-01' };
  t.same(await refusedWith(certify(order, card)), outdated);
  const old = terms('R-0002', '2019-07');
  t.same(await ra.deliverFacts([old]), [{ id: old.id, accepted: false, reason: 'termsOutdated' }]);
  t.same(await refusedWith(certify(order, card)), outdated);
  await accepted(ra, terms('R-0002'));
  const [only] = await card.requests(['sign']);
  if (only === undefined) throw new Error('one request');
  t.equal(await refusalOf(ra.requestCertificates(order.id, [only], randomUUID())), 'badRequest', 'both or none');
  const single = await card.requests(['signEncrypt']);
  t.equal(await refusalOf(ra.requestCertificates(order.id, single, randomUUID())), 'badRequest', 'not this RA’s uses');

  const certificateSerials = await certify(order, card);
  t.same(await certify(await ra.resumeOrder(cardSerial, holder), card), certificateSerials, 'after a break');
  t.same(
    (await ra.certificatesOfCard(cardSerial, holder)).map(({ serial }) => serial).sort(),
    [...certificateSerials].sort(),
    'they can be written before they were reported',
  );
  await accepted(ra, factOf('cardIssued', { cardSerial, orderId: order.id, certificateSerials }));
  t.equal(await refusalOf(ra.resumeOrder(cardSerial, holder)), 'registrationNotPrepared');

  await accepted(ra, factOf('certificatesRewritten', { cardSerial, certificateSerials }));
  const foreign = factOf('certificatesRewritten', { cardSerial, certificateSerials: ['4A'] });
  t.match(await ra.deliverFacts([foreign]), [{ accepted: false, reason: 'certificatesUnknown' }]);
  t.equal(await refusalOf(ra.certificatesOfCard(cardSerial, await subscriber('demo01'))), 'notCardHolder');

  const record = await ra.registrationRecord('R-0002', holder);
  t.match(record.acceptedTerms, [{ version: '2026-01' }]);
  t.match(record.certificates, [{ status: 'valid', cardSerial }, { status: 'valid' }]);
  t.match(record.certificates[0]?.id, /^C-\d{6}$/);
  const events = record.history.map(({ event }) => event);
  for (const event of [
    'orderOpened',
    'cardPrepared',
    'termsAccepted',
    'certificateIssued',
    'cardIssued',
    'pukReleased',
  ])
    t.ok(events.includes(event), event);
  t.ok(events.indexOf('cardIssued') < events.indexOf('orderOpened'), 'newest first');
});

void t.test('a renewal: its first and its last second, and those beside them', async (t) => {
  const { card, order, certificates } = await issueCard(ra, 'R-0003');
  const { cardSerial } = card;
  const [first] = certificates;
  const end = new Date(readCertificate(first?.certificate ?? Buffer.alloc(0)).notAfter);
  const day = (date: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(date);
  const endsOn = day(end);
  const refused = (ground: Ground = counter): Promise<unknown> =>
    refusedWith(ra.openRenewal(cardSerial, ground, randomUUID()));

  const tooEarly = (await refused()) as { reason: string; opensOn: string; endsOn: string };
  t.match(tooEarly, { reason: 'renewalTooEarly', endsOn });
  const opensAt = new Date(`${tooEarly.opensOn}T00:00:00+08:00`);
  t.equal((Number(endsOn.slice(5, 7)) - Number(tooEarly.opensOn.slice(5, 7)) + 12) % 12, 1, 'a month before');

  // The RA's clock goes on while the questions are asked: a minute is far enough from the edge, and an edge is an edge.
  await moveClockTo(server, new Date(opensAt.getTime() - 60_000));
  t.match(await refused(), { reason: 'renewalTooEarly' });
  t.match((await ra.findCertificate(first?.serial ?? ''))?.status, 'valid');
  await moveClockTo(server, new Date(end.getTime() + 1_000));
  t.same(await refused(), { reason: 'renewalTooLate', endedOn: endsOn });
  t.same(await refusedWith(ra.challengeCard(first?.serial ?? '')), { reason: 'renewalTooLate', endedOn: endsOn });
  t.match((await ra.findCertificate(first?.serial ?? ''))?.status, 'expired');

  await moveClockTo(server, new Date(end.getTime() - 60_000));
  t.match((await ra.findCertificate(first?.serial ?? ''))?.status, 'expiringSoon');
  await suspend(server, first?.serial ?? '');
  t.match(await refused(), { reason: 'certificateSuspended', serial: first?.serial });
  await resume(server, first?.serial ?? '');
  t.same(await refused(await subscriber('demo01')), { reason: 'notCardHolder' });
  t.same(await refusedWith(ra.openRenewal('ABCD', counter, randomUUID())), { reason: 'cardUnknown' });

  await moveClockTo(server, opensAt);
  t.same(
    await refused(await subscriber('demo03')),
    { reason: 'authorisationExpired' },
    'a password is no proof of the card',
  );
  const signing = certificates.find(({ use }) => use === 'sign')?.serial ?? '';
  const { id, challenge } = await ra.challengeCard(signing);
  const proved = await ra.authoriseByCard(id, await card.signKey.sign(proofBytes(challenge, signing)));
  const holder: Ground = { kind: 'authorisation', authorisationId: proved.id };
  const key = randomUUID();
  const renewal = await ra.openRenewal(cardSerial, holder, key);
  t.not(renewal.id, order.id);
  t.ok(renewal.fence > order.fence);
  t.same(renewal, {
    ...{ ...order, id: renewal.id, fence: renewal.fence },
    registration: { ...order.registration, state: 'issued' },
  });
  t.same(await ra.openRenewal(cardSerial, holder, key), renewal, 'the same request again');
  t.equal((await ra.openRenewal(cardSerial, counter, randomUUID())).id, renewal.id, 'the same while it is open');

  const fresh = new SoftCard(cardSerial);
  t.match(await refusedWith(certify(renewal, fresh)), { reason: 'termsOutdated' });
  await accepted(ra, terms('R-0003'));
  t.equal(await refusalOf(certify(renewal, card)), 'publicKeyReused', 'the keys are new ones');
  const certificateSerials = await certify(renewal, fresh);
  t.same(await certify(renewal, fresh), certificateSerials);
  t.equal(await refusalOf(certify(renewal, new SoftCard(cardSerial))), 'certificateAlreadyIssued');
  const statuses = async (): Promise<string> =>
    (await ra.cardRecord(cardSerial)).certificates.map(({ status }) => status).join();
  t.equal(await statuses(), 'valid,valid,expiringSoon,expiringSoon', 'the old ones stay');
  await moveClockTo(server, new Date(end.getTime() + 60_000));
  t.equal((await ra.openRenewal(cardSerial, counter, randomUUID())).id, renewal.id, 'what was begun is finished');
  await moveClockTo(server, opensAt);

  const asIssued = factOf('cardIssued', { cardSerial, orderId: renewal.id, certificateSerials });
  t.match(await ra.deliverFacts([asIssued]), [{ accepted: false, reason: 'orderUnknown' }]);
  await accepted(ra, factOf('certificatesRenewed', { cardSerial, orderId: renewal.id, certificateSerials }));
  t.match(await refused(), { reason: 'renewalTooEarly' }, 'the new ones have two years');
  const renewed = await ra.findCertificate(certificateSerials[0] ?? '');
  const path = await bench.put('renewed.cer', renewed?.certificate ?? Buffer.alloc(0));
  const at = Math.floor(opensAt.getTime() / 1000) + 86_400;
  t.match(await openssl(`verify -attime ${at} -CAfile ${server.ready.caFile} ${path}`), /OK/);
  t.match(await openssl(`x509 -in ${path} -noout -subject -nameopt RFC2253`), `subject=${order.subject}\n`);
  await moveClockTo(server, new Date(end.getTime() + 60_000));
  t.equal(await statuses(), 'valid,valid,expired,expired');
  await shiftClock(server, 0);
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
