/** A syslog receiver that misbehaves keeps no attempt pending. */
import { createServer, type Socket } from 'node:net';
import t from 'tap';
import { syslogReceiver } from '../../../daemon/audit/syslogReceiver.js';
import { address, listening } from './syslogServers.js';

const never = new AbortController().signal;

/** Writes something again and again, and never ends. */
function babbling(socket: Socket): void {
  const timer = setInterval(() => socket.write('.'), 20);
  socket.on('error', () => undefined);
  socket.on('close', () => clearInterval(timer));
}

void t.test('a receiver that writes all the time and never ends is given up', { timeout: 30_000 }, async (t) => {
  const reading = createServer({ allowHalfOpen: true }, (socket) => {
    babbling(socket);
    socket.resume();
  });
  const receiver = syslogReceiver(address('tcp', await listening(t, reading)), 500);
  await t.rejects(receiver.send([Buffer.from('record')], never), { message: 'the receiver does not answer' });
});

void t.test('a receiver that writes all the time and reads nothing is given up', { timeout: 30_000 }, async (t) => {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, babbling);
  const receiver = syslogReceiver(address('tcp', await listening(t, server)), 500);
  // More than the buffers of both sides hold.
  const records = Array.from({ length: 32 }, () => Buffer.alloc(1 << 20, 'r'));
  await t.rejects(receiver.send(records, never), { message: 'the receiver does not answer' });
});

void t.test('datagrams to an address that takes none fail with the reason', async (t) => {
  // A socket is not allowed to send to a broadcast address by itself.
  const receiver = syslogReceiver({ ...address('udp', 9), host: '255.255.255.255' });
  await t.rejects(receiver.send([Buffer.from('record')], never), { message: /^connect E/ });
});

void t.test('a stop does not wait for the resolver', async (t) => {
  const stopping = new AbortController();
  const sent = syslogReceiver({ ...address('udp', 9), host: 'receiver.invalid' }).send([], stopping.signal);
  stopping.abort();
  await t.rejects(sent, { message: 'stopped' });
});

t.end();
