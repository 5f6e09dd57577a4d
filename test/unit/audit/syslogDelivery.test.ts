/** Entries reach a syslog receiver in order and none is missing, over TCP, TLS and UDP, whatever the receiver does meanwhile. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { openDatabase, type Database } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { AuditSyslog } from '../../../daemon/audit/auditSyslog.js';
import { syslogReceiver, type SyslogReceiver } from '../../../daemon/audit/syslogReceiver.js';
import { judgeSyslog } from '../../../daemon/health/checks/syslog.js';
import { address, listening } from './syslogServers.js';

const clock = { now: () => Date.parse('2026-11-30T00:00:00Z') };
const settings = { facility: 13, appName: 'card-gateway', enterpriseNumber: 32473 };

interface Log {
  readonly database: Database;
  readonly append: (count: number) => Promise<void>;
  readonly begin: (receiver: SyslogReceiver, everyMs?: number) => Promise<AuditSyslog>;
}

async function logOf(t: Test): Promise<Log> {
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  const running: AuditSyslog[] = [];
  t.teardown(async () => {
    for (const one of running) await one.stop();
    await database.close();
  });
  const audit = new Audit(database, clock);
  return {
    database,
    append: async (count) => {
      for (let i = 0; i < count; i++)
        await audit.append({ actor: 'lin', action: 'card.issued', subject: `C${i}`, facts: { text: '卡\n' } });
    },
    begin: async (receiver, everyMs = 20) => {
      const one = new AuditSyslog({
        database,
        clock,
        settings,
        receiver,
        everyMs,
        logger: pino({ level: 'silent' }),
      });
      running.push(one);
      await one.start();
      return one;
    },
  };
}

/** Splits a stream by its octet counts (RFC 6587 §3.4.1). @returns the sequence numbers */
function numbersIn(stream: Buffer): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < stream.length;) {
    const space = stream.indexOf(' ', at);
    const length = Number(stream.toString('latin1', at, space));
    const record = stream.subarray(space + 1, space + 1 + length);
    if (!(length > 0 && record.length === length)) throw new Error('the octet count is wrong');
    numbers.push(Number(/ seq="(\d+)"/.exec(record.toString())?.[1]));
    at = space + 1 + length;
  }
  return numbers;
}

interface Listening {
  readonly port: number;
  readonly numbers: number[];
}

/** Reads each connection to its end, then closes it. */
function reader(numbers: number[]): (socket: Socket) => void {
  return (socket) => {
    const parts: Buffer[] = [];
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('end', () => numbers.push(...numbersIn(Buffer.concat(parts))));
    socket.on('error', () => undefined);
  };
}

async function tcpReceiver(t: Test): Promise<Listening> {
  const numbers: number[] = [];
  return { numbers, port: await listening(t, createServer(reader(numbers))) };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; !(await condition()); i++) {
    if (i > 600) throw new Error('it did not come to that');
    await delay(50);
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

void t.test('over TCP: what was there, what comes, and what came while the gateway was stopped', async (t) => {
  const log = await logOf(t);
  const { numbers, port } = await tcpReceiver(t);
  await log.append(3);
  const first = await log.begin(syslogReceiver(address('tcp', port)));
  await until(() => numbers.length === 3);
  await log.append(2);
  await until(() => numbers.length === 5);
  await until(async () => (await first.standing()).waiting === 0);
  await first.stop();
  await log.append(2);
  const again = await log.begin(syslogReceiver(address('tcp', port)));
  await until(async () => (await again.standing()).waiting === 0);
  t.same(numbers, upTo(7), 'each once, in order');
  t.match(judgeSyslog(await again.standing(), clock.now()), { state: 'ok', present: { en: 'All were sent.' } });
});

void t.test('a receiver that is away gets everything when it is back', async (t) => {
  const log = await logOf(t);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await log.append(2);
  const syslog = await log.begin(syslogReceiver(address('tcp', port)));
  await until(async () => (await syslog.standing()).problem !== null);
  const standing = await syslog.standing();
  t.match(standing, { waiting: 2, problem: { message: /ECONNREFUSED/ } });
  t.match(judgeSyslog(standing, clock.now() + 600_000), {
    state: 'warn',
    present: { en: /^2 entries .* 10 min\.\n.*REFUSED/ },
  });
  await log.append(1);
  const numbers: number[] = [];
  await listening(t, createServer(reader(numbers)), port);
  await until(async () => (await syslog.standing()).waiting === 0);
  t.same(numbers, upTo(3));
  t.equal((await syslog.standing()).problem, null);
});

void t.test('a receiver that closes before the end, or breaks off, has nothing', async (t) => {
  const log = await logOf(t);
  const numbers: number[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined);
    if (connections === 1) socket.end();
    else if (connections === 2) socket.once('data', () => socket.resetAndDestroy());
    else reader(numbers)(socket);
  });
  const port = await listening(t, server);
  await log.append(2);
  const syslog = await log.begin(syslogReceiver(address('tcp', port)));
  await until(async () => (await syslog.standing()).waiting === 0);
  t.equal(connections, 4, 'two that fail, then one for each entry');
  t.same(numbers, upTo(2));
});

