/**
 * Unix sockets in a folder of any depth. A socket's address holds 107 bytes (unix(7)) and a path may be longer, so it is
 * addressed through its open folder.
 */
import { once } from 'node:events';
import { chmod, open, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';

/** Listens there, for the folder's owner alone, until the server is closed. A socket that is there already is taken away. */
export async function listenIn(directory: string, name: string, server: Server): Promise<void> {
  const folder = await open(directory);
  try {
    await rm(join(directory, name), { force: true });
    server.listen(`/proc/self/fd/${folder.fd}/${name}`);
    await once(server, 'listening');
  } catch (error) {
    await folder.close();
    throw error;
  }
  // Closing takes the socket out of the folder again, by the same address.
  server.once('close', () => void folder.close());
  await chmod(join(directory, name), 0o600);
}

/** @param use is given an address that holds until its promise settles */
export async function withSocketIn<T>(
  directory: string,
  name: string,
  use: (address: string) => Promise<T>,
): Promise<T> {
  const folder = await open(directory);
  try {
    return await use(`/proc/self/fd/${folder.fd}/${name}`);
  } finally {
    await folder.close();
  }
}
