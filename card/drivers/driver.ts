/** The interface that every card family implements. A driver is used as long as its connection. */
import type { Secret } from '../../base/secret.js';
import type { KeyUse, PinReference } from '../../base/terms.js';
import type { CardProtocolError } from '../errors.js';

export type KeyAlgorithm = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'p256' | 'p384';

/** A rule for PINs: that of the card, that of an RA's policy, or the intersection of several. Lengths are in characters. */
export interface PinRule {
  readonly minLength: number;
  readonly maxLength: number;
  /** A regular expression's character class that every character must match, e.g. `[0-9A-Za-z]`. */
  readonly characters: string;
  /** With which byte, and to which length, the driver pads it before it is sent. Absent: it is sent as it is. */
  readonly padding?: { readonly byte: number; readonly length: number };
}

/**
 * How far a serial number is unique. `chip`: its maker gave it to the chip. `applet`: it was drawn or given when the application was
 * set up, and is another one afterwards. `printed`: whoever personalised the card chose it. `none`: several cards may have it.
 */
export type SerialUniqueness = 'chip' | 'applet' | 'printed' | 'none';

/** Which card this is. */
export interface CardIdentity {
  /** Name of the driver, e.g. `isoapplet-pair`. */
  readonly family: string;
  /** Unique among all cards of all families. Upper-case hex, from CPLC where the card has it. Never the ATR, which many cards share. */
  readonly serial: string;
  readonly unique: SerialUniqueness;
  /** Where the serial number was read, for a maintainer, e.g. `CPLC`, `CHUID`. */
  readonly serialFrom: string;
  /** Answer to reset. */
  readonly atr: Uint8Array;
}

/** The state of one PIN and its PUK. */
export interface PinStatus {
  readonly reference: PinReference;
  /** Is there a PUK on the card? */
  readonly pukSet: boolean;
  /** Is there a PIN on the card? */
  readonly pinSet: boolean;
  /**
   * Tries left; null while no PIN is set. 0 means locked (鎖卡). Where the card tells less than a number (`triesTold`): as many as are
   * certain.
   */
  readonly triesLeft: number | null;
  readonly maxTries: number;
  /** `flags`: PKCS #11's (final try, low, locked). `nothing`: it is not known. Absent: the card tells the number. */
  readonly triesTold?: 'flags' | 'nothing';
}

/** The retry counter of a PUK. */
export interface PukTries {
  readonly reference: PinReference;
  /** 0: blocked for ever. */
  readonly left: number;
  readonly max: number;
}

/**
 * `blank`: as delivered. `foreign`: other software set a PIN. `prepared`: `createFileSystem` made all file systems, all PUKs and PINs
 * are set, and there is no key and no certificate. `issued`: all PINs are
 * set, and the card lists the certificates of its uses: 簽章 and 加密, or 簽章加密. `incomplete`: anything else.
 */
export type CardLifeCycle = 'blank' | 'foreign' | 'incomplete' | 'prepared' | 'issued';

/** A certificate that the card lists as the current one of its use. */
export interface CurrentCertificate {
  readonly use: KeyUse;
  readonly place: KeyPlace;
  /** X.509 DER; an error: what is in its place is not an X.509 certificate. */
  readonly certificate: Uint8Array | CardProtocolError;
}

/** What a card shows without a PIN. */
export interface CardReading {
  /** PIN 1, PIN 2. */
  readonly pins: readonly PinStatus[];
  readonly lifeCycle: CardLifeCycle;
  /** None of a PIN whose directory is malformed or missing. */
  readonly certificates: readonly CurrentCertificate[];
}

/**
 * Where a key pair and its certificate are stored. Each PIN has two places, so that a renewal creates the new pair beside the one in
 * use. The pair that the card's directory lists first is the current one. The earlier pair stays on the card to decipher old data.
 */
export type KeyPlace = 'a' | 'b';

/** A PUK as its card takes it. */
export interface PukDescription {
  /** Length in characters. */
  readonly length: number;
  /** The characters from which it is drawn. */
  readonly alphabet: string;
  /** Tries of a PUK that was never refused. */
  readonly maxTries: number;
  /** When it is set: before the PIN, in the same command (`setPinAndPuk`), or after it. */
  readonly set: 'beforePin' | 'withPin' | 'afterPin';
  /** Can it be replaced after it was used? Then the driver has `changePuk`. */
  readonly changeable: boolean;
}

