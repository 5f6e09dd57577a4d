/** Bytes in, bytes out: what the rest of `card/` sees of a reader. */

/** Why a transport call ended without an answer of the card. */
export type TransportFailure =
  /** The card left the reader (SCARD_W_REMOVED_CARD, SCARD_E_NO_SMARTCARD) or was powered down. */
  | 'cardRemoved'
  /** The card or its reader gave no answer within the call's time limit; the state of the card is unknown. */
  | 'timeout'
  /** The reader is gone (SCARD_E_UNKNOWN_READER, SCARD_E_READER_UNAVAILABLE). */
  | 'readerGone'
  /** pcscd is away (SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED). */
  | 'serviceGone'
  /** Somebody else holds the card exclusively (SCARD_E_SHARING_VIOLATION). */
  | 'sharingViolation'
  /** The card does not answer to reset or its protocol failed (SCARD_W_UNRESPONSIVE_CARD, SCARD_E_NOT_TRANSACTED). */
  | 'unresponsive'
  /** The child process that holds the native code ended. */
  | 'crashed';

export class TransportError extends Error {
  override readonly name = 'TransportError';

  /**
   * @param failure what happened
   * @param reader PC/SC name of the reader
   * @param detail the native message or `SCARD_*` name, for the log
   */
  constructor(
    readonly failure: TransportFailure,
    readonly reader: string,
    readonly detail: string,
  ) {
    super(`${failure} on ${reader}: ${detail}`);
  }
}

export interface TransmitOptions {
  /** Time limit for this exchange in ms; key generation needs a longer one. */
  readonly timeoutMs?: number;
}

/** An exclusive connection to the card in one reader (SCARD_SHARE_EXCLUSIVE). One exchange at a time. */
export interface CardConnection {
  /** PC/SC name of the reader. */
  readonly reader: string;
  /** Answer to reset. */
  readonly atr: Uint8Array;
  /**
   * Sends one command APDU and gives the response APDU with SW1 SW2. The transport copies `command`; the caller zeroes
   * its own array when it held a secret.
   * @throws {TransportError}
   */
  transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array>;
  /** Ends the connection: `reset` forgets verified PINs on the card. Never throws; a second call does nothing. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void>;
}

/** What is known of a reader at this moment. */
export interface ReaderState {
  /** PC/SC name of the reader. */
  readonly reader: string;
  readonly card:
    | { readonly present: false }
    /** `atr` is null when the card is mute (SCARD_STATE_MUTE). */
    | { readonly present: true; readonly atr: Uint8Array | null };
}

export interface TransportEvents {
  /** A reader appeared or its card came or went. `insertion` counts up with each card put in. */
  readerChanged(state: ReaderState, insertion: number): void;
  /** The reader is gone. */
  readerRemoved(reader: string): void;
  /** pcscd came (true) or went away (false). */
  serviceChanged(available: boolean): void;
  /** All readers that are there when pcscd came; each is reported by `readerChanged` as its state becomes known. */
  readersListed?(readers: readonly string[]): void;
}

/** PC/SC as the daemon sees it. The only implementation with native code is `PcscTransport`. */
export interface CardTransport {
  start(events: TransportEvents): Promise<void>;
  /** Closes every connection and ends every child process. */
  stop(): Promise<void>;
  /** @throws {TransportError} */
  connect(reader: string): Promise<CardConnection>;
}
