/** Messages between the transport and its child processes other than APDUs: JSON in the payload of a frame. */

/** The kind of child process, given as its first argument. The second argument of the last two is the reader's PC/SC name. */
export type ChildRole = 'monitor' | 'connection' | 'module';

/** What the monitor reports. */
export type MonitorEvent =
  /** The monitor is connected to pcscd. */
  | { readonly kind: 'serviceAvailable' }
  /** pcscd does not answer, or the connection to it was lost. */
  | { readonly kind: 'serviceUnavailable'; readonly detail: string }
  /** All readers that are connected. */
  | { readonly kind: 'readers'; readonly readers: readonly string[] }
  /** The state of a reader: dwEventState of SCARD_READERSTATE, and the ATR in hex, empty without a card. */
  | { readonly kind: 'status'; readonly reader: string; readonly eventState: number; readonly atr: string }
  | { readonly kind: 'readerRemoved'; readonly reader: string };

/** Payload of a `disconnect` frame. */
export interface DisconnectRequest {
  readonly disposition: 'leave' | 'reset';
}

/**
 * Payload of a `control` frame: dwControlCode (4 bytes, big-endian) and the data. Its answer is one byte, 1 when the reader did it, and
 * what the reader said; 0 and the native message when it refused.
 */
export interface ControlRequest {
  readonly code: number;
  readonly data: Uint8Array;
}

export function packControl({ code, data }: ControlRequest): Uint8Array {
  const payload = new Uint8Array(4 + data.length);
  new DataView(payload.buffer).setUint32(0, code);
  payload.set(data, 4);
  return payload;
}

export function unpackControl(payload: Uint8Array): ControlRequest {
  const code = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
  return { code, data: payload.subarray(4) };
}

/** Payload of a `failure` frame. */
export interface FailureAnswer {
  /** Message of the native module. It ends with the `SCARD_*` code. */
  readonly detail: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Encodes a message as the payload of a frame. */
export const packJson = (message: MonitorEvent | DisconnectRequest | FailureAnswer): Uint8Array =>
  encoder.encode(JSON.stringify(message));

/** Decodes the payload of a frame. Both ends are the same version of this program, so the message is not validated. */
export const unpackJson = (payload: Uint8Array): unknown => JSON.parse(decoder.decode(payload));
