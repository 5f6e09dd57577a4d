/**
 * The program of the transport's child processes. Only these processes load PC/SC code. A `monitor` watches all readers; a `connection`
 * has the connection to the card in one reader. The process ends when its pipe to the parent closes.
 */
import '../../base/noInspector.js';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import pcsclite from 'pcsclite';
import type { FrameKind } from './frames.js';
import { encodeFrame, FrameReader, frameKinds } from './frames.js';
import type { ChildRole, DisconnectRequest, MonitorEvent } from './messages.js';
import { packJson, unpackJson } from './messages.js';

/** File descriptor of the pipe to the parent, the fourth entry of `stdio` there. */
const pipeDescriptor = 3;
const retryMs = 250;
/** The module does not report an empty list. After this time without a reader the list is taken to be empty. */
const emptyListMs = 2_000;
/** The longest response APDU: 65536 bytes and SW1 SW2. */
const maxResponseBytes = 65538;

type CardReader = Parameters<Parameters<ReturnType<typeof pcsclite>['on']>[1]>[0];

const pipe = new Socket({ fd: pipeDescriptor, readable: true, writable: true });

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

/** Ends this process when the connection to pcscd is lost: the native module cannot connect again, a new process can. */
function serviceLost(error: unknown): void {
  report({ kind: 'serviceUnavailable', detail: String(error) });
  pipe.end(end);
}

function watchReader(reader: CardReader): void {
  reader.on('status', ({ state, atr }) => {
    report({ kind: 'status', reader: reader.name, eventState: state, atr: atr?.toString('hex') ?? '' });
  });
  // An unplugged reader emits only `end`. An `error` concerns pcscd; a reader's thread may see it before the thread of the list.
  reader.on('error', serviceLost);
  reader.on('end', () => report({ kind: 'readerRemoved', reader: reader.name }));
}

function monitor(): void {
  let watch: ReturnType<typeof pcsclite>;
  try {
    watch = pcsclite();
  } catch (error) {
    report({ kind: 'serviceUnavailable', detail: String(error) });
    setTimeout(monitor, retryMs);
    return;
  }
  report({ kind: 'serviceAvailable' });
  const readers = new Set<string>();
  let listed = false;
  const list = (): void => {
    if (!listed) report({ kind: 'readers', readers: [...readers] });
    listed = true;
  };
  setTimeout(list, emptyListMs);
  watch.on('reader', (reader) => {
    readers.add(reader.name);
    watchReader(reader);
    // The module emits the connected readers one after the other in the same turn of the event loop.
    setImmediate(list);
  });
  watch.on('error', serviceLost);
}

/** `pcsclite()` watches all readers. This class of the same native module connects to one reader without a watch. */
interface NativeModule {
  readonly CardReader: new (name: string) => CardReader;
}

/** Serves the parent's requests for one reader. @param name PC/SC name of the reader */
function connection(name: string): void {
  const { CardReader } = createRequire(import.meta.url)('pcsclite/build/Release/pcsclite.node') as NativeModule;
  // One object for the lifetime of the process: its destructor would join a thread that was never started.
  const reader = new CardReader(name);
  let activeProtocol: number | null = null;
  const frames = new FrameReader();

  const answer = (id: number, error: unknown, payload: Uint8Array): void => {
    if (error === null || error === undefined) send(frameKinds.answer, id, payload);
    else send(frameKinds.failure, id, packJson({ detail: error instanceof Error ? error.message : 'unknown' }));
  };
  const nothing = new Uint8Array();

  pipe.on('data', (chunk: Buffer) => {
    for (const { kind, id, payload } of frames.push(chunk)) {
      if (kind === frameKinds.connect) {
        reader.connect({ share_mode: reader.SCARD_SHARE_EXCLUSIVE }, (error, protocol) => {
          if (!error) activeProtocol = protocol;
          // The answer to `connect` is dwActiveProtocol in one byte.
          answer(id, error, Uint8Array.of(protocol));
        });
      } else if (activeProtocol === null) {
        answer(id, new Error('not connected'), nothing);
      } else if (kind === frameKinds.transmit) {
        const command = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
        // `transmit` has copied the command when it returns, so it can be zeroed below.
        reader.transmit(command, maxResponseBytes, activeProtocol, (error: unknown, response) => {
          if (error) return answer(id, error, nothing);
          // Some reader drivers report success with an empty response when the card is removed during the exchange.
          if (response.length < 2) answer(id, new Error(`a response of ${response.length} bytes`), nothing);
          else answer(id, null, response);
          response.fill(0);
        });
        command.fill(0);
      } else if (kind === frameKinds.disconnect) {
        const reset = (unpackJson(payload) as DisconnectRequest).disposition === 'reset';
        activeProtocol = null;
        const disposition = reset ? reader.SCARD_RESET_CARD : reader.SCARD_LEAVE_CARD;
        reader.disconnect(disposition, (error) => answer(id, error, nothing));
      }
    }
  });
}

pipe.on('close', end);
pipe.on('error', end);
const [role, reader] = process.argv.slice(2) as [ChildRole, string | undefined];
if (role === 'monitor') monitor();
else connection(reader ?? '');
pipe.resume();
