/** What the child processes say beside APDUs; JSON in the payload of frames. */

/** Which of the two kinds of child a process is: its first argument. The second of a `connection` is the reader's name. */
export type ChildRole = 'monitor' | 'connection';

/** News of the monitor. */
export type MonitorEvent =
  /** A context was established. */
  | { readonly kind: 'serviceAvailable' }
  /** pcscd cannot be reached; the monitor tries again. */
  | { readonly kind: 'serviceUnavailable'; readonly detail: string }
  /** All readers at this moment. */
  | { readonly kind: 'readers'; readonly readers: readonly string[] }
  /** `eventState` is SCARD_READERSTATE's dwEventState; `atr` hex, empty where there is none. */
  | { readonly kind: 'status'; readonly reader: string; readonly eventState: number; readonly atr: string }
  | { readonly kind: 'readerRemoved'; readonly reader: string };

export interface DisconnectRequest {
  readonly disposition: 'leave' | 'reset';
}

export interface FailureAnswer {
  /** Message of the native module, ending in the `SCARD_*` code. */
  readonly detail: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const packJson = (message: MonitorEvent | DisconnectRequest | FailureAnswer): Uint8Array =>
  encoder.encode(JSON.stringify(message));

/** Both ends are this program in one version: what one packs the other unpacks. */
export const unpackJson = (payload: Uint8Array): unknown => JSON.parse(decoder.decode(payload));