/** A way to unblock a PIN. */
export type UnblockWay =
  | { readonly way: 'ownPuk'; readonly puk: PukDescription }
  /** One PUK for several PINs. It is set, escrowed and counted as that of the PIN `of`. */
  | { readonly way: 'sharedPuk'; readonly of: PinReference; readonly puk: PukDescription }
  | { readonly way: 'securityOfficer'; readonly rule: PinRule; readonly maxTries: number | null }
  /** The card's challenge is answered with a key that the issuer has. null: its tries are not told. */
  | {
      readonly way: 'adminKey';
      readonly algorithm: '3des' | 'aes128' | 'aes192' | 'aes256';
      readonly maxTries: number | null;
    }
  | { readonly way: 'resettingCode'; readonly rule: PinRule; readonly maxTries: number };

/** A PIN of a card family. */
export interface PinDescription {
  readonly reference: PinReference;
  /** The keys that it guards. */
  readonly guards: readonly KeyUse[];
  readonly rule: PinRule;
  readonly maxTries: number;
  /** The ways to unblock it, the one that is used first. Empty: there is none. */
  readonly unblocking: readonly UnblockWay[];
}

/** A place of a card family for a key pair of one of these uses. */
export interface KeySlot {
  readonly uses: readonly KeyUse[];
  readonly algorithms: readonly KeyAlgorithm[];
  /** How many earlier pairs stay on the card, to decipher old data. */
  readonly olderPairs: number;
  /** Does a renewal make the new pair beside the one in use, or over it? */
  readonly renewal: 'beside' | 'over';
}

/**
 * An operation out of which a card of the family is prepared and issued. Its name is stored in the journals of jobs: do not change it.
 * `setPuk`, `createFiles`, `setPin`, `setPinAndPuk`: the driver's method of that kind, for one PIN; a PIN is drawn for the letter when
 * the card is only prepared, and a transport PIN when it is issued. `makeKeys`: here a job that issues the card makes those keys of
 * these uses that its RA wants, under the transport PIN. `own`: an operation that only this family has (`perform`).
 */
export type PreparationOperation =
  | { readonly what: 'setPuk' | 'createFiles' | 'setPin' | 'setPinAndPuk'; readonly pin: PinReference }
  | { readonly what: 'makeKeys'; readonly uses: readonly KeyUse[] }
  | {
      readonly what: 'own';
      /** Unique in the family, e.g. `finalise`. */
      readonly name: string;
      /** `repeatable` ends in the same state however often it runs. `once` is asked for with `isPerformed` after an interruption. */
      readonly kind: 'repeatable' | 'once';
      /** What the screen shows while it runs. */
      readonly label: { readonly 'zh-TW': string; readonly en: string };
    };

/** Properties of a card family that a job reads before it begins. What follows from them: `capabilities.ts`. */
export interface CardCapabilities {
  /** One or two, in the order of their references. Each `KeyUse` is guarded by one of them. */
  readonly pins: readonly PinDescription[];
  /** Each `KeyUse` that the family can hold is in one slot. */
  readonly keySlots: readonly KeySlot[];
  /** What is done to a blank card, in this order. A job keeps the list that it began with. */
  readonly preparation: readonly PreparationOperation[];
}

/** Labels that the PKCS #15 structure shows to other software. */
export interface FileSystemLabels {
  /** TokenInfo.label */
  readonly token: string;
  /** Label of the PIN in AODF. */
  readonly pin: string;
}

/**
 * One card. Besides the errors named below, every method throws `TransportError`, `CardRefusedError` for an unexpected status word and
 * `CardProtocolError` for a malformed answer. A driver that meets a part of the card only later throws `UnknownCardError` when it is
 * missing. What a driver has read stays read until it writes: the connection is exclusive.
 */
export interface CardDriver {
  readonly capabilities: CardCapabilities;
  readonly identity: CardIdentity;

  /** Reads the state of a PIN without spending a try (ISO 7816-4 §11.5.6, VERIFY without data). */
  pinStatus(reference: PinReference): Promise<PinStatus>;
  /**
   * Reads the retry counter of a PUK without spending a try; null while no PUK is set. Absent in families whose cards tell it only
   * when they refuse a PUK.
   */
  pukTries?(reference: PinReference): Promise<PukTries | null>;
  /** Reads all that is shown of a card, with as few APDUs as the family can, without spending a try. @throws {UnknownCardError} */
  read(): Promise<CardReading>;
  /** Reads how far the card was personalised, without spending a try. */
  lifeCycle(): Promise<CardLifeCycle>;

