/** The life of a card, job by job: what each kind leaves on the card, tells the RA and records. The card is virtual, the RA of the test. */
import { join } from 'node:path';
import t from 'tap';
import { toBase64 } from '../../../base/bytes.js';
import { openDatabase } from '../../../base/database.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { RaRefusedError } from '../../../sync/connector.js';
import { createdAt, now, CardBench, validUntil, type RunOptions } from './cardBench.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const place = { readerId: 'a', raId: 'test', registrationId: 'R-1' };
const kindsOf = (bench: CardBench) => bench.facts.map(({ kind }) => kind);
const serialOf = ({ certificate }: { readonly certificate: Uint8Array }) => readCertificate(certificate).serial;

/** The PINs of the letters. */
async function typed(bench: CardBench) {
  const [pin1, pin2] = [await bench.sealed('pinLetter', 1), await bench.sealed('pinLetter', 2)];
  return { pin1, pin2, lastTryConfirmed: false };
}
const apply = async (bench: CardBench, options?: RunOptions) =>
  bench.run({ ...place, kind: 'applyCertificates', ...(await typed(bench)), termsVersion: '3' }, options);
const write = async (bench: CardBench, options?: RunOptions) =>
  bench.run({ ...place, kind: 'writeCertificates', ...(await typed(bench)) }, options);
const renew = async (bench: CardBench, options?: RunOptions) => {
  const { raId, readerId } = place;
  return bench.run({ raId, readerId, kind: 'renewCertificates', ...(await typed(bench)) }, options);
};
async function prepared(): Promise<CardBench> {
  const bench = await CardBench.blank(database);
  await bench.run({ ...place, kind: 'prepareCard' });
  return bench;
}

const bench = await CardBench.blank(database);
const order = { cardSerial: bench.serial, orderId: 'O-1', fence: 4 };

await t.test('prepareCard: sealed for the RA first, then on the card', async (t) => {
  const result = await bench.run({ ...place, kind: 'prepareCard' });
  t.strictSame(result, { cardSerial: bench.serial, lifeCycle: 'prepared', pinsInLetter: true });
  t.equal(await bench.card.lifeCycle(), 'prepared');
  t.strictSame(kindsOf(bench), ['pukEscrowed', 'pinLetter', 'pukEscrowed', 'pinLetter', 'cardPrepared']);
  for (const [index, pin] of [1, 1, 2, 2].entries()) t.match(bench.facts[index]?.body, { ...order, pin });
  t.strictSame(bench.facts[4]?.body, order);
  t.strictSame(bench.audits, [{ action: 'card.prepared', facts: { order: 'O-1' } }]);
  const { family } = bench.card.identity;
  t.match(bench.calls, [['openOrder', 'R-1', { cardSerial: bench.serial, family }, /^[0-9a-f-]{36}$/]]);
  for (const name of ['setPuk1', 'setInitialPin1', 'setPuk2', 'setInitialPin2']) {
    t.strictSame(bench.probes[name], ['notApplied', 'applied'], name);
  }
  await t.rejects(bench.run({ ...place, kind: 'prepareCard' }), { code: 'job.checkCard.prepared' });
});

await t.test('applyCertificates: the PINs of the letters, the terms, keys and certificates', async (t) => {
  const pins = await typed(bench);
  await t.rejects(bench.run({ ...place, kind: 'applyCertificates', ...pins, termsVersion: '2' }), {
    ...{ code: 'job.confirmTerms.otherVersion', facts: { version: '3' } },
  });
  [bench.facts.length, bench.audits.length, bench.calls.length] = [4, 0, 0];
  const result = await apply(bench);
  const serials = [...bench.inForce].reverse().map(serialOf);
  t.match(result, {
    cardSerial: bench.serial,
    lifeCycle: 'issued',
    certificates: serials.map((serial) => ({ serial })),
  });
  const accepted = { registrationId: 'R-1', termsVersion: '3', acceptedAt: createdAt, place: 'counter' };
  t.strictSame(bench.facts.slice(4), [
    { kind: 'termsAccepted', body: { ...accepted, operator: 'lin' } },
    { kind: 'cardIssued', body: { ...order, certificateSerials: serials } },
  ]);
  t.strictSame(bench.audits, [
    { action: 'terms.accepted', facts: accepted },
    { action: 'card.issued', facts: { order: 'O-1' } },
  ]);
  const ground = { kind: 'counter', operator: 'lin' };
  t.strictSame(bench.calls, [
    ['resumeOrder', bench.serial, ground],
    ['certificatesOfCard', bench.serial, ground],
    ['flushOutbox'],
    ['requestCertificates', 'O-1'],
  ]);
  for (const { use, certificate } of bench.inForce) {
    t.equal(await bench.card.currentPlace(use), 'a');
    t.strictSame(await bench.card.readCertificate(use, 'a'), certificate, use);
  }
  await t.rejects(apply(bench), { code: 'applyCertificates.checkCard.issued' });
  await t.rejects(bench.run({ ...place, kind: 'prepareCard' }), { code: 'job.checkCard.issued' });
});

