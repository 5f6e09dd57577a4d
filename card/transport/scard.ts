/** PC/SC constants (pcsclite.h, winscard.h of pcsc-lite) and the conversion of error codes. */
import type { CardProtocol, TransportFailure } from './connection.js';

/** Bits of dwEventState. */
export const scardState = { unavailable: 0x0008, empty: 0x0010, present: 0x0020, mute: 0x0200 } as const;

/** The protocol by dwActiveProtocol of SCardConnect; null for SCARD_PROTOCOL_RAW and other values, which no card here has. */
export function protocolOf(activeProtocol: number | undefined): CardProtocol | null {
  if (activeProtocol === 0x0001) return 'T=0'; // SCARD_PROTOCOL_T0
  return activeProtocol === 0x0002 ? 'T=1' : null; // SCARD_PROTOCOL_T1
}

/** The upper 16 bits of dwEventState: how often a card was inserted or removed. */
export const eventCounter = (eventState: number): number => Math.floor(eventState / 0x10000) % 0x10000;

const failures = new Map<number, TransportFailure>([
  [0x80100069, 'cardRemoved'], // SCARD_W_REMOVED_CARD
  [0x8010000c, 'cardRemoved'], // SCARD_E_NO_SMARTCARD
  [0x80100067, 'cardRemoved'], // SCARD_W_UNPOWERED_CARD
  [0x8010000a, 'timeout'], // SCARD_E_TIMEOUT
  [0x80100009, 'readerGone'], // SCARD_E_UNKNOWN_READER
  [0x80100017, 'readerGone'], // SCARD_E_READER_UNAVAILABLE
  [0x8010002e, 'readerGone'], // SCARD_E_NO_READERS_AVAILABLE
  [0x8010001d, 'serviceGone'], // SCARD_E_NO_SERVICE
  [0x8010001e, 'serviceGone'], // SCARD_E_SERVICE_STOPPED
  [0x80100003, 'serviceGone'], // SCARD_E_INVALID_HANDLE: pcscd was restarted
  [0x8010000b, 'sharingViolation'], // SCARD_E_SHARING_VIOLATION
]);

/** SCARD_E_UNSUPPORTED_FEATURE (0x8010001F in pcsc-lite, 0x80100022 elsewhere), SCARD_E_INVALID_PARAMETER, SCARD_E_INVALID_VALUE. */
const controlRefusals: ReadonlySet<number> = new Set([0x80100022, 0x8010001f, 0x80100004, 0x80100011]);

const codeOf = (message: string): number | null => {
  const code = /\(0x([0-9a-f]{8})\)$/i.exec(message)?.[1];
  return code === undefined ? null : Number.parseInt(code, 16);
};

/** Does a message of the native module say that the reader does not know what SCardControl asked, and so did nothing? */
export function isControlRefusal(message: string): boolean {
  return controlRefusals.has(codeOf(message) ?? 0);
}

/**
 * Converts a message of the native module. It ends with the `SCARD_*` code, as in
 * `SCardConnect error: Sharing violation.(0x8010000b)`. A message without a known code means `unresponsive`.
 */
export function failureOf(message: string): TransportFailure {
  return failures.get(codeOf(message) ?? 0) ?? 'unresponsive';
}
