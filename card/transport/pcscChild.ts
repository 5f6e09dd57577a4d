/**
 * The program of the transport's child processes. Only these processes load PC/SC code. A `monitor` watches all readers; a `connection`
 * has the connection to the card in one reader. The process ends when its pipe to the parent closes.
 */
import '../../base/noInspector.js';
import { createRequire } from 'node:module';
import { Socket, type OnReadOpts, type SocketConstructorOpts } from 'node:net';
import { pinnedBytes } from '../../base/bytes.js';
import pcsclite from 'pcsclite';
import type { FrameKind } from './frames.js';
import { encodeFrame, frameKinds } from './frames.js';
import type { ChildRole, MonitorEvent } from './messages.js';
import { packJson } from './messages.js';
import type { NativeReader } from './readerRequests.js';
import { serveReader } from './readerRequests.js';
import { watchReaders } from './readerWatch.js';

/** File descriptor of the pipe to the parent, the fourth entry of `stdio` there. */
const pipeDescriptor = 3;

/** Takes what arrives from the parent, and zeroes it. */
let take: (chunk: Buffer) => void = () => undefined;

/** Node's types name `onread` for `connect` alone; a socket of a descriptor takes it as well. */
const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
  ...{ fd: pipeDescriptor, readable: true, writable: true },
  // Into an array of ours: one of Node's own would keep the last command, with its PIN (base/readArray.ts).
  onread: {
    buffer: pinnedBytes(64 * 1024),
    callback: (length, { buffer }) => {
      take(Buffer.from(buffer, 0, length));
      return true;
    },
  },
};
const pipe = new Socket(options);

/** Ends this process by a signal: an orderly exit would wait for a native thread that may hang. */
function end(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

function send(kind: FrameKind, id: number, payload: Uint8Array): void {
  const frame = encodeFrame(kind, id, payload);
  pipe.write(frame, () => frame.fill(0));
}

/** Sends an event to the parent, unless the pipe is closed for writing. */
function report(event: MonitorEvent): void {
  if (!pipe.writableEnded) send(frameKinds.event, 0, packJson(event));
}

/** `pcsclite()` watches all readers. This class of the same native module connects to one reader without a watch. */
interface NativeModule {
  readonly CardReader: new (name: string) => NativeReader;
}

/** Serves the parent's requests for one reader. @param name PC/SC name of the reader */
function connection(name: string): void {
  const { CardReader } = createRequire(import.meta.url)('pcsclite/build/Release/pcsclite.node') as NativeModule;
  // One object for the lifetime of the process: its destructor would join a thread that was never started.
  take = serveReader(new CardReader(name), send);
}

pipe.on('close', end);
pipe.on('error', end);
const [role, reader] = process.argv.slice(2) as [ChildRole, string | undefined];
if (role === 'monitor')
  watchReaders({ list: pcsclite, report, end: () => pipe.end(end), retryMs: 250, emptyListMs: 2_000 });
else connection(reader ?? '');
pipe.resume();
