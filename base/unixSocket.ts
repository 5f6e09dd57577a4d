/**
 * Unix sockets in a folder with a path of any length. A socket address has at most 107 bytes (unix(7)), so the socket is addressed
 * through an open file descriptor of its folder.
 */
import { once } from 'node:events';
import { chmod, open, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';

/**
 * Listens on the socket `name` in `directory` until the server is closed. The socket has mode 0600. An older socket with this name is
 * removed first.
 */
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
  // Closing the server removes the socket file by this address, so the folder stays open until then.
  server.once('close', () => void folder.close());
  await chmod(join(directory, name), 0o600);
}

/**
 * Passes the address of the socket `name` in `directory` to `use`.
 * @param use the address is valid until its promise settles
 */
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
