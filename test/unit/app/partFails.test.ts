/** A part of the gateway that does not start leaves nothing behind: no lock, no socket, no port, nothing that keeps the process alive. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { lockDatabase, openAlone } from '../../../base/database.js';
import type { Part } from '../../../base/lifecycle.js';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { loadConfig } from '../../../config/load.js';
import type { Config } from '../../../config/schema.js';
import { startApp, type App } from '../../../daemon/app.js';
import { writeSettings } from '../../harness/gatewayProcess.js';
import { HandTransport } from '../jobs/engine.js';
import { pem, privatePem, softKey } from '../sync/openssl.js';

const logger = pino({ level: 'silent' });
const key = softKey('ec');
const name = [{ type: 'CN', value: 'gateway' }] as const;
const certificate = pem(
  await createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject: name,
      issuer: name,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 3_600_000),
      publicKey: key.publicKey,
      extensions: [],
    },
    key,
  ),
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Settings of a gateway whose RA is away. */
async function settings(t: Test): Promise<Config> {
  const directory = t.testdir();
  const [certificateFile, keyFile] = [join(directory, 'ra.pem'), join(directory, 'ra.key')];
  writeFileSync(certificateFile, certificate);
  writeFileSync(keyFile, privatePem(key));
  const [port, downloadPort] = [await freePort(), await freePort()];
  const file = writeSettings({
    directory,
    pcscSocket: join(directory, 'no-pcscd'),
    ras: [{ profile: 'jcic', url: 'https://127.0.0.1:9', caFile: certificateFile, certificateFile, keyFile }],
    settings: {
      listen: { port },
      saves: { stickFolders: [], link: { host: '127.0.0.1', port: downloadPort } },
    },
  });
  return loadConfig(file);
}

interface Faults {
  /** Before the part starts, or when it has started. */
  readonly start?: { readonly part: string; readonly when: 'before' | 'after' };
  readonly stop?: string;
}

/** Starts the gateway with parts of which one fails. */
function starting(config: Config, { start, stop }: Faults = {}) {
  const seen: string[] = [];
  const wrap = (part: Part): Part => ({
    name: part.name,
    async start() {
      seen.push(part.name);
      const fails = start?.part === part.name;
      if (fails && start.when === 'before') throw new Error(`${part.name} fails`);
      await part.start();
      if (fails) throw new Error(`${part.name} fails`);
    },
    async stop() {
      seen.push(`-${part.name}`);
      await part.stop();
      if (stop === part.name) throw new Error(`${part.name} does not stop`);
    },
  });
  return { seen, app: startApp({ config, logger, transport: new HandTransport(), wrap }) };
}

/** What keeps this process alive, beside what did before. */
const before = process.getActiveResourcesInfo().sort();
async function leftOver(): Promise<readonly string[]> {
  const now = (): string[] => {
    const rest = [...before];
    return process.getActiveResourcesInfo().filter((kind) => {
      const known = rest.indexOf(kind);
      if (known >= 0) rest.splice(known, 1);
      return known < 0;
    });
  };
  // A socket that was destroyed is closed in one of the next rounds of the event loop.
  for (let round = 0; round < 100 && now().length > 0; round++) await delay(10);
  return now();
}

async function checkNothingLeft(t: Test, { stateDirectory, listen, saves }: Config): Promise<void> {
  t.strictSame(await leftOver(), [], 'nothing keeps the process alive');
  t.notOk(existsSync(join(stateDirectory, 'maintenance.sock')), 'the socket is gone');
  const file = join(stateDirectory, 'gateway.db');
  if (existsSync(file)) await (await lockDatabase(file))();
  for (const port of [listen.port, saves.link?.port]) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  }
}

const whole = await settings(t);
const { seen: order, app } = starting(whole);
await (await app).stop();
const parts = order.slice(0, order.length / 2);

await t.test('a gateway that ran stops its parts in the opposite order', async (t) => {
  t.strictSame(order, [...parts, ...parts.toReversed().map((part) => `-${part}`)]);
  t.strictSame(parts.at(0), 'store', 'the store outlives everything');
  t.strictSame(parts.at(-1), 'API', 'nobody asks before everything is there');
  await checkNothingLeft(t, whole);
});

for (const [index, part] of parts.entries()) {
  await t.test(`${part} does not start`, async (t) => {
    const config = await settings(t);
    for (const when of ['before', 'after'] as const) {
      const { seen, app } = starting(config, { start: { part, when } });
      await t.rejects(app, { message: `${part} fails` }, `the reason is told (${when})`);
      const started = parts.slice(0, index + 1);
      t.strictSame(seen, [...started, ...started.toReversed().map((one) => `-${one}`)], when);
      await checkNothingLeft(t, config);
    }
    const { app } = starting(config);
    await (await app).stop();
  });

  await t.test(`${part} does not stop well`, async (t) => {
    const config = await settings(t);
    const { seen, app } = starting(config, { stop: part });
    const running: App = await app;
    await t.rejects(running.stop(), { message: `${part} does not stop` });
    t.strictSame(seen, order, 'the others stopped nevertheless');
    await checkNothingLeft(t, config);
  });
}

await t.test(
  'what really fails: an address that is taken, a certificate that is missing, a store that is newer',
  async (t) => {
    const taken = await settings(t);
    for (const port of [taken.listen.port, taken.saves.link?.port]) {
      const other = createServer().listen(port, '127.0.0.1');
      await once(other, 'listening');
      await t.rejects(starting(taken).app, { code: 'EADDRINUSE' });
      other.close();
      await once(other, 'close');
      await checkNothingLeft(t, taken);
    }

    const [ra] = taken.ras;
    if (ra === undefined) throw new Error('one RA is set');
    const connector = { ...ra.connector, certificateFile: join(taken.stateDirectory, 'none.pem') };
    await t.rejects(starting({ ...taken, ras: [{ ...ra, connector }] }).app, { code: 'ENOENT' });
    await checkNothingLeft(t, taken);

    const database = await openAlone(join(taken.stateDirectory, 'gateway.db'));
    await database.run("INSERT INTO migration (name, sha256) VALUES ('9999-later.sql', '')");
    await database.close();
    await t.rejects(starting(taken).app, { message: /newer version/ });
    await checkNothingLeft(t, taken);
  },
);
