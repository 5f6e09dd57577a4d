/** What every card family answers, in the terms of the domain. A driver lives as long as its connection. */
import type { Secret } from '../../base/secret.js';
import type { KeyUse, PinReference } from '../../base/terms.js';

export type KeyAlgorithm = 'rsa2048' | 'p256';

/** What a PIN may be: the card's own limits, or the policy's, or their intersection. Lengths in characters. */
export interface PinRule {
  readonly minLength: number;
  readonly maxLength: number;
  /** A regular expression's character class that every character must match, e.g. `[0-9A-Za-z]`. */
  readonly characters: string;
}

export interface CardIdentity {
  /** Name of the driver, e.g. `isoapplet-pair`. */
  readonly family: string;
  /** Unique over all cards of all families: upper-case hex, from CPLC where the card has one. Never the ATR. */
  readonly serial: string;
  readonly atr: Uint8Array;
}

export interface PinStatus {
  readonly reference: PinReference;
  /** Is there a PUK on the card? */
  readonly pukSet: boolean;
  /** Is there a PIN on the card? */
  readonly pinSet: boolean;
  /** Tries left, read without spending one; null while no PIN is set. 0 means locked (鎖卡). */
  readonly triesLeft: number | null;
  readonly maxTries: number;
}

/**
 * `blank`: as delivered. `prepared`: every PUK, PIN and file system is there, and no key and no certificate yet. `issued`:
 * every PIN is set, and the card lists the certificates of its uses: 簽章 and 加密, or 簽章加密. `incomplete`: anything else.
 */
export type CardLifeCycle = 'blank' | 'incomplete' | 'prepared' | 'issued';

/**
 * Where a key pair and its certificate lie: each PIN has two places, so that new ones are made beside those in use. The pair
 * that the card's directory names first is the current one; the one before it stays there to decipher what is old.
 */
export type KeyPlace = 'a' | 'b';

/** Facts about a family that a job asks before it plans. */
export interface CardCapabilities {
  /** Limits of a PIN on this card. */
  readonly pinRule: PinRule;
  /** PUK length in characters and the characters drawn for it. */
  readonly pukLength: number;
  readonly pukAlphabet: string;
  /** Can the PUK be replaced after its first use? */
  readonly pukChangeable: boolean;
  /** Which PIN guards which key. */
  readonly pinOfKey: Readonly<Record<KeyUse, PinReference>>;
  readonly keyAlgorithms: readonly KeyAlgorithm[];
}

/** Labels that the PKCS#15 structure shows to other software. */
export interface FileSystemLabels {
  /** TokenInfo.label */
  readonly token: string;
  /** The PIN's label in AODF. */
  readonly pin: string;
}

export interface CardDriver {
  readonly capabilities: CardCapabilities;
  readonly identity: CardIdentity;

  /** Reads the state of a PIN without spending a try (ISO 7816-4 §11.5.6, VERIFY without data). */
  pinStatus(reference: PinReference): Promise<PinStatus>;
  lifeCycle(): Promise<CardLifeCycle>;

  /** Sets the first PUK. @throws {CardRefusedError} when one is set already. */
  setPuk(reference: PinReference, puk: Secret): Promise<void>;
  /** Sets the first PIN; no PIN is needed for it. @throws {CardRefusedError} when one is set already. */
  setInitialPin(reference: PinReference, pin: Secret): Promise<void>;
  /** @throws {WrongPinError} one try is spent. @throws {PinBlockedError} */
  verifyPin(reference: PinReference, pin: Secret): Promise<void>;
  /** @throws {WrongPinError} one try of the old PIN is spent. @throws {PinBlockedError} */
  changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void>;
  /** Unblocks with the PUK and sets a new PIN. @throws {WrongPukError} one try of the PUK is spent. */
  resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void>;

  /** Creates the PKCS#15 files of one PIN's file system; what is there already is left as it is. */
  createFileSystem(reference: PinReference, labels: FileSystemLabels): Promise<void>;
  /** Which uses the card has current certificates of, as its directory says. @throws {CardProtocolError} when it says nonsense */
  uses(): Promise<readonly KeyUse[]>;
  /** Place of the current certificate; null when there is none of this use. @throws {CardProtocolError} as `uses` */
  currentPlace(use: KeyUse): Promise<KeyPlace | null>;
  /**
   * Generates the key on the card after `verifyPin`. A pair that was in this place is gone: its certificate first.
   * @returns SubjectPublicKeyInfo, DER. @throws {CardRefusedError} also when the current pair is in this place
   */
  generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array>;
  /** Writes the key's PKCS#15 entries (PrKDF, PuKDF) and its public key after `verifyPin`. Repeatable. */
  writeKeyObjects(use: KeyUse, place: KeyPlace, subjectPublicKeyInfo: Uint8Array): Promise<void>;
  /** @returns SubjectPublicKeyInfo, DER, as written by `writeKeyObjects`; null when there is none. @throws {CardProtocolError} */
  readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null>;
  /**
   * Writes the certificate and its CDF entry after `verifyPin`: behind a current one, first where there is none. Repeatable;
   * replaces the one that was in this place.
   */
  writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void>;
  /**
   * Whether the certificate is of the key in this place only a signature can tell.
   * @returns X.509 DER, exactly the bytes written; null when there is none. @throws {CardProtocolError} when it is no X.509
   */
  readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null>;
  /**
   * Names this pair first in PrKDF, PuKDF and, last, CDF, after `verifyPin`; the pair before is named second. Repeatable, also
   * after a write that was cut off. @throws {CardRefusedError} when there is no certificate of this use in this place
   */
  makeCurrent(use: KeyUse, place: KeyPlace): Promise<void>;
  /** Signs `data` (hashed with SHA-256) after `verifyPin`. @returns a signature as X.509 wants it (PKCS#1 v1.5). */
  sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array>;
  /** Deciphers a PKCS#1 v1.5 cryptogram after `verifyPin`. */
  decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret>;
}