void t.test('over TLS, to a receiver with a certificate of the CA alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'syslog-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  for (const out of [certificate, join(folder, 'other.pem')]) {
    execFileSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', out === certificate ? key : join(folder, 'other.key'), '-out', out],
    ]);
  }
  const numbers: number[] = [];
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, reader(numbers));
  server.on('tlsClientError', () => undefined);
  const port = await listening(t, server);
  const log = await logOf(t);
  await log.append(2);
  const refusing = await log.begin(syslogReceiver(address('tls', port, join(folder, 'other.pem'))));
  await until(async () => (await refusing.standing()).problem !== null);
  t.match((await refusing.standing()).problem?.message, /self-signed certificate/);
  await refusing.stop();
  t.same(numbers, []);
  const syslog = await log.begin(syslogReceiver(address('tls', port, certificate)));
  await until(async () => (await syslog.standing()).waiting === 0);
  t.same(numbers, upTo(2));
});

void t.test('over UDP: a datagram for each entry, and nobody there is noticed', async (t) => {
  const log = await logOf(t);
  const numbers: number[] = [];
  const socket = createSocket('udp4', (record) => numbers.push(Number(/ seq="(\d+)"/.exec(record.toString())?.[1])));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await log.append(60);
  const first = await log.begin(syslogReceiver(address('udp', port)));
  await until(async () => (await first.standing()).waiting === 0);
  t.same(numbers, upTo(60));
  await new Promise<void>((resolve) => socket.close(resolve));
  await log.append(1);
  await until(async () => (await first.standing()).problem !== null);
  t.match(await first.standing(), { waiting: 1, problem: { message: /ECONNREFUSED/ } });
});

void t.test('a log that is not the one that was sent is sent as a whole', async (t) => {
  const log = await logOf(t);
  const { numbers, port } = await tcpReceiver(t);
  await log.append(4);
  const first = await log.begin(syslogReceiver(address('tcp', port)));
  await until(async () => (await first.standing()).waiting === 0);
  await first.stop();
  await log.database.run('DROP TRIGGER audit_is_append_only_delete');
  await log.database.run('DELETE FROM audit WHERE seq > 2');
  const again = await log.begin(syslogReceiver(address('tcp', port)));
  await until(async () => (await again.standing()).waiting === 0);
  t.same(numbers, [...upTo(4), ...upTo(2)], 'its end was cut off');
  await log.append(1);
  await until(() => numbers.length === 7);
  t.equal(numbers.at(-1), 3);
});

void t.test('another receiver gets the whole log, and the same one after a restart nothing again', async (t) => {
  const log = await logOf(t);
  const [one, other] = [await tcpReceiver(t), await tcpReceiver(t)];
  await log.append(3);
  for (const { port } of [one, one, other]) {
    const syslog = await log.begin(syslogReceiver(address('tcp', port)));
    await until(async () => (await syslog.standing()).waiting === 0);
    await syslog.stop();
  }
  t.same([one.numbers, other.numbers], [upTo(3), upTo(3)]);
});

void t.test('a slow receiver gets few at once after a failure, without a wait between them', async (t) => {
  const log = await logOf(t);
  const portions: number[][] = [];
  const times: number[] = [];
  const slow: SyslogReceiver = {
    ...{ name: 'slow', limit: 8_192, portion: 8 },
    send: (records) => {
      portions.push(records.map((record) => Number(/ seq="(\d+)"/.exec(record.toString())?.[1])));
      times.push(performance.now());
      return records.length > 4 ? Promise.reject(new Error('slow')) : Promise.resolve();
    },
  };
  await log.append(9);
  const everyMs = 3_000;
  const syslog = await log.begin(slow, everyMs);
  await until(async () => (await syslog.standing()).waiting === 0);
  t.same(portions, [upTo(8), [1], [2, 3], [4, 5, 6, 7], [8, 9]]);
  t.ok((times.at(-1) ?? 0) - (times.at(1) ?? 0) < everyMs);
});

for (const [error, message] of [
  [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new AggregateError([]), 'AggregateError'],
] as const) {
  void t.test(`an error without a message is shown as ${message}`, async (t) => {
    const log = await logOf(t);
    await log.append(1);
    const send = (): Promise<void> => Promise.reject(error);
    const syslog = await log.begin({ name: 'refusing', limit: 8_192, portion: 8, send });
    await until(async () => (await syslog.standing()).problem !== null);
    t.match((await syslog.standing()).problem, { message });
  });
}

void t.test('stopping interrupts a receiver that says nothing', async (t) => {
  const log = await logOf(t);
  const server = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => undefined).resume());
  const port = await listening(t, server);
  await log.append(1);
  const syslog = await log.begin(syslogReceiver(address('tcp', port)));
  await until(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count > 0))));
  const began = performance.now();
  await syslog.stop();
  t.ok(performance.now() - began < 5_000);
  t.equal((await syslog.standing()).waiting, 1);
});
