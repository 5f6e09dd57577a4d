/** Servers that stand for a syslog receiver, and their addresses. */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Test } from 'tap';
import type { SyslogSettings } from '../../../config/schema.js';

export function address(transport: SyslogSettings['transport'], port: number, caFile: string | null = null) {
  return { transport, port, caFile, host: '127.0.0.1', certificateFile: null, keyFile: null };
}

/** A connection that its server does not read, or does not end, stays open after the other side closed: the teardown closes each. */
export async function listening(t: Test, server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
