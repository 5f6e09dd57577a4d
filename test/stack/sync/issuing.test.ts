/** Issuing at the reference RA: one card for a registration, certificates that openssl verifies, facts taken once. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { toBase64 } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import { sealTo } from '../../../base/pki/sealed.js';
import { openssl, softKey, Workbench } from '../../unit/sync/openssl.js';
import { factOf, pukFact, refusalOf, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { server, ra } = await startRa();
const bench = await Workbench.open();
t.teardown(() => bench.close());

void t.test('it is there, and knows its registrations', async (t) => {
  const { time } = await ra.ping();
  t.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
  const registrations = await ra.listRegistrations();
  const states = registrations.map(({ state }) => state);
  t.ok(states.filter((state) => state === 'approved').length >= 8);
  for (const state of ['pending', 'issued', 'revoked'])
    t.ok(
      states.some((one) => one === state),
      state,
    );
  const names = registrations.map(({ name }) => name).join();
  t.match(names, '𪚥');
  t.match(names, '㛢');
});

void t.test('a card is issued: certificates that openssl verifies, both to the end of the same day', async (t) => {
  const card = new SoftCard();
  const key = randomUUID();
  const order = await ra.openOrder('R-0001', card, key);
  t.match(order.registration, { id: 'R-0001', state: 'issuing', cardSerial: card.cardSerial });
  t.equal(
    order.subject,
    'CN=70759028-00-000000000002,OU=Joint Credit Information Center,OU=9980000-RA-JCIC,OU=TaiCA Test FXML CA,O=Finance,C=TW',
  );
  t.equal((await ra.openOrder('R-0001', card, key)).id, order.id, 'the same request again');
  t.equal((await ra.openOrder('R-0001', card, randomUUID())).id, order.id, 'the same card again');

  const requests = await card.requests();
  const certificatesKey = randomUUID();
  const issued = await ra.requestCertificates(order.id, requests, certificatesKey);
  t.same(issued, await ra.requestCertificates(order.id, requests, certificatesKey), 'the same request again');
  t.same(issued, await ra.requestCertificates(order.id, requests, randomUUID()), 'the same keys again');
  t.same(
    issued,
    await ra.requestCertificates(order.id, await card.requests(), randomUUID()),
    'the same keys in new requests',
  );
  t.same(
    issued.map(({ use }) => use),
    ['sign', 'encrypt'],
  );

  const facts = issued.map(({ certificate }) => readCertificate(certificate));
  const [sign, encrypt] = facts;
  t.same(sign?.publicKey, card.signKey.publicKey);
  t.same(encrypt?.publicKey, card.encryptKey.publicKey);
  t.equal(sign?.notAfter, encrypt?.notAfter);
  for (const [i, { certificate, use }] of issued.entries()) {
    const path = await bench.put(`${use}.cer`, certificate);
    t.match(await openssl(`verify -x509_strict -CAfile ${server.ready.caFile} ${path}`), /OK/);
    const printed = await openssl(
      `x509 -inform DER -in ${path} -noout -subject -serial -enddate -ext keyUsage,authorityKeyIdentifier,subjectKeyIdentifier,basicConstraints -nameopt RFC2253 -dateopt iso_8601`,
    );
    t.match(printed, `subject=${order.subject}\n`);
    t.match(printed, use === 'sign' ? 'Digital Signature, Non Repudiation' : 'Key Encipherment, Data Encipherment');
    t.match(printed, 'X509v3 Authority Key Identifier');
    t.match(printed, 'X509v3 Subject Key Identifier');
    t.match(printed, 'CA:FALSE');
    // 23:59:59 in Taipei is 15:59:59 UTC.
    const [, day] = /notAfter=(\d{4}-\d\d-\d\d) 15:59:59Z/.exec(printed) ?? [];
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Taipei' }).format(Date.now());
    t.equal(Number(day?.slice(0, 4)), Number(today.slice(0, 4)) + 2);
    t.ok(today.endsWith('02-29') || day?.slice(4) === today.slice(4), `${today} → ${String(day)}`);
    t.match(facts[i]?.serial, /^[4-7][0-9A-F]{31}$/);
  }
  t.not(sign?.serial, encrypt?.serial);

  const issuedFact = factOf('cardIssued', {
    cardSerial: card.cardSerial,
    orderId: order.id,
    certificateSerials: facts.map(({ serial }) => serial.toLowerCase()),
  });
  t.same(await ra.deliverFacts([issuedFact]), [{ id: issuedFact.id, accepted: true }]);
  const [registration] = await ra.listRegistrations();
  t.match(registration, { id: 'R-0001', state: 'issued', cardSerial: card.cardSerial });
  t.same(issued, await ra.requestCertificates(order.id, requests, randomUUID()), 'still the same certificates');
});

void t.test('what may not be ordered', async (t) => {
  const card = new SoftCard();
  const refused = (registrationId: string, ordered = card): Promise<string> =>
    refusalOf(ra.openOrder(registrationId, ordered, randomUUID()));
  t.equal(await refused('R-9999'), 'registrationUnknown');
  t.equal(await refused('R-0014'), 'registrationNotApproved');
  t.equal(await refused('R-0016'), 'registrationNotApproved');
  t.equal(await refused('R-0015'), 'registrationAlreadyIssued');
  t.equal(await refused('R-0002'), 'none');
  t.equal(await refused('R-0002', new SoftCard()), 'registrationAlreadyIssued');
  t.equal(await refused('R-0003'), 'cardAlreadyBound');
  t.equal(await refusalOf(ra.openOrder('R-0003', { cardSerial: 'no hex', family: 'x' }, randomUUID())), 'badRequest');
  t.equal(await refusalOf(ra.openOrder('R-0003', new SoftCard(), 'no-uuid')), 'badRequest');

  const key = randomUUID();
  await ra.openOrder('R-0003', new SoftCard(), key);
  t.equal(await refusalOf(ra.openOrder('R-0004', new SoftCard(), key)), 'idempotencyConflict');

  t.match(await server.command('approve', 'R-0013'), { code: 0 });
  t.equal(await refused('R-0013', new SoftCard()), 'none');
  t.match(await server.command('approve', 'R-0016'), { code: 1 });
});

void t.test('two counters ask for the same registration at once: one card gets it', async (t) => {
  const cards = Array.from({ length: 6 }, () => new SoftCard());
  const answers = await Promise.all(cards.map((card) => refusalOf(ra.openOrder('R-0008', card, randomUUID()))));
  t.equal(answers.filter((answer) => answer === 'none').length, 1);
  t.equal(answers.filter((answer) => answer === 'registrationAlreadyIssued').length, 5);
});

void t.test('keys that are not certified', async (t) => {
  const card = new SoftCard();
  const order = await ra.openOrder('R-0006', card, randomUUID());
  const refused = async (...requests: Uint8Array[]): Promise<string> =>
    refusalOf(
      ra.requestCertificates(
        order.id,
        requests.map((request, i) => ({ use: i === 0 ? 'sign' : 'encrypt', request })),
        randomUUID(),
      ),
    );
  const subject = [{ type: 'CN', value: 'x' }] as const;
  const good = await createCertificationRequest(subject, card.signKey);
  const foreign = await createCertificationRequest(subject, {
    publicKey: card.encryptKey.publicKey,
    sign: (data) => card.signKey.sign(data),
  });
  t.equal(await refused(good, foreign), 'proofOfPossessionFailed');
  t.equal(await refused(good, good), 'publicKeyReused');
  t.equal(await refused(await createCertificationRequest(subject, softKey('rsa', 1024))), 'badRequest');
  t.equal(await refused(Buffer.from('no request at all')), 'badRequest');
  t.equal(await refusalOf(ra.requestCertificates('nowhere', await card.requests(), randomUUID())), 'orderUnknown');

  const first = await ra.requestCertificates(order.id, await card.requests(), randomUUID());
  t.equal(first.length, 2);
  t.equal(await refused(good), 'certificateAlreadyIssued', 'not one of the two alone');
  t.equal(
    await refusalOf(ra.requestCertificates(order.id, await new SoftCard().requests(), randomUUID())),
    'certificateAlreadyIssued',
  );
  const other = await ra.openOrder('R-0007', new SoftCard(), randomUUID());
  t.equal(await refusalOf(ra.requestCertificates(other.id, await card.requests(), randomUUID())), 'publicKeyReused');

  const ec = await createCertificationRequest(subject, softKey('ec'));
  const pair = [{ use: 'sign', request: ec }, ...(await new SoftCard().requests(['encrypt']))] as const;
  t.equal(await refusalOf(ra.requestCertificates(other.id, pair, randomUUID())), 'badRequest', 'not the profile’s');
});

void t.test('facts are taken once, and one that is refused holds back no other', async (t) => {
  const card = new SoftCard();
  const order = await ra.openOrder('R-0009', card, randomUUID());
  const good = await pukFact(order, 1, 'PUK-of-the-first');
  const elsewhere = { ...good, id: randomUUID(), body: { ...good.body, orderId: 'another' } } as typeof good;
  const unsealed = factOf('pukEscrowed', {
    cardSerial: card.cardSerial,
    pin: 1,
    orderId: order.id,
    sealedPuk: toBase64(Buffer.from('not sealed at all')),
  });
  const unknownCard = factOf('pukUsed', { cardSerial: 'AB', pin: 1, operationId: 'x', pukReplaced: false });
  const noBody = { ...good, id: randomUUID(), body: {} } as typeof good;
  const notIssued = factOf('cardIssued', {
    cardSerial: card.cardSerial,
    orderId: order.id,
    certificateSerials: ['01'],
  });
  const all = [elsewhere, unsealed, good, unknownCard, noBody, notIssued, good];
  const expected = [
    { accepted: false, reason: 'orderUnknown' },
    { accepted: false, reason: 'notSealedToEscrowKey' },
    { accepted: true },
    { accepted: false, reason: 'cardUnknown' },
    { accepted: false, reason: 'badRequest' },
    { accepted: false, reason: 'certificatesUnknown' },
    { accepted: true },
  ].map((answer, i) => ({ id: all[i]?.id, ...answer }));
  t.same(await ra.deliverFacts(all), expected);
  t.same(await ra.deliverFacts(all), expected, 'the same answers again');
});

void t.test('the password letter shows the last PINs, to the RA’s own staff', async (t) => {
  const card = new SoftCard();
  const order = await ra.openOrder('R-0004', card, randomUUID());
  const letter = async (pin: 1 | 2, text: string): Promise<ReturnType<typeof factOf>> =>
    factOf('pinLetter', {
      cardSerial: card.cardSerial,
      pin,
      orderId: order.id,
      sealedPin: toBase64(await sealTo(order.escrowCertificate, Secret.fromText(text))),
    });
  await ra.deliverFacts([await letter(1, '111111'), await letter(2, '222222'), await letter(1, '333333')]);
  const { code, stdout } = await server.command('letters', order.id);
  t.equal(code, 0);
  t.match(stdout, '林㛢雯 B220345719-01-0007');
  t.match(stdout, '第一組晶片卡密碼 333333\n第二組晶片卡密碼 222222\n');
  t.notMatch(stdout, '111111');
  t.match(await server.command('letters', 'nowhere'), { code: 1 });
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
