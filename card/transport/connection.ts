/** The interface between the transport and the rest of `card/`: readers, connections and APDUs as bytes. */

/** Why a call of the transport failed. */
export type TransportFailure =
  /** The card was removed from the reader (SCARD_W_REMOVED_CARD, SCARD_E_NO_SMARTCARD) or lost power (SCARD_W_UNPOWERED_CARD). */
  | 'cardRemoved'
  /** No answer within the time limit of the call. Whether the card executed the command is unknown. */
  | 'timeout'
  /** The reader was disconnected (SCARD_E_UNKNOWN_READER, SCARD_E_READER_UNAVAILABLE). */
  | 'readerGone'
  /** pcscd is not running (SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED). */
  | 'serviceGone'
  /** Another program has an exclusive connection to the card (SCARD_E_SHARING_VIOLATION). */
  | 'sharingViolation'
  /** The card does not answer to reset or its protocol failed (SCARD_W_UNRESPONSIVE_CARD, SCARD_E_NOT_TRANSACTED). */
  | 'unresponsive'
  /** The child process with the native code ended unexpectedly. */
  | 'crashed'
  /** The vendor's PKCS #11 module that the settings name is not there, or cannot be read. */
  | 'moduleMissing'
  /** It is no PKCS #11 module, or does not start. */
  | 'moduleUnusable'
  /** A call into it did not return within its time limit. Whether the card was changed is unknown. */
  | 'moduleTimeout'
  /** It ended its process. */
  | 'moduleCrashed'
  /** It shows no token in this reader. */
  | 'tokenMissing'
  /** It shows tokens, but of other readers only. */
  | 'tokenElsewhere'
  /** By the settings a PIN of the card belongs to no token, or to more than one. */
  | 'tokenUnclear';

/** A call of the transport failed. After a failed exchange its connection is unusable. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  /**
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

/** The transmission protocol between reader and card (ISO 7816-3 §10 and §11). */
export type CardProtocol = 'T=0' | 'T=1';

/** Options of one exchange. */
export interface TransmitOptions {
  /** Time limit of this exchange in ms, e.g. a longer one for key generation. Absent: the limit of the transport. */
  readonly timeoutMs?: number;
}

/**
 * The reader does not do what it was asked by SCardControl (SCARD_E_UNSUPPORTED_FEATURE, SCARD_E_INVALID_PARAMETER, SCARD_E_INVALID_VALUE).
 * The card was not reached; the connection goes on.
 */
export class ControlRefusedError extends Error {
  override readonly name = 'ControlRefusedError';

  /** @param detail the native message, for the log */
  constructor(
    readonly reader: string,
    readonly detail: string,
  ) {
    super(`${reader} refused: ${detail}`);
  }
}

/** An exclusive connection to the card in one reader (SCARD_SHARE_EXCLUSIVE). One exchange at a time. */
export interface CardConnection {
  /** PC/SC name of the reader. */
  readonly reader: string;
  /** Answer to reset. */
  readonly atr: Uint8Array;
  /** What reader and card agreed on. It decides how a command APDU is encoded (ISO 7816-3 §12). */
  readonly protocol: CardProtocol;
  /**
   * Sends one command APDU. The transport copies `command`; the caller zeroes its own array when it holds a secret.
   * @returns the response APDU with SW1 SW2
   * @throws {TransportError}
   */
  transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array>;
  /**
   * Asks the reader itself (SCardControl), e.g. for its PIN pad. Absent where there is no reader.
   * @param code dwControlCode
   * @returns what the reader answers
   * @throws {ControlRefusedError} @throws {TransportError}
   */
  control?(code: number, data: Uint8Array, options?: TransmitOptions): Promise<Uint8Array>;
  /**
   * Lets go of the reader, so that somebody else of this program may work with the card in it until `disconnect`. Nothing can be
   * transmitted any more, and nobody else can connect through this transport. Absent where there is no reader.
   * @param giveBack ends that work and never throws; it is called when the connection is ended or lost
   * @throws {TransportError}
   */
  lend?(giveBack: () => Promise<void>): Promise<void>;
  /** Ends the connection. `reset` resets the card, which cancels the verification of PINs. Never throws; a second call has no effect. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void>;
}

/** A reader and whether it holds a card. */
export interface ReaderState {
  /** PC/SC name of the reader. */
  readonly reader: string;
  readonly card:
    | { readonly present: false }
    /** `atr` is null when the card does not answer to reset (SCARD_STATE_MUTE). */
    | { readonly present: true; readonly atr: Uint8Array | null };
}

/** Notifications of the transport. */
export interface TransportEvents {
  /** A reader was connected, or a card was inserted or removed. `insertion` is the number of cards inserted so far. */
  readerChanged(state: ReaderState, insertion: number): void;
  /** A reader was disconnected. */
  readerRemoved(reader: string): void;
  /** pcscd became available (true) or unavailable (false). */
  serviceChanged(available: boolean): void;
  /** All readers that are connected when pcscd becomes available. `readerChanged` follows for each when its state is known. */
  readersListed?(readers: readonly string[]): void;
}

/** Access to all readers. `PcscTransport` is the implementation for real ones. */
export interface CardTransport {
  /** Begins to report readers to `events`. */
  start(events: TransportEvents): Promise<void>;
  /** Ends every connection and every child process. */
  stop(): Promise<void>;
  /** Connects exclusively to the card in a reader and powers it up. @param reader PC/SC name @throws {TransportError} */
  connect(reader: string): Promise<CardConnection>;
}
