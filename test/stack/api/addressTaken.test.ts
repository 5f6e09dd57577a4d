/** A gateway whose port is taken says so and ends. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { GatewayProcess } from '../../harness/gatewayProcess.js';
import { ReferenceRaProcess } from '../../harness/referenceRa.js';

void t.test('a gateway whose port is taken says so and ends', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'taken-'));
  const ra = await ReferenceRaProcess.start(join(directory, 'ra'));
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(async () => {
    other.close();
    await ra.stop();
    rmSync(directory, { recursive: true });
  });
  const { port } = other.address() as AddressInfo;
  const starting = GatewayProcess.start({
    directory: join(directory, 'gateway'),
    pcscSocket: join(directory, 'no-pcscd'),
    ras: [{ profile: 'jcic', url: ra.ready.url, ...ra.ready.gateway }],
    settings: { listen: { port } },
  });
  await t.rejects(starting, { message: /EADDRINUSE/ });
});