  /** Sets the first PUK. @throws {CardRefusedError} when one is set already @throws {PinRuleError} */
  setPuk(reference: PinReference, puk: Secret): Promise<void>;
  /**
   * Sets the first PIN; no PIN has to be verified before.
   * @throws {CardRefusedError} when one is set already, or there is no PUK @throws {PinRuleError}
   */
  setInitialPin(reference: PinReference, pin: Secret): Promise<void>;
  /**
   * In families whose PUK is set with its PIN (`withPin`): sets both, in place of `setPuk` and `setInitialPin`.
   * @throws {CardRefusedError} when there is a PIN already @throws {PinRuleError}
   */
  setPinAndPuk?(reference: PinReference, pin: Secret, puk: Secret): Promise<void>;
  /**
   * In families whose PUK is changeable: replaces it. Not repeatable: afterwards the old one is a wrong one.
   * @throws {WrongPukError} one try of the PUK is spent @throws {PukBlockedError} @throws {PinRuleError}
   */
  changePuk?(reference: PinReference, oldPuk: Secret, newPuk: Secret): Promise<void>;
  /** Verifies a PIN. @throws {WrongPinError} one try is spent @throws {PinBlockedError} @throws {PinRuleError} no try is spent */
  verifyPin(reference: PinReference, pin: Secret): Promise<void>;
  /** Changes a PIN. @throws {WrongPinError} one try of the old PIN is spent @throws {PinBlockedError} @throws {PinRuleError} */
  changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void>;
  /**
   * Unblocks the PIN with the PUK and sets a new PIN.
   * @throws {WrongPukError} one try of the PUK is spent @throws {PukBlockedError} @throws {PinRuleError}
   */
  resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void>;

  /**
   * Creates the PKCS #15 files of one PIN's file system, with a mark by which `lifeCycle` knows them from those of other software.
   * Files that exist and are not empty are kept. Repeatable.
   */
  createFileSystem(reference: PinReference, labels: FileSystemLabels): Promise<void>;
  /** Carries out an `own` operation of the family's `preparation`. */
  perform?(operation: string): Promise<void>;
  /** Has the card done this `once` operation? Uses no try and changes nothing. */
  isPerformed?(operation: string): Promise<boolean>;
  /** The uses for which the card's directory lists a current certificate. @throws {CardProtocolError} when the directory is malformed */
  uses(): Promise<readonly KeyUse[]>;
  /** Place of the current certificate of a use; null when there is none. @throws {CardProtocolError} when the directory is malformed */
  currentPlace(use: KeyUse): Promise<KeyPlace | null>;
  /**
   * Generates a key pair on the card after `verifyPin`. It replaces the pair in this place, whose certificate is removed first.
   * @returns SubjectPublicKeyInfo, DER
   * @throws {CardRefusedError} also when the current pair is in this place
   */
  generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array>;
  /** Writes the key's PKCS #15 entries (PrKDF, PuKDF) and its public key after `verifyPin`. Repeatable. */
  writeKeyObjects(use: KeyUse, place: KeyPlace, subjectPublicKeyInfo: Uint8Array): Promise<void>;
  /** @returns SubjectPublicKeyInfo, DER, as written by `writeKeyObjects`; null when there is none @throws {CardProtocolError} */
  readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null>;
  /**
   * Writes a certificate and its CDF entry after `verifyPin`. It replaces the certificate in this place. The entry becomes the first one
   * only when no other certificate is current. Repeatable.
   * @param certificate X.509 DER
   */
  writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void>;
  /**
   * Reads a certificate. It need not match the key in this place: only a signature by the key proves that.
   * @returns X.509 DER, exactly the bytes written; null when there is none
   * @throws {CardProtocolError} when the bytes on the card are not an X.509 certificate
   */
  readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null>;
  /**
   * Makes a pair the current one after `verifyPin`: lists it first in PrKDF, PuKDF and, as the last step, CDF. The earlier pair is listed
   * second. Repeatable, also after an interrupted write.
   * @throws {CardRefusedError} when there is no certificate of this use in this place
   */
  makeCurrent(use: KeyUse, place: KeyPlace): Promise<void>;
  /** Signs the SHA-256 of `data` after `verifyPin`. @returns a PKCS #1 v1.5 signature */
  sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array>;
  /** Deciphers a PKCS #1 v1.5 cryptogram after `verifyPin`. */
  decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret>;
}
