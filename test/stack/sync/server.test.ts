/** The reference RA as a server: the contract by curl, who is let in, and what outlives kill -9. */
import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { ReferenceRaProcess } from '../../harness/referenceRa.js';
import { runTool, type ToolResult } from '../../harness/runTool.js';
import { openssl } from '../../unit/sync/openssl.js';
import { accepted, factOf, pukFact, refusalOf, SoftCard } from './card.js';

let directory: string;
let server: ReferenceRaProcess;

t.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ra-'));
  server = await ReferenceRaProcess.start(join(directory, 'ra'), ['--port', '0', '--gateway-name', 'counter A']);
});
t.after(async () => {
  await server.stop();
  await rm(directory, { recursive: true });
});

/** curl as a gateway. */
function curl(path: string, ...args: readonly string[]): Promise<ToolResult> {
  const { caFile, certificateFile, keyFile } = server.ready.gateway;
  return runTool('curl', [
    '--silent',
    '--show-error',
    ...['--cacert', caFile, '--cert', certificateFile, '--key', keyFile],
    ...['--write-out', '\n%{http_code} %{content_type}'],
    ...args,
    `${server.ready.url}/v1${path}`,
  ]);
}

const json = ['--header', 'Content-Type: application/json'] as const;

void t.test('curl walks the contract', async (t) => {
  t.match(await curl('/ping'), {
    code: 0,
    stdout: /^\{"time":"\d{4}-.*Z","minimumGatewayVersion":"0.1.0"\}\n200 application\/json/,
  });
  const key = ['--header', `Idempotency-Key: ${randomUUID()}`];
  const order = ['--data', '{"registrationId":"R-0001","card":{"cardSerial":"0A1B2C","family":"isoapplet"}}'];
  const first = await curl('/orders', ...json, ...key, ...order);
  t.match(first.stdout, /"cardSerial":"0A1B2C".*\n200 application\/json/);
  t.equal((await curl('/orders', ...json, ...key, ...order)).stdout, first.stdout);

  const refused = async (expected: RegExp, path: string, ...args: readonly string[]): Promise<void> => {
    const { stdout } = await curl(path, ...args);
    t.match(stdout, expected);
    t.match(stdout, /application\/problem\+json/);
  };
  await refused(/"reason":"badRequest".*\n400 /, '/orders', ...json, ...order);
  await refused(/"detail":".*registrationId.*\n400 /, '/orders', ...json, ...key, '--data', '{"card":{}}');
  await refused(/"reason":"badRequest".*\n400 /, '/orders', ...json, ...key, '--data', '{"broken');
  await refused(/"reason":"badRequest".*\n415 /, '/orders', '--header', 'Content-Type: text/plain', ...key, ...order);
  await refused(
    /"reason":"registrationUnknown".*\n404 /,
    '/orders',
    ...json,
    '--header',
    `Idempotency-Key: ${randomUUID()}`,
    '--data',
    '{"registrationId":"?","card":{"cardSerial":"AA","family":"x"}}',
  );
  await refused(/\n404 /, '/nothing');
  await refused(/\n405 /, '/ping', '--request', 'DELETE');

  const { caFile } = server.ready.gateway;
  const stranger = await runTool('curl', [
    '--silent',
    '--show-error',
    '--cacert',
    caFile,
    `${server.ready.url}/v1/ping`,
  ]);
  t.not(stranger.code, 0, 'no client certificate, no answer');
  t.match(stranger.stderr, /certificate required|alert/);
});

void t.test('a subscriber’s certificate opens nothing', async (t) => {
  const ra = await server.connector();
  t.teardown(() => ra.close());
  const card = new SoftCard();
  const order = await ra.openOrder('R-0002', card, randomUUID());
  const [sign] = await ra.requestCertificates(order.id, await card.requests(), randomUUID());
  if (sign === undefined) throw new Error('no certificate');
  const subscriber = new RaApiConnector({
    url: server.ready.url,
    ca: await readFile(server.ready.gateway.caFile, 'utf8'),
    certificate: new X509Certificate(sign.certificate).toString(),
    key: card.signKey.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    timeoutMs: 5_000,
  });
  t.teardown(() => subscriber.close());
  t.equal(await refusalOf(subscriber.ping()), 'unavailable');
});

void t.test('it keeps everything over kill -9, and ends when it is told to or its parent is gone', async (t) => {
  const place = join(directory, 'restart');
  const first = await ReferenceRaProcess.start(place);
  const ra = await first.connector();
  const card = new SoftCard();
  const key = randomUUID();
  const order = await ra.openOrder('R-0001', card, key);
  const requests = await card.requests();
  const certificates = await ra.requestCertificates(order.id, requests, randomUUID());
  const { cardSerial } = card;
  await accepted(ra, await pukFact(order, 1, 'PUK'), factOf('cardPrepared', { cardSerial, orderId: order.id }));
  const { id } = await ra.authoriseUnblock('demo01', Secret.fromText('Demo2026'), { cardSerial, pin: 1 });
  const recipient = await createOperationRecipient('one operation');
  t.teardown(() => recipient.dispose());
  const ground = { kind: 'authorisation', authorisationId: id } as const;
  const release = { ground, cardSerial, pin: 1, recipientCertificate: recipient.certificate } as const;
  const releaseKey = randomUUID();
  const sealedPuk = await ra.releasePuk(release, releaseKey);
  await first.stop('SIGKILL');
  t.equal(await refusalOf(ra.ping()), 'unavailable');
  await ra.close();

  const second = await ReferenceRaProcess.start(place);
  const again = await second.connector();
  t.equal((await again.openOrder('R-0001', card, key)).id, order.id);
  t.same(await again.releasePuk(release, releaseKey), sealedPuk, 'a release whose answer was lost');
  t.equal(await refusalOf(again.releasePuk(release, randomUUID())), 'authorisationUsed');
  t.same(await again.requestCertificates(order.id, requests, randomUUID()), certificates);
  t.equal(await second.stop(), 0);
  t.equal(await refusalOf(again.ping()), 'unavailable');
  await again.close();

  const third = await ReferenceRaProcess.start(place);
  t.equal(await third.orphan(), 0);
});

void t.test('whom it lets in', async (t) => {
  const ra = await server.connector();
  t.teardown(() => ra.close());
  t.equal(await refusalOf(ra.ping()), 'none');
  t.match(await openssl(`x509 -in ${server.ready.gateway.certificateFile} -noout -subject`), 'counter A');
  t.match(await server.command('withdraw-gateway', 'counter B'), { code: 1 });
  t.match(await server.command('withdraw-gateway', 'counter A'), { code: 0 });
  t.equal(await refusalOf(ra.ping()), 'notAllowed');
  t.equal(await refusalOf(ra.listRegistrations()), 'notAllowed');
});

void t.test('the command line', async (t) => {
  t.match(await server.command('--help'), { code: 0, stdout: /--gateway-name/ });
  t.match(await server.command('burn', 'it'), { code: 2 });
  const second = await server.command('--port', '0');
  t.match(second, { code: 1, stderr: /in use by another process/ });
  t.equal(await server.stop(), 0);
  t.match(await server.command('letters', 'x'), { code: 1, stderr: /no RA runs/ });
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
