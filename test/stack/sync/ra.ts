/** A reference RA for a whole test file, with a gateway's connection to it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { ReferenceRaProcess } from '../../harness/referenceRa.js';

export async function startRa(...args: readonly string[]): Promise<{
  /** The RA's own. */
  readonly directory: string;
  readonly server: ReferenceRaProcess;
  readonly ra: RaApiConnector;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'ra-'));
  const server = await ReferenceRaProcess.start(directory, ['--port', '0', ...args]);
  const ra = await server.connector();
  t.teardown(async () => {
    await ra.close();
    await server.stop();
    await rm(directory, { recursive: true });
  });
  return { directory, server, ra };
}
