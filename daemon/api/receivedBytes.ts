/** Zeroes what a connection received: it may hold a PIN or a password, and Node keeps it until the memory is used again. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's HTTP parser copies a body out of what was received. A listener makes Node hand out what it received instead of using an array of
 * the parser that JavaScript cannot reach.
 * @param erase overwrites the array into which Node reads
 */
export function zeroReceived(server: Server, erase: () => void): void {
  const zero = (received: Buffer): void => {
    received.fill(0);
    erase();
  };
  // The listener of the parser was added before.
  server.on('connection', (connection: Socket) => connection.on('data', zero));
  // From here on a WebSocket reads, which keeps parts of what it received.
  server.on('upgrade', (_request, connection) => connection.off('data', zero));
}
