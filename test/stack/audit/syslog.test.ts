/** rsyslog, a syslog daemon that is not ours, reads the gateway's audit log over TLS, and records over TCP and UDP. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { GENESIS, hashOf } from '../../../daemon/audit/chain.js';
import { syslogReceiver } from '../../../daemon/audit/syslogReceiver.js';
import { syslogRecord } from '../../../daemon/audit/syslogRecord.js';
import type { WireAuditList, WireEnvironment } from '../../../daemon/contract/messages.js';
import { auditor, Site } from '../../harness/site.js';

const folder = mkdtempSync(join(tmpdir(), 'rsyslog-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string): string => join(folder, name);

/** Ports that are free now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const [tlsPort = 0, tcpPort = 0, udpPort = 0] = await freePorts(3);

execFileSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
  ...['-subj', '/CN=receiver', '-addext', 'subjectAltName=IP:127.0.0.1'],
  ...['-keyout', file('key.pem'), '-out', file('certificate.pem')],
]);
writeFileSync(
  file('rsyslog.conf'),
  `global(workDirectory="${folder}" defaultNetstreamDriverCAFile="${file('certificate.pem')}"
  defaultNetstreamDriverCertFile="${file('certificate.pem')}" defaultNetstreamDriverKeyFile="${file('key.pem')}")
module(load="mmpstrucdata")
module(load="imudp")
module(load="imptcp")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="read" type="list") { property(name="$!all-json") constant(value="\\n") }
ruleset(name="read") {
  action(type="mmpstrucdata")
  set $!pri = $pri;
  set $!at = $timestamp;
  set $!app = $app-name;
  set $!id = $msgid;
  set $!text = $msg;
  action(type="omfile" file="${file('read.jsonl')}" template="read" asyncWriting="off" flushOnTXEnd="on")
}
input(type="imudp" address="127.0.0.1" port="${udpPort}" ruleset="read")
input(type="imptcp" address="127.0.0.1" port="${tcpPort}" ruleset="read")
input(type="imtcp" address="127.0.0.1" port="${tlsPort}" ruleset="read")
`,
);

interface ReadRecord {
  readonly pri: string;
  readonly app: string;
  readonly id: string;
  readonly text: string;
  readonly 'rfc5424-sd': Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const daemons: ChildProcess[] = [];
t.teardown(() => daemons.forEach((one) => one.kill('SIGKILL')));

function startRsyslog(): ChildProcess {
  const one = spawn('rsyslogd', ['-n', '-f', file('rsyslog.conf'), '-i', file('pid')], {
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  daemons.push(one);
  return one;
}

function recordsRead(): readonly ReadRecord[] {
  if (!existsSync(file('read.jsonl'))) return [];
  const lines = readFileSync(file('read.jsonl'), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ReadRecord);
}

const valuesOf = (record: ReadRecord) => record['rfc5424-sd']['audit@32473'] ?? {};

async function until<T>(ask: () => Promise<T | false> | T | false): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== false) return answer;
    await delay(200);
  }
}

await t.test('records over TCP and UDP: one each, with all their values', async (t) => {
  startRsyslog();
  const entry = {
    seq: 1,
    at: '2026-11-30T01:02:03.004Z',
    actor: 'lin "] \\ \n<109>1 - - - - - - forged',
    action: 'card.issued',
    subject: '卡-1',
    facts_json: '{"text":"谷辣斯\n<109>1 - - - - - - forged"}',
    previous_hash: GENESIS,
  };
  const row = { ...entry, hash: hashOf(entry) };
  for (const [transport, port] of [
    ['tcp', tcpPort],
    ['udp', udpPort],
  ] as const) {
    const address = { transport, port, host: '127.0.0.1', caFile: null, certificateFile: null, keyFile: null };
    const receiver = syslogReceiver(address);
    const form = { facility: 13, appName: 'card-gateway', enterpriseNumber: 32473, hostname: 'counter-1' };
    const record = syslogRecord(row, { ...form, limit: receiver.limit });
    await until(() =>
      receiver.send([record, record], AbortSignal.timeout(20_000)).then(
        () => true,
        () => false,
      ),
    );
    const read = await until(() => recordsRead().length >= 2 && recordsRead());
    t.equal(read.length, 2, transport);
    for (const one of read) {
      t.match(one, { pri: '109', app: 'card-gateway', id: 'card.issued' });
      t.match(one.text, /^\uFEFF?\{"text":"谷辣斯\\u000A<109>1 - - - - - - forged"\}$/);
      const values = valuesOf(one);
      t.match(values, { seq: '1', hash: row.hash, subject: '卡-1', card: '卡-1', altered: 'yes' });
    }
    rmSync(file('read.jsonl'));
    const [daemon] = daemons.splice(0);
    daemon?.kill('SIGTERM');
    if (daemon) await once(daemon, 'exit');
    startRsyslog();
  }
});

await t.test(
  'a gateway over TLS: what was written while the receiver was away comes later, and nothing is missing',
  async (t) => {
    const syslog = { transport: 'tls', host: '127.0.0.1', port: tlsPort, caFile: file('certificate.pem') };
    const site = await Site.start({ readers: 2, staff: [auditor], settings: { audit: { syslog } } });
    t.teardown(() => site.stop());
    const client = await site.staff(auditor);
    const check = async () => {
      const { checks } = await client.request<WireEnvironment>('GET', '/api/environment');
      return checks.find(({ id }) => id === 'store.syslog');
    };
    const newest = async (): Promise<number> =>
      (await client.request<WireAuditList>('GET', '/api/audit')).entries[0]?.seq ?? 0;
    const has = async (): Promise<boolean> => {
      const last = recordsRead().at(-1);
      return last !== undefined && valuesOf(last).seq === String(await newest());
    };
    await until(has);
    await until(async () => (await check())?.state === 'ok');

    const daemon = daemons.pop();
    daemon?.kill('SIGTERM');
    if (daemon) await once(daemon, 'exit');
    await client.file('/api/audit/json');
    const problem = await until(async () => {
      const found = await check();
      return found?.state === 'warn' && found;
    });
    t.match(problem.present.en, /entries wait to be sent.*\n.*ECONNREFUSED/);
    startRsyslog();
    await until(has);

    const entries = recordsRead().map(valuesOf);
    t.ok(entries.length > 2);
    t.same(
      entries.map(({ seq }) => Number(seq)),
      entries.map((_, index) => index + 1),
      'each once, in order',
    );
    t.same(
      entries.slice(1).map(({ previous }) => previous),
      entries.slice(0, -1).map(({ hash }) => hash),
    );
  },
);
