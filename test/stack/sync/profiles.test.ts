/** Two RAs, each of its profile: other subjects, other uses, other CAs. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { ReferenceRaProcess } from '../../harness/referenceRa.js';
import { openssl, Workbench } from '../../unit/sync/openssl.js';
import { accepted, factOf, issueCard, refusalOf, refusedWith, SoftCard } from './card.js';

let directory: string;
let jcic: ReferenceRaProcess;
let single: ReferenceRaProcess;
let bench: Workbench;
let connectors: RaApiConnector[] = [];

t.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ra-'));
  const profile = projectPath('profiles', 'single-key', 'profile.yaml');
  [jcic, single] = await Promise.all([
    ReferenceRaProcess.start(join(directory, 'jcic')),
    ReferenceRaProcess.start(join(directory, 'single'), [
      ...['--port', '0', '--profile', profile, '--minimum-gateway-version', '9.8.7'],
      ...['--now', new Date(Date.now() - 3_600_000).toISOString()],
    ]),
  ]);
  connectors = await Promise.all([jcic.connector(), single.connector()]);
  bench = await Workbench.open();
});
t.after(async () => {
  await Promise.all(connectors.map((connector) => connector.close()));
  await Promise.all([jcic.stop(), single.stop()]);
  await bench.close();
  await rm(directory, { recursive: true });
});

function connector(index: 0 | 1): RaApiConnector {
  const found = connectors[index];
  if (found === undefined) throw new Error('two RAs');
  return found;
}

void t.test('one key for both uses, under a name of its own', async (t) => {
  const ra = connector(1);
  const card = new SoftCard();
  const order = await ra.openOrder('R-0002', card, randomUUID());
  t.equal(
    order.subject,
    'CN=Z123456789-01-0058,OU=Single-key Example RA,OU=9990000-RA-EXAMPLE,OU=TaiCA Test FXML CA,O=Finance,C=TW',
  );
  const pair = await card.requests();
  t.equal(await refusalOf(ra.requestCertificates(order.id, pair, randomUUID())), 'badRequest');
  const [issued, ...more] = await ra.requestCertificates(order.id, await card.requests(['signEncrypt']), randomUUID());
  t.equal(issued?.use, 'signEncrypt');
  t.same(more, []);
  const path = await bench.put('single.cer', issued?.certificate ?? Buffer.alloc(0));
  const printed = await openssl(`x509 -in ${path} -noout -subject -issuer -ext keyUsage -nameopt RFC2253`);
  t.match(printed, `subject=${order.subject}\n`);
  t.match(printed, 'Digital Signature, Non Repudiation, Key Encipherment, Data Encipherment');
  t.match(await openssl(`verify -x509_strict -CAfile ${single.ready.caFile} ${path}`), /OK/);
  await t.rejects(openssl(`verify -CAfile ${jcic.ready.caFile} ${path}`), /unable to get local issuer/);
});

void t.test('neither knows the other’s gateways, terms or certificates', async (t) => {
  const { certificates } = await issueCard(connector(0), 'R-0001');
  t.equal(await connector(1).findCertificate(certificates[0]?.serial ?? ''), null);
  const { url } = single.ready;
  const { certificateFile, keyFile } = jcic.ready.gateway;
  const stranger = new RaApiConnector({
    url,
    ca: await readFile(single.ready.gateway.caFile, 'utf8'),
    certificate: await readFile(certificateFile, 'utf8'),
    key: await readFile(keyFile, 'utf8'),
    timeoutMs: 5_000,
  });
  t.teardown(() => stranger.close());
  t.equal(await refusalOf(stranger.ping()), 'unavailable');

  const card = new SoftCard();
  const order = await connector(1).openOrder('R-0003', card, randomUUID());
  await accepted(connector(1), factOf('cardPrepared', { cardSerial: card.cardSerial, orderId: order.id }));
  const requests = await card.requests(['signEncrypt']);
  const asked = connector(1).requestCertificates(order.id, requests, randomUUID());
  t.same(await refusedWith(asked), { reason: 'termsOutdated', version: '1.0' });
});

void t.test('version and clock are what the command line says', async (t) => {
  const { time, minimumGatewayVersion } = await connector(1).ping();
  t.equal(minimumGatewayVersion, '9.8.7');
  t.ok(Math.abs(Date.parse(time) - Date.now() + 3_600_000) < 60_000);
  for (const wrong of [
    ['--now', 'noon'],
    ['--minimum-gateway-version', 'new'],
    ['--port', 'x'],
  ]) {
    t.match(await jcic.command(...wrong), { code: 2 }, wrong.join(' '));
  }
});

void t.test('a directory stays with its profile', async (t) => {
  const place = join(directory, 'moved');
  const ra = await ReferenceRaProcess.start(place);
  await ra.stop();
  const profile = projectPath('profiles', 'single-key', 'profile.yaml');
  await t.rejects(ReferenceRaProcess.start(place, ['--port', '0', '--profile', profile]), /another profile/);
  const broken = join(directory, 'broken.yaml');
  await writeFile(broken, 'id: nothing else\n');
  await t.rejects(ReferenceRaProcess.start(place, ['--port', '0', '--profile', broken]), /subject/);
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
