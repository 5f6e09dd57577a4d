/** Who is there: website passwords, and a card's own proof. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { proofBytes } from '../../../sync/cardProof.js';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { liftSuspension, registerApproved, shiftClock, suspend, websitePassword } from '../../harness/raOffice.js';
import { issueCard, refusalOf, refusedWith, SoftCard } from './card.js';
import { startRa } from './ra.js';

const { server, ra } = await startRa();

function login(account: string, password: string): ReturnType<RaApiConnector['authoriseByPassword']> {
  return ra.authoriseByPassword(account, Secret.fromText(password));
}

function change(account: string, old: string, fresh: string): Promise<void> {
  return ra.changeWebsitePassword(account, Secret.fromText(old), Secret.fromText(fresh));
}

void t.test('the website password lets the subscriber look at the own record, for ten minutes', async (t) => {
  const authorisation = await login('demo02', 'Demo2026');
  t.match(authorisation, { registrationId: 'R-0002', name: '陳怡君' });
  const minutes = (Date.parse(authorisation.expiresAt) - Date.now()) / 60_000;
  t.ok(minutes > 8 && minutes <= 10.1);

  const ground = { kind: 'authorisation', authorisationId: authorisation.id } as const;
  const record = await ra.registrationRecord('R-0002', ground);
  t.match(record, { account: 'demo02', accountState: 'active', certificates: [], acceptedTerms: [] });
  t.match(record.letterContact, '新北市');
  t.match(record.history[0], { actor: 'gateway-1', event: 'subscriberAuthorised', facts: { means: 'password' } });
  t.notMatch(JSON.stringify(record.history), authorisation.id, 'what opens a door is not shown');
  t.same((await ra.registrationRecord('R-0002', ground)).registration, record.registration, 'looking uses nothing up');

  t.equal(await refusalOf(ra.registrationRecord('R-0003', ground)), 'authorisationExpired');
  const unknown = { kind: 'authorisation', authorisationId: randomUUID() } as const;
  t.equal(await refusalOf(ra.registrationRecord('R-0002', unknown)), 'authorisationExpired');
  await shiftClock(server, 601);
  t.equal(await refusalOf(ra.registrationRecord('R-0002', ground)), 'authorisationExpired');
  await shiftClock(server, 0);
  const counter = { kind: 'counter', operator: 'officer1' } as const;
  t.equal((await ra.registrationRecord('R-0001', counter)).registration.id, 'R-0001');
  t.equal(await refusalOf(ra.registrationRecord('R-9999', counter)), 'registrationUnknown');
});

void t.test('three wrong passwords suspend, whichever operation they were given to', async (t) => {
  t.same(await refusedWith(login('demo08', 'Wrong2026')), { reason: 'passwordWrong', triesLeft: 2 });
  t.same(await refusedWith(change('demo08', 'Wrong2026', 'Fresh-2026')), { reason: 'passwordWrong', triesLeft: 1 });
  const place = { cardSerial: 'ABCD', pin: 1 } as const;
  t.equal(
    await refusalOf(ra.authoriseUnblock('demo08', Secret.fromText('Wrong2026'), place)),
    'accountSuspended',
    'the third',
  );
  t.equal(await refusalOf(login('demo08', 'Demo2026')), 'accountSuspended');
  t.equal(await refusalOf(change('demo08', 'Demo2026', 'Fresh-2026')), 'accountSuspended');
  const counter = { kind: 'counter', operator: 'officer1' } as const;
  const record = await ra.registrationRecord('R-0008', counter);
  t.equal(record.accountState, 'suspended');
  t.equal(record.history.filter(({ event }) => event === 'passwordWrong').length, 3);

  t.same(await refusedWith(login('nobody', 'Wrong2026')), { reason: 'passwordWrong', triesLeft: 2 });
  t.same(await refusedWith(change('nobody', 'Wrong2026', 'Fresh-2026')), { reason: 'passwordWrong', triesLeft: 1 });
  t.same(await refusedWith(login('nobody', 'Wrong2026')), { reason: 'accountSuspended' });

  await liftSuspension(server, 'demo08');
  t.equal((await login('demo08', 'Demo2026')).registrationId, 'R-0008');
  await t.rejects(liftSuspension(server, 'demo08'), /not suspended/);
});

void t.test('a new website password', async (t) => {
  const counter = { kind: 'counter', operator: 'officer1' } as const;
  t.equal((await ra.registrationRecord('R-0005', counter)).accountState, 'passwordChangeRequired');
  t.equal(await refusalOf(login('demo05', 'Demo2026')), 'passwordChangeRequired');
  for (const fresh of ['short', 'seventeen-letters', 'with blank', '密碼密碼密碼', 'tab\tinside']) {
    t.same(
      await refusedWith(change('demo05', 'Demo2026', fresh)),
      { reason: 'passwordRule', minLength: 6, maxLength: 16 },
      fresh,
    );
  }
  t.equal(await refusalOf(change('demo05', 'Demo2026', 'Demo2026')), 'passwordSame');
  await change('demo05', 'Demo2026', 'sixteen-letters!');
  t.equal((await login('demo05', 'sixteen-letters!')).registrationId, 'R-0005');
  t.same(await refusedWith(login('demo05', 'Demo2026')), { reason: 'passwordWrong', triesLeft: 2 }, 'no try before');

  const [fresh] = await registerApproved(server, 1, 40, { passwordChangeRequired: true });
  if (fresh === undefined) throw new Error('no registration');
  t.equal(await refusalOf(login(fresh.account, websitePassword)), 'passwordChangeRequired');
});

void t.test('a card proves itself by a signature that is good for nothing else', async (t) => {
  const { card, certificates } = await issueCard(ra, 'R-0009');
  const serial = certificates.find(({ use }) => use === 'sign')?.serial ?? '';
  const { challenge, id, expiresAt } = await ra.challengeCard(serial.toLowerCase());
  t.equal(challenge.length, 32);
  t.ok(Date.parse(expiresAt) > Date.now());
  const signature = await card.signKey.sign(proofBytes(challenge, serial));
  const authorisation = await ra.authoriseByCard(id, signature);
  t.match(authorisation, { registrationId: 'R-0009', name: '合眾票券金融股份有限公司' });
  t.equal(await refusalOf(ra.authoriseByCard(id, signature)), 'challengeExpired', 'a challenge is used up');
  t.equal(await refusalOf(ra.authoriseByCard(randomUUID(), signature)), 'challengeExpired');

  const wrong: readonly (readonly [string, (challenge: Uint8Array) => Promise<Uint8Array>])[] = [
    ['the bare challenge', (bytes) => card.signKey.sign(bytes)],
    ['another certificate', (bytes) => card.signKey.sign(proofBytes(bytes, 'AB'))],
    ['the other key of the card', (bytes) => card.encryptKey.sign(proofBytes(bytes, serial))],
    ['a stranger’s key', (bytes) => new SoftCard().signKey.sign(proofBytes(bytes, serial))],
    ['no signature', () => Promise.resolve(Buffer.from('no signature at all'))],
  ];
  for (const [what, sign] of wrong) {
    const asked = await ra.challengeCard(serial);
    t.equal(await refusalOf(ra.authoriseByCard(asked.id, await sign(asked.challenge))), 'proofFailed', what);
    const right = await card.signKey.sign(proofBytes(asked.challenge, serial));
    t.equal(await refusalOf(ra.authoriseByCard(asked.id, right)), 'challengeExpired', `${what}: used up all the same`);
  }

  const late = await ra.challengeCard(serial);
  const right = await card.signKey.sign(proofBytes(late.challenge, serial));
  await shiftClock(server, 301);
  t.equal(await refusalOf(ra.authoriseByCard(late.id, right)), 'challengeExpired');
  await shiftClock(server, 0);

  t.equal(await refusalOf(ra.challengeCard('4A')), 'certificateUnknown');
  const encryption = certificates.find(({ use }) => use === 'encrypt')?.serial ?? '';
  t.equal(await refusalOf(ra.challengeCard(encryption)), 'badRequest', 'its key is for deciphering');
  const before = await ra.challengeCard(serial);
  await suspend(server, serial.toLowerCase());
  t.same(await refusedWith(ra.challengeCard(serial)), { reason: 'certificateSuspended', serial });
  const meanwhile = await card.signKey.sign(proofBytes(before.challenge, serial));
  t.equal(await refusalOf(ra.authoriseByCard(before.id, meanwhile)), 'certificateSuspended');
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
