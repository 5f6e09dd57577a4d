/** The work of a connection's child process: the parent's requests become calls of the native module. */
import type { Frame, FrameKind } from './frames.js';
import { FrameReader, frameKinds } from './frames.js';
import type { DisconnectRequest } from './messages.js';
import { packJson, unpackControl, unpackJson } from './messages.js';
import { isControlRefusal } from './scard.js';

/** The longest response APDU: 65536 bytes and SW1 SW2. */
const maxResponseBytes = 65538;
/** The longest answer of a reader's own commands; that of CCID is shorter (pcsc-lite, MAX_BUFFER_SIZE). */
const maxControlBytes = 264;

type Done<Result extends unknown[]> = (error: unknown, ...result: Result) => void;

/** The calls of the native module's reader. */
export interface NativeReader {
  readonly SCARD_SHARE_EXCLUSIVE: number;
  readonly SCARD_LEAVE_CARD: number;
  readonly SCARD_RESET_CARD: number;
  connect(options: { readonly share_mode: number }, done: Done<[protocol: number]>): void;
  transmit(command: Buffer, maxLength: number, protocol: number, done: Done<[response: Buffer]>): void;
  disconnect(disposition: number, done: Done<[]>): void;
  /** The data and the output have to stay until `done`. */
  _control(data: Buffer, code: number, output: Buffer, done: Done<[length: number]>): void;
}

/** Sends a frame to the parent. */
export type Send = (kind: FrameKind, id: number, payload: Uint8Array) => void;

const nothing = new Uint8Array();

/** Serves the requests for one reader. @returns takes what arrives from the parent, and zeroes it */
export function serveReader(reader: NativeReader, send: Send): (chunk: Buffer) => void {
  let activeProtocol: number | null = null;
  const frames = new FrameReader();

  const answer = (id: number, error: unknown, payload: Uint8Array): void => {
    if (error === null || error === undefined) send(frameKinds.answer, id, payload);
    else send(frameKinds.failure, id, packJson({ detail: error instanceof Error ? error.message : 'unknown' }));
  };

  const transmit = (id: number, payload: Uint8Array, protocol: number): void => {
    const command = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    // `transmit` has copied the command when it returns, so it can be zeroed below.
    reader.transmit(command, maxResponseBytes, protocol, (error, response) => {
      if (error) return answer(id, error, nothing);
      // Some reader drivers report success with an empty response when the card is removed during the exchange.
      if (response.length < 2) answer(id, new Error(`a response of ${response.length} bytes`), nothing);
      else answer(id, null, response);
      response.fill(0);
    });
    command.fill(0);
  };

  const control = (id: number, payload: Uint8Array): void => {
    const { code, data } = unpackControl(payload);
    const output = Buffer.alloc(maxControlBytes);
    reader._control(Buffer.from(data), code, output, (error, length) => {
      const refused = error instanceof Error && isControlRefusal(error.message);
      if (refused) answer(id, null, Buffer.concat([Buffer.of(0), Buffer.from(error.message)]));
      else answer(id, error, Buffer.concat([Buffer.of(1), output.subarray(0, error ? 0 : length)]));
    });
  };

  const serve = ({ kind, id, payload }: Frame): void => {
    if (kind === frameKinds.connect) {
      reader.connect({ share_mode: reader.SCARD_SHARE_EXCLUSIVE }, (error, protocol) => {
        if (!error) activeProtocol = protocol;
        // The answer to `connect` is dwActiveProtocol in one byte.
        answer(id, error, Uint8Array.of(protocol));
      });
    } else if (activeProtocol === null) {
      answer(id, new Error('not connected'), nothing);
    } else if (kind === frameKinds.transmit) {
      transmit(id, payload, activeProtocol);
    } else if (kind === frameKinds.control) {
      control(id, payload);
    } else if (kind === frameKinds.disconnect) {
      const reset = (unpackJson(payload) as DisconnectRequest).disposition === 'reset';
      activeProtocol = null;
      const disposition = reset ? reader.SCARD_RESET_CARD : reader.SCARD_LEAVE_CARD;
      reader.disconnect(disposition, (error) => answer(id, error, nothing));
    }
  };

  return (chunk) => {
    for (const frame of frames.push(chunk)) serve(frame);
  };
}
