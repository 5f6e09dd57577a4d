/**
 * The program of the transport's child processes, the only place that loads PC/SC code. As `monitor` it watches all
 * readers; as `connection` it holds the connection to the card in one reader. It ends with its parent, and is killed by it.
 */
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import pcsclite from 'pcsclite';
import type { FrameKind } from './frames.js';
import { encodeFrame, FrameReader, frameKinds } from './frames.js';
import type { ChildRole, DisconnectRequest, MonitorEvent } from './messages.js';
import { packJson, unpackJson } from './messages.js';

/** The parent's end of this pipe is the fourth of its `stdio`. */
const pipeDescriptor = 3;
const retryMs = 250;
/** Where there is no reader to tell of, the list is known to be empty after this time. */
const emptyListMs = 2_000;
/** The longest response APDU: 65536 bytes and SW1 SW2. */
const maxResponseBytes = 65538;

type CardReader = Parameters<Parameters<ReturnType<typeof pcsclite>['on']>[1]>[0];

const pipe = new Socket({ fd: pipeDescriptor, readable: true, writable: true });

/** A thread of the native module may hang, and an orderly exit would wait for it. */
function end(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

function send(kind: FrameKind, id: number, payload: Uint8Array): void {
  const frame = encodeFrame(kind, id, payload);
  pipe.write(frame, () => frame.fill(0));
}

/** What is told after the last word is not heard. */
function tell(event: MonitorEvent): void {
  if (!pipe.writableEnded) send(frameKinds.event, 0, packJson(event));
}

/** Contexts of a pcscd that went away stay dead: a new process has new ones. */
function serviceLost(error: unknown): void {
  tell({ kind: 'serviceUnavailable', detail: String(error) });
  pipe.end(end);
}

function watchReader(reader: CardReader): void {
  reader.on('status', ({ state, atr }) => {
    tell({ kind: 'status', reader: reader.name, eventState: state, atr: atr?.toString('hex') ?? '' });
  });
  // A reader that was unplugged only ends: an error is pcscd's, and a reader's thread may hear of it before the list's does.
  reader.on('error', serviceLost);
  reader.on('end', () => tell({ kind: 'readerRemoved', reader: reader.name }));
}

function monitor(): void {
  let watch: ReturnType<typeof pcsclite>;
  try {
    watch = pcsclite();
  } catch (error) {
    tell({ kind: 'serviceUnavailable', detail: String(error) });
    setTimeout(monitor, retryMs);
    return;
  }
  tell({ kind: 'serviceAvailable' });
  const readers = new Set<string>();
  let listed = false;
  const list = (): void => {
    if (!listed) tell({ kind: 'readers', readers: [...readers] });
    listed = true;
  };
  setTimeout(list, emptyListMs);
  watch.on('reader', (reader) => {
    readers.add(reader.name);
    watchReader(reader);
    // The module tells of all that are there one by one, at once.
    setImmediate(list);
  });
  watch.on('error', serviceLost);
}

/** `pcsclite()` watches every reader; the class it is made of, from the same native module, speaks to one. */
interface NativeModule {
  readonly CardReader: new (name: string) => CardReader;
}

/** @param name PC/SC name of the reader */
function connection(name: string): void {
  const { CardReader } = createRequire(import.meta.url)('pcsclite/build/Release/pcsclite.node') as NativeModule;
  // One object for the life of the process: the destructor joins a thread that was never started.
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
          answer(id, error, nothing);
        });
      } else if (activeProtocol === null) {
        answer(id, new Error('not connected'), nothing);
      } else if (kind === frameKinds.transmit) {
        const command = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
        // The module copies the command before it returns.
        reader.transmit(command, maxResponseBytes, activeProtocol, (error: unknown, response) => {
          if (error) return answer(id, error, nothing);
          // Some reader drivers call an exchange a success from which the card went away.
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
