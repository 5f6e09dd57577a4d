/** What an RA's profile says is kept to, also when it says something else after a restart; what expired is forgotten. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { createCertificationRequest } from '../../../base/pki/certificationRequest.js';
import type { Fact } from '../../../sync/facts.js';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { query, shiftClock } from '../../harness/raOffice.js';
import { changedProfileArguments, ReferenceRaProcess } from '../../harness/referenceRa.js';
import { openssl, softKey, Workbench } from '../../unit/sync/openssl.js';
import { factOf, refusalOf, SoftCard } from './card.js';

const folder = await mkdtemp(join(tmpdir(), 'ra-'));
const directory = join(folder, 'ra');
const bench = await Workbench.open();
let server: ReferenceRaProcess;
let ra: RaApiConnector;

async function start(termsVersion: string): Promise<void> {
  const changed = { keyAlgorithm: 'p256', termsVersion } as const;
  server = await ReferenceRaProcess.start(directory, await changedProfileArguments(folder, changed));
  ra = await server.connector();
}
async function stop(): Promise<void> {
  await ra.close();
  await server.stop();
}
await start('old');
t.teardown(async () => {
  await stop();
  await bench.close();
  await rm(folder, { recursive: true });
});

await t.test('keys are of the profile’s algorithm', async (t) => {
  const card = new SoftCard();
  const order = await ra.openOrder('R-0001', card, randomUUID());
  t.equal(await refusalOf(ra.requestCertificates(order.id, await card.requests(), randomUUID())), 'badRequest', 'RSA');
  const subject = [{ type: 'CN', value: 'x' }] as const;
  const issued = await ra.requestCertificates(
    order.id,
    [
      { use: 'sign', request: await createCertificationRequest(subject, softKey('ec')) },
      { use: 'encrypt', request: await createCertificationRequest(subject, softKey('ec')) },
    ],
    randomUUID(),
  );
  t.equal(issued.length, 2);
  for (const { use, certificate } of issued) {
    const path = await bench.put(`${use}.cer`, certificate);
    t.match(await openssl(`verify -x509_strict -CAfile ${server.ready.caFile} ${path}`), /OK/);
    t.match(await openssl(`x509 -in ${path} -noout -ext keyUsage`), use === 'sign' ? 'Digital' : 'Key Agreement');
  }
});

await t.test('terms that were replaced while the line was down count as accepted when they were', async (t) => {
  const accepted = (termsVersion: string, acceptedAt: string): Fact =>
    factOf('termsAccepted', { registrationId: 'R-0002', termsVersion, acceptedAt, place: 'kiosk', operator: null });
  const before = accepted('old', new Date().toISOString());
  await stop();
  await start('new');
  const later = new Date(Date.now() + 1_000).toISOString();
  const facts = [before, accepted('old', later), accepted('never', before.madeAt), accepted('new', later)];
  t.match(await ra.deliverFacts(facts), [
    { accepted: true },
    { accepted: false, reason: 'termsOutdated' },
    { accepted: false, reason: 'termsOutdated' },
    { accepted: true },
  ]);
  const { acceptedTerms } = await ra.registrationRecord('R-0002', { kind: 'counter', operator: 'officer1' });
  t.match(acceptedTerms, [{ version: 'new' }, { version: 'old' }]);
  await stop();
  await start('new');
  t.same(await query(server, 'SELECT version FROM terms_version ORDER BY number'), [['old'], ['new']]);
});

await t.test('authorisations and challenges that expired are not kept', async (t) => {
  const login = (account: string) => ra.authoriseByPassword(account, Secret.fromText('Demo2026'));
  const rows = () => query(server, 'SELECT registration_id FROM subscriber_authorisation ORDER BY registration_id');
  await login('demo01');
  await login('demo02');
  t.same(await rows(), [['R-0001'], ['R-0002']]);
  const [serial] = await query(server, "SELECT serial FROM certificate WHERE use = 'sign'");
  const { id: challengeId } = await ra.challengeCard(String(serial));
  await shiftClock(server, 3_600);
  await login('demo03');
  t.same(await rows(), [['R-0003']]);
  const { id } = await ra.challengeCard(String(serial));
  t.same(await query(server, 'SELECT id FROM card_challenge'), [[id]]);
  t.equal(await refusalOf(ra.authoriseByCard(challengeId, Buffer.alloc(64))), 'challengeExpired');
});
t.end();