await t.test('renewCertificates: not after their end, not of another RA, not without certificates', async (t) => {
  const atEnd = { now: () => validUntil.toISOString(), answers: [] };
  await t.rejects(renew(bench, atEnd), { name: 'AskPerson' }, 'in their last second');
  const over = new Date(validUntil.getTime() + 1_000);
  const endedOn = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(validUntil);
  await t.rejects(renew(bench, { now: () => over.toISOString() }), {
    ...{ code: 'renewCertificates.checkCard.expired', facts: { endedOn } },
  });
  const subject = 'CN=lin-01';
  await t.rejects(renew(bench, { profile: { subject: 'O=Other,CN={userIdentifier}' } }), {
    ...{ code: 'renewCertificates.checkCard.otherRa', facts: { subject } },
  });
  await t.rejects(renew(bench, { profile: { keyAlgorithm: 'p256' } }), {
    ...{ code: 'job.checkCard.algorithm', facts: { algorithm: 'p256' } },
  });
  await t.rejects(renew(await prepared()), {
    ...{ code: 'renewCertificates.checkCard.noCertificate', facts: { use: 'sign' } },
  });
});

await t.test('renewCertificates at the kiosk: proof, consent, and new keys beside the old ones', async (t) => {
  const former = bench.inForce;
  [bench.facts.length, bench.audits.length, bench.calls.length, bench.questions.length] = [4, 0, 0, 0];
  bench.refusals.set('openRenewal', new RaRefusedError('authorisationExpired'));
  const result = await renew(bench, { operator: null, answers: [{ kind: 'confirmTerms', termsVersion: '3' }] });
  const [newest, oldest] = [bench.inForce.slice(0, 2), former].map((list) => [...list].reverse().map(serialOf));
  t.match(result, { lifeCycle: 'issued', certificates: [...(newest ?? []), ...(oldest ?? [])].map((serial) => ({ serial })) }); // prettier-ignore
  t.match(bench.questions, [
    {
      ...{ kind: 'confirmTerms', registration: { id: 'R-1', raId: 'test' }, termsVersion: '3' },
      ...{ certificates: oldest?.map((serial) => ({ serial })), reason: { code: 'renewCertificates.confirm.needed' } },
    },
  ]);
  const accepted = { registrationId: 'R-1', termsVersion: '3', acceptedAt: now, place: 'kiosk' };
  t.strictSame(bench.facts.slice(4), [
    { kind: 'termsAccepted', body: { ...accepted, operator: null } },
    { kind: 'certificatesRenewed', body: { ...order, orderId: 'O-2', certificateSerials: newest } },
  ]);
  t.strictSame(bench.audits, [
    { action: 'terms.accepted', facts: accepted },
    { action: 'certificates.renewed', facts: { order: 'O-2' } },
  ]);
  const ground = { kind: 'authorisation', authorisationId: 'A-proof' };
  t.match(
    bench.calls.filter(([name]) => name === 'openRenewal'),
    [
      ['openRenewal', bench.serial, ground],
      ['openRenewal', bench.serial, ground],
    ],
  );
  t.equal(bench.calls.filter(([name]) => name === 'authoriseByCard').length, 2, 'it proves itself anew');
  for (const use of ['sign', 'encrypt'] as const) t.equal(await bench.card.currentPlace(use), 'b', use);
  for (const { use, certificate } of former) t.strictSame(await bench.card.readCertificate(use, 'a'), certificate);
  await t.rejects(renew(bench), { code: 'job.openOrder.certified', facts: { use: 'sign' } }, 'never over one in force');
});

await t.test('a renewal that replaces the oldest encryption key: its holder is told before', async (t) => {
  const long = await prepared();
  await apply(long);
  const oldest = long.inForce.find(({ use }) => use === 'encrypt');
  const answers = [{ kind: 'confirmTerms', termsVersion: '3' }] as const;
  await renew(long, { answers });
  // The first certificates have ended.
  long.inForce = long.inForce.slice(0, 2);
  long.questions.length = 0;
  await t.rejects(renew(long), { name: 'AskPerson' });
  const facts = { serial: oldest && serialOf(oldest) };
  t.match(long.questions, [{ reason: { code: 'renewCertificates.confirm.oldKeyGoes', facts } }]);
  t.strictSame(await long.card.readCertificate('encrypt', 'a'), oldest?.certificate, 'it is still there');
  await renew(long, { answers });
  t.equal(await long.card.currentPlace('encrypt'), 'a');
});

await t.test('writeCertificates: what is there already is told, and stays', async (t) => {
  [bench.facts.length, bench.audits.length] = [4, 0];
  const result = await write(bench);
  t.match(result, { lifeCycle: 'issued', alreadyThere: true });
  const certificates = [0, 2].flatMap((newer) =>
    bench.inForce
      .slice(newer, newer + 2)
      .reverse()
      .map(serialOf),
  );
  t.match(result, { certificates: certificates.map((serial) => ({ serial })) }, 'the newest of each use first');
  t.strictSame(bench.audits, [{ action: 'certificates.rewritten', facts: { written: 0 } }]);
});

