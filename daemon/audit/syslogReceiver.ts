/** Brings records to a syslog receiver over UDP (RFC 5426), TCP (RFC 6587 §3.4.1) or TLS (RFC 5425). */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { SyslogSettings } from '../../config/schema.js';

export interface SyslogReceiver {
  /** Tells one receiver from another, across restarts. */
  readonly name: string;
  /** Octets of the longest record that it takes for certain. */
  readonly limit: number;
  /** Number of records that are sent at once. */
  readonly portion: number;
  /** @throws when the receiver did not take all of them, as far as the transport tells */
  send(records: readonly Buffer[], signal: AbortSignal): Promise<void>;
}

type Address = Pick<SyslogSettings, 'transport' | 'host' | 'port' | 'caFile' | 'certificateFile' | 'keyFile'>;

/** How long a receiver may be silent, and how long it may take to close its side after ours. */
const longestSilenceMs = 10_000;
/** Silences within which a receiver takes one portion. */
const silencesOfPortion = 6;
/** A receiver that is about to close the connection has done so after this time. */
const settleMs = 500;

export function syslogReceiver(address: Address, silenceMs = longestSilenceMs): SyslogReceiver {
  const name = `${address.transport}://${address.host}:${address.port}`;
  switch (address.transport) {
    case 'udp':
      return { name, limit: 2_048, portion: 50, send: (records, signal) => sendDatagrams(address, records, signal) };
    case 'tcp':
      return {
        name,
        limit: 8_192,
        portion: 500,
        send: (records, signal) => sendStream(connectTcp(address.port, address.host), records, { signal, silenceMs }),
      };
    case 'tls':
      return {
        name,
        limit: 8_192,
        portion: 500,
        send: async (records, signal) => sendStream(await tlsConnection(address), records, { signal, silenceMs }),
      };
  }
}

/** The files are read for each connection, so that a renewed certificate needs no restart. */
async function tlsConnection({ host, port, caFile, certificateFile, keyFile }: Address): Promise<Socket> {
  const read = (file: string | null): Promise<Buffer | undefined> =>
    file === null ? Promise.resolve(undefined) : readFile(file);
  const [ca, cert, key] = await Promise.all([read(caFile), read(certificateFile), read(keyFile)]);
  return connectTls({ host, port, ca, cert, key, servername: isIP(host) === 0 ? host : '', minVersion: 'TLSv1.2' });
}

/**
 * Syslog has no acknowledgement. One connection therefore carries one portion: a receiver that closes its side after ours has read to
 * the end. One that closes before (a proxy without a server behind it, a receiver that restarts) has not.
 *
 * What a receiver writes restarts the socket's own timer. The limits of the whole hold whatever it writes.
 */
async function sendStream(
  socket: Socket,
  records: readonly Buffer[],
  { signal, silenceMs }: { readonly signal: AbortSignal; readonly silenceMs: number },
): Promise<void> {
  const giveUp = (): void => void socket.destroy(new Error('the receiver does not answer'));
  let limit = setTimeout(giveUp, silenceMs * silencesOfPortion).unref();
  const fail = (): void => void socket.destroy(new Error('stopped'));
  signal.addEventListener('abort', fail);
  if (signal.aborted) fail();
  try {
    await new Promise<void>((resolve, reject) => {
      let isOver = false;
      socket.setTimeout(silenceMs, giveUp);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the receiver closed the connection')));
      socket.on('end', () => {
        if (isOver) resolve();
        else reject(new Error('the receiver closed the connection'));
      });
      socket.resume();
      socket.write(Buffer.concat(records.flatMap((record) => [Buffer.from(`${record.length} `), record])), (error) => {
        if (error) return;
        void delay(settleMs).then(() => {
          if (socket.destroyed) return;
          isOver = true;
          clearTimeout(limit);
          limit = setTimeout(giveUp, silenceMs).unref();
          socket.end();
        });
      });
    });
  } finally {
    clearTimeout(limit);
    signal.removeEventListener('abort', fail);
    socket.destroy();
  }
}

/** A datagram is lost unnoticed, unless the receiver's machine answers that nothing listens there. */
async function sendDatagrams({ host, port }: Address, records: readonly Buffer[], signal: AbortSignal): Promise<void> {
  const { address, family } = await untilStopped(lookup(host), signal);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    const failed = new Promise<never>((_, reject) => socket.on('error', reject));
    const sent = connectDatagrams(socket, port, address).then(async () => {
      for (const record of records) await datagram(socket, record);
      await delay(settleMs, undefined, { signal });
    });
    await Promise.race([sent, failed]);
  } finally {
    socket.close();
  }
}

/** Node gives the callback the error, and emits none then. */
function connectDatagrams(socket: DatagramSocket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.connect(port, address, (error?: Error | null) => (error ? reject(error) : resolve()));
  });
}

/** For work that cannot be stopped itself, as the system's resolver, which may wait for a minute. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('stopped'));
  });
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([stopped, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function datagram(socket: DatagramSocket, record: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(record, (error) => (error === null ? resolve() : reject(error)));
  });
}
