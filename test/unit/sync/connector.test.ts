/** The connector to an RA: requests are those of the contract, and whatever else comes back is judged before it is used. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { RaRefusedError, RaUnavailableError } from '../../../sync/connector.js';
import type { Fact } from '../../../sync/facts.js';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { basicConstraints, keyUsage, subjectAltName } from '../../../base/pki/extensions.js';
import { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { pem, privatePem, softKey } from './openssl.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly body: string;
}

const key = softKey('ec');
const name = [{ type: 'CN', value: 'both ends' }] as const;
let certificate: string;
let server: Server;
let ra: RaApiConnector;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let seen: Seen[] = [];

function connectorTo(url: string, timeoutMs: number): RaApiConnector {
  return new RaApiConnector({ url, ca: certificate, certificate, key: privatePem(key), timeoutMs });
}

function urlOf(): string {
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

t.before(async () => {
  certificate = pem(
    await createCertificate(
      {
        serialNumber: randomSerialNumber(randomBytes),
        subject: name,
        issuer: name,
        notBefore: new Date(Date.now() - 60_000),
        notAfter: new Date(Date.now() + 3_600_000),
        publicKey: key.publicKey,
        extensions: [
          basicConstraints(true),
          keyUsage('digitalSignature', 'keyCertSign'),
          subjectAltName(['localhost'], []),
        ],
      },
      key,
    ),
  );
  server = createServer(
    { cert: certificate, key: privatePem(key), ca: certificate, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.once('end', () => {
        const header = request.headers['idempotency-key'];
        seen.push({ method: request.method, url: request.url, key: header?.toString(), body });
        answer(request, response);
      });
    },
  );
  server.listen(0, 'localhost');
  await once(server, 'listening');
  ra = connectorTo(urlOf(), 20_000);
});
t.beforeEach(() => {
  seen = [];
});
t.after(async () => {
  await ra.close();
  server.close();
  server.closeAllConnections();
});

function says(status: number, body: unknown, type = 'application/json'): void {
  answer = (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

void t.test('a password arrives as it was typed, whatever is in it', async (t) => {
  says(200, { changedAt: '2026-01-01T00:00:00Z' });
  const passwords = ['a"b\\c 臺😀', '\u0001\u001f\n/'] as const;
  await ra.changeWebsitePassword('who"?', Secret.fromText(passwords[0]), Secret.fromText(passwords[1]));
  t.same(JSON.parse(seen[0]?.body ?? ''), { account: 'who"?', oldPassword: passwords[0], newPassword: passwords[1] });
});

void t.test('an answer may be packed once, and is unpacked up to a limit', async (t) => {
  const list = JSON.stringify({ registrations: [] });
  const packed = (content: Buffer, coding: string): void => {
    answer = (request, response) => {
      t.equal(request.headers['accept-encoding'], 'gzip');
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding });
      response.end(content);
    };
  };
  packed(gzipSync(list), 'gzip');
  t.same(await ra.listRegistrations(), []);
  for (const coding of ['gzip, gzip', 'gzip,gzip', 'br', 'deflate']) {
    packed(gzipSync(gzipSync(list)), coding);
    await t.rejects(ra.listRegistrations(), { name: 'RaUnavailableError', message: /packed/ }, coding);
  }
  const large = gzipSync(Buffer.alloc(96 << 20, ' '));
  t.ok(large.length < 200_000);
  packed(large, 'gzip');
  const before = process.memoryUsage().arrayBuffers;
  await t.rejects(ra.listRegistrations(), { name: 'RaUnavailableError', message: /ERR_BUFFER_TOO_LARGE/ });
  t.ok(process.memoryUsage().arrayBuffers - before < 96 << 20, 'the whole was never unpacked');
});

void t.test('a list of more than a counter has is not read', async (t) => {
  says(200, `{"registrations":[${' '.repeat(9 << 20)}]}`);
  await t.rejects(ra.listRegistrations(), { name: 'RaUnavailableError', message: /too large/ });
});

void t.test(
  'another certificate: for requests from now on; those under way are answered on their old connection',
  async (t) => {
    const other = softKey('ec');
    const renewed = await createCertificate(
      {
        serialNumber: randomSerialNumber(randomBytes),
        subject: [{ type: 'CN', value: 'renewed' }],
        issuer: name,
        notBefore: new Date(Date.now() - 60_000),
        notAfter: new Date(Date.now() + 3_600_000),
        publicKey: other.publicKey,
        extensions: [keyUsage('digitalSignature')],
      },
      key,
    );
    const asked = new EventEmitter();
    answer = (request, response) => {
      if (!(request.socket instanceof TLSSocket)) throw new TypeError('not over TLS');
      const { subject } = request.socket.getPeerCertificate();
      asked.emit('request', subject.CN, () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ time: '2026-01-01T00:00:00Z', minimumGatewayVersion: '0.1.0' }));
      });
    };
    const line = connectorTo(urlOf(), 20_000);
    t.teardown(() => line.close());
    const arrives = async () => (await once(asked, 'request')) as [string, () => void];

    const [first, [before, answerFirst]] = [line.ping(), await arrives()];
    line.useIdentity({ certificate: pem(renewed), key: privatePem(other) });
    const [second, [after, answerSecond]] = [line.ping(), await arrives()];
    t.strictSame([before, after], ['both ends', 'renewed']);
    answerSecond();
    await second;
    answerFirst();
    t.equal((await first).minimumGatewayVersion, '0.1.0');
  },
);

async function errorOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    return error;
  }
}

void t.test('requests are those of the contract', async (t) => {
  const idempotencyKey = randomUUID();
  says(200, { id: 'A', cardSerial: 'AA', pin: 2, name: '王𪚥明', expiresAt: '2026-03-04T00:00:00Z' });
  const password = Secret.fromText('𪚥-wörd');
  const authorisation = await ra.authoriseUnblock('acc', password, { cardSerial: 'AA', pin: 2 });
  t.equal(authorisation.name, '王𪚥明');
  says(200, { sealedPuk: 'AQID' });
  const ground = { kind: 'order', orderId: 'O' } as const;
  const recipientCertificate = Uint8Array.of(4, 5, 6);
  t.same(await ra.releasePuk({ ground, cardSerial: 'AA', pin: 1, recipientCertificate }, idempotencyKey), [1, 2, 3]);
  says(200, { certificates: [{ use: 'sign', certificate: 'AQID' }] });
  await ra.requestCertificates('O/1', [{ use: 'sign', request: Uint8Array.of(7) }], idempotencyKey);
  t.same(
    seen.map(({ body, ...rest }) => ({ ...rest, body: JSON.parse(body) as unknown })),
    [
      {
        method: 'POST',
        url: '/v1/unblock-authorisations',
        key: undefined,
        body: { account: 'acc', password: '𪚥-wörd', cardSerial: 'AA', pin: 2 },
      },
      {
        method: 'POST',
        url: '/v1/puk-releases',
        key: idempotencyKey,
        body: { ground, cardSerial: 'AA', pin: 1, recipientCertificate: 'BAUG' },
      },
      {
        method: 'POST',
        url: '/v1/orders/O%2F1/certificates',
        key: idempotencyKey,
        body: { requests: [{ use: 'sign', request: 'Bw==' }] },
      },
    ],
  );
});

void t.test('the RA’s own no is a refusal with its facts', async (t) => {
  const problem = { type: 'about:blank', title: 'no', status: 403, reason: 'passwordWrong', facts: { triesLeft: 2 } };
  says(403, problem, 'application/problem+json; charset=utf-8');
  const error = await errorOf(ra.ping());
  t.ok(error instanceof RaRefusedError && error.refusal === 'passwordWrong' && error.facts['triesLeft'] === 2);
});

void t.test('the media type of a refusal compares without case', async (t) => {
  const problem = { type: 'about:blank', title: 'no', status: 403, reason: 'passwordWrong', facts: { triesLeft: 2 } };
  const types = ['Application/Problem+JSON', 'APPLICATION/PROBLEM+JSON;charset=UTF-8', 'application/problem+json '];
  for (const type of types) {
    says(403, problem, type);
    t.match(await errorOf(ra.ping()), { name: 'RaRefusedError', facts: { triesLeft: 2 } }, type);
  }
  says(403, problem, 'application/problem+json-seq');
  t.match(await errorOf(ra.ping()), { name: 'RaUnavailableError' });
});

void t.test('a reason that the gateway does not know is a refusal too', async (t) => {
  const facts = { since: { nested: true } };
  says(409, { type: 'about:blank', title: 'no', status: 409, reason: 'cardMelted', facts }, 'application/problem+json');
  const one = { refusal: 'unrecognised', facts: { reason: 'cardMelted' }, reason: 'cardMelted' };
  t.match(await errorOf(ra.ping()), one);
  t.match(await errorOf(ra.deliverFacts([])), one);
  says(200, { results: [{ outcome: 'refused', reason: 'cardMelted', facts }, { outcome: 'failed' }] });
  const card = { cardSerial: 'AA', family: 'isoapplet' };
  // The first request goes alone; the two that come meanwhile go together.
  const [, second, third] = await Promise.allSettled(
    ['R-1', 'R-2', 'R-3'].map((id) => ra.openOrder(id, card, randomUUID())),
  );
  t.match(second, { status: 'rejected', reason: one });
  t.match(third, { status: 'rejected', reason: { name: 'RaUnavailableError' } }, 'and no other is refused with it');
  const reason = `${'長'.repeat(30)}${'x'.repeat(99)}`;
  says(409, { type: 'about:blank', title: 'no', status: 409, reason }, 'application/problem+json');
  const shown = { facts: { reason: `${'?'.repeat(30)}${'x'.repeat(34)}` } };
  t.match(await errorOf(ra.ping()), shown, 'as far as it is shown');
});

void t.test('while the RA asks to be left alone, nothing is sent', async (t) => {
  const inTwoMinutes = new Date(Date.now() + 121_000).toUTCString();
  for (const [status, after] of [
    [429, '120'],
    [503, '120'],
    [503, inTwoMinutes],
    [429, '99999999'],
  ] as const) {
    const line = connectorTo(urlOf(), 20_000);
    answer = (_request, response) => response.writeHead(status, { 'retry-after': after }).end();
    seen = [];
    const error = await errorOf(line.ping());
    t.match(error, { name: 'RaUnavailableError' });
    const askedMs = error instanceof RaUnavailableError ? (error.retryAfterMs ?? 0) : 0;
    t.ok(askedMs > 110_000 && askedMs <= 900_000, `${after}: ${askedMs} ms`);
    for (let times = 0; times < 5; times += 1) t.match(await errorOf(line.ping()), { name: 'RaUnavailableError' });
    t.equal(seen.length, 1, `${status} ${after}`);
    await line.close();
  }
  const line = connectorTo(urlOf(), 20_000);
  t.teardown(() => line.close());
  for (const after of ['0', 'soon', 'Thu, 01 Jan 1970 00:00:00 GMT', '-5']) {
    answer = (_request, response) => response.writeHead(503, { 'retry-after': after }).end();
    t.match(await errorOf(line.ping()), { name: 'RaUnavailableError', retryAfterMs: null }, after);
  }
  answer = (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();
  await errorOf(line.ping());
  says(200, { time: '2026-01-01T00:00:00Z', minimumGatewayVersion: '0.1.0' });
  t.match(await errorOf(line.ping()), { name: 'RaUnavailableError' });
  await delay(1_050);
  t.match(await line.ping(), { minimumGatewayVersion: '0.1.0' });
});

void t.test('whatever is not an answer of the contract leaves the question open', async (t) => {
  const problem = { type: 'about:blank', title: 'no', status: 403, reason: 'passwordWrong' };
  const cases: readonly (readonly [number, unknown, string?])[] = [
    [500, problem, 'application/problem+json'],
    [503, ''],
    [429, problem, 'application/problem+json'],
    [403, '<html>a proxy</html>', 'text/html'],
    [400, problem],
    [400, { ...problem, reason: undefined }, 'application/problem+json'],
    [400, '{broken', 'application/problem+json'],
    [200, '{broken'],
    [200, { time: 'noon', minimumGatewayVersion: '0.1.0' }],
    [200, ''],
    [204, ''],
    [302, ''],
  ];
  for (const [status, body, type] of cases) {
    says(status, body, type);
    t.ok((await errorOf(ra.ping())) instanceof RaUnavailableError, `${status} ${JSON.stringify(body)}`);
  }
});

void t.test('no answer, half an answer, a dropped connection', async (t) => {
  const hasty = connectorTo(urlOf(), 300);
  t.teardown(() => hasty.close());
  answer = () => undefined;
  t.match(await errorOf(hasty.ping()), { name: 'RaUnavailableError' });
  answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"time":');
  };
  t.match(await errorOf(hasty.ping()), { name: 'RaUnavailableError' });
  answer = (request) => request.socket.destroy();
  t.match(await errorOf(ra.ping()), { name: 'RaUnavailableError' });
  const stopped = AbortSignal.abort();
  t.match(await errorOf(ra.ping(stopped)), { name: 'RaUnavailableError' });
  const nobody = connectorTo('https://localhost:2', 2_000);
  t.teardown(() => nobody.close());
  t.match(await errorOf(nobody.ping()), { name: 'RaUnavailableError', message: /ECONNREFUSED/ });
});

void t.test('a server that another CA vouches for is not the RA', async (t) => {
  const stranger = softKey('ec');
  const ca = pem(
    await createCertificate(
      {
        serialNumber: randomSerialNumber(randomBytes),
        subject: name,
        issuer: name,
        notBefore: new Date(Date.now() - 60_000),
        notAfter: new Date(Date.now() + 3_600_000),
        publicKey: stranger.publicKey,
        extensions: [basicConstraints(true)],
      },
      stranger,
    ),
  );
  const careful = new RaApiConnector({ url: urlOf(), ca, certificate, key: privatePem(key), timeoutMs: 5_000 });
  t.teardown(() => careful.close());
  says(200, { time: '2026-03-04T00:00:00Z', minimumGatewayVersion: '0.1.0' });
  t.match(await errorOf(careful.ping()), { name: 'RaUnavailableError' });
  t.same(seen, [], 'nothing was sent to it');
});

void t.test('what the RA gives is looked at before it is passed on', async (t) => {
  says(200, '<html>a proxy</html>', 'text/html');
  t.match(await errorOf(ra.certificateRevocationList()), { name: 'RaUnavailableError' });
  const challenge = (text: string): object => ({ id: 'x', challenge: text, expiresAt: '2026-03-04T00:00:00Z' });
  const bytes = Buffer.alloc(32, 7);
  says(200, challenge(bytes.toString('base64')));
  t.same((await ra.challengeCard('4A')).challenge, bytes);
  const damaged = [bytes.subarray(1).toString('base64'), `${bytes.toString('base64').slice(0, -2)}d=`, 'no base64'];
  for (const text of damaged) {
    says(200, challenge(text));
    t.match(await errorOf(ra.challengeCard('4A')), { name: 'RaUnavailableError' }, text);
  }
  says(200, { certificate: null });
  t.equal(await ra.findCertificate('4A'), null, 'none is an answer');
});

void t.test('passwords and grounds travel in the body, never in the address', async (t) => {
  says(200, { id: 'a', registrationId: 'R-1', name: '陳怡君', expiresAt: '2026-03-04T00:00:00Z' });
  await ra.authoriseByPassword('demo02', Secret.fromText('Demo2026'));
  says(200, { changedAt: '2026-03-04T00:00:00Z' });
  await ra.changeWebsitePassword('demo02', Secret.fromText('Demo2026'), Secret.fromText('Fresh-2026'));
  says(200, { certificates: [] });
  await ra.certificatesOfCard('AA', { kind: 'authorisation', authorisationId: 'opens-a-door' });
  t.same(
    seen.map(({ url }) => url),
    ['/v1/password-authorisations', '/v1/password-changes', '/v1/cards/AA/certificates'],
  );
  t.same(
    seen.map(({ body }) => JSON.parse(body) as unknown),
    [
      { account: 'demo02', password: 'Demo2026' },
      { account: 'demo02', oldPassword: 'Demo2026', newPassword: 'Fresh-2026' },
      { ground: { kind: 'authorisation', authorisationId: 'opens-a-door' } },
    ],
  );
});

void t.test('facts that were not answered one by one are not delivered', async (t) => {
  const body = { cardSerial: 'AA', pin: 1, operationId: 'x', pukReplaced: false } as const;
  const fact: Fact = { id: randomUUID(), kind: 'pukUsed', madeAt: '2026-03-04T00:00:00Z', body };
  says(200, { deliveries: [] });
  t.match(await errorOf(ra.deliverFacts([fact])), { name: 'RaUnavailableError' });
  says(200, { deliveries: [{ id: randomUUID(), accepted: true }] });
  t.match(await errorOf(ra.deliverFacts([fact])), { name: 'RaUnavailableError' });
  says(200, { deliveries: [{ id: fact.id, accepted: false, reason: 'no' }] });
  t.same(await ra.deliverFacts([fact]), [{ id: fact.id, accepted: false, reason: 'no' }]);
});

// Only now may the hooks of `after` run: what is open would keep the process from ending by itself.
t.end();