await t.test(
  'a job that ended between the CA and the card: certificates are written, new keys are not made',
  async (t) => {
    const half = await prepared();
    t.equal(await apply(half, { before: 'writeEncryptionCertificate' }), null);
    t.equal(half.inForce.length, 2);
    await t.rejects(apply(half), { code: 'job.openOrder.certified', facts: { use: 'sign' } });
    await t.rejects(renew(half), { code: 'renewCertificates.checkCard.noCertificate' });
    [half.facts.length, half.audits.length, half.calls.length] = [4, 0, 0];
    const certificates = [...half.inForce].reverse();
    const result = await write(half);
    t.match(result, { alreadyThere: false, certificates: certificates.map((one) => ({ serial: serialOf(one) })) });
    for (const { use, certificate } of certificates) {
      t.equal(await half.card.currentPlace(use), 'a');
      t.strictSame(await half.card.readCertificate(use, 'a'), certificate);
    }
    const certificateSerials = certificates.map(serialOf);
    t.strictSame(half.facts.slice(4), [
      { kind: 'certificatesRewritten', body: { cardSerial: half.serial, certificateSerials } },
    ]);
    t.strictSame(half.audits, [{ action: 'certificates.rewritten', facts: { written: 2 } }]);
    t.strictSame(half.calls, [
      ['cardRecord', half.serial],
      ['certificatesOfCard', half.serial, { kind: 'counter', operator: 'lin' }],
    ]);
    half.calls.length = 0;
    t.match(await write(half, { operator: null }), { alreadyThere: true });
    t.strictSame(half.calls, [
      ['certificatesOfCard', half.serial, { kind: 'authorisation', authorisationId: 'A-login' }],
    ]);
  },
);

await t.test('a renewal that ended before the new certificates came first: they come first now', async (t) => {
  const half = await prepared();
  await apply(half);
  const answers = [{ kind: 'confirmTerms', termsVersion: '3' }] as const;
  t.equal(await renew(half, { answers, before: 'makeSigningCurrent' }), null);
  for (const use of ['sign', 'encrypt'] as const) t.equal(await half.card.currentPlace(use), 'a', use);
  t.match(await write(half), { alreadyThere: false, certificates: { length: 4 } });
  for (const use of ['sign', 'encrypt'] as const) t.equal(await half.card.currentPlace(use), 'b', use);
});

await t.test('a certificate that ended while its job waited for the card is not written', async (t) => {
  const half = await prepared();
  const over = new Date(validUntil.getTime() + 24 * 3_600_000).toISOString();
  /** The first look finds it in force. */
  const once = (looks: number) => () => (looks-- > 0 ? now : over);
  await apply(half, { before: 'writeEncryptionCertificate' });
  await t.rejects(write(half, { now: once(1) }), { code: /^release\.certificate\./ });
  t.equal(await half.card.readCertificate('sign', 'a'), null);
  const other = await prepared();
  await t.rejects(apply(other, { now: once(1) }), { code: /^release\.certificate\./ });
  t.equal(other.inForce.length, 2, 'it was obtained');
  t.equal(await other.card.readCertificate('encrypt', 'a'), null);
});

await t.test('writeCertificates: only what belongs to this card and this person', async (t) => {
  const half = await prepared();
  await apply(half, { before: 'writeEncryptionCertificate' });
  const own = half.inForce;
  const others = bench.inForce.map((one) => ({ ...one, cardSerial: half.serial }));
  for (const [inForce, refusal] of [
    [[], { code: 'writeCertificates.match.none', facts: { use: 'sign' } }],
    [own.filter(({ use }) => use === 'sign'), { code: 'writeCertificates.match.none', facts: { use: 'encrypt' } }],
    [[...others, ...own], { code: 'writeCertificates.match.otherCard', facts: { use: 'sign' } }],
    [bench.inForce, { code: 'release.order.otherCard', facts: { found: bench.serial } }],
    [own.map((one) => ({ ...one, userIdentifier: 'chen-01' })), { code: 'job.obtainCertificates.otherSubject' }],
  ] as const) {
    half.inForce = [...inForce];
    await t.rejects(write(half), refusal);
  }
  half.registration = { ...half.registration, id: 'R-2' };
  await t.rejects(write(half), { code: 'job.openOrder.otherRegistration', facts: { registrationId: 'R-1' } });
  half.registration = { ...half.registration, id: 'R-1' };
  half.inForce = [...own, ...others];
  t.match(await write(half), { certificates: { length: 2 } }, 'an older one without a key here is left out');
  t.notOk(toBase64((await half.card.readCertificate('sign', 'b')) ?? new Uint8Array()), 'nothing else was written');
});
t.end();
