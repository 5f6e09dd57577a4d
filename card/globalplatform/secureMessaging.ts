/** What SCP02 and SCP03 have in common: the opening of a secure channel, and commands and answers on it. */
import type { CommandApdu, ResponseApdu } from '../iso7816/apdu.js';
import { CardProtocolError } from '../errors.js';

/**
 * Security level, P1 of EXTERNAL AUTHENTICATE (GPCS table 10-1, Amendment D table 7-5). From `cMac` on each command has a MAC.
 * R-MAC and R-ENCRYPTION are SCP03's alone.
 */
export const securityLevels = {
  cMac: 0x01,
  cDecryptionCMac: 0x03,
  cMacRMac: 0x11,
  cDecryptionCMacRMac: 0x13,
  cDecryptionCMacREncryptionRMac: 0x33,
} as const;

export type SecurityLevel = (typeof securityLevels)[keyof typeof securityLevels];

export const levelBits = { cMac: 0x01, cDecryption: 0x02, rMac: 0x10, rEncryption: 0x20 } as const;

/** Bit 3 of CLA: secure messaging of GlobalPlatform (GPCS table 11-11). */
export const secureMessagingBit = 0x04;

/** The answer to INITIALIZE UPDATE (GPCS §E.5.1.4, Amendment D §7.1.1.6). */
export interface InitializeUpdateAnswer {
  /** 10 bytes from which the issuer derives the card's keys. */
  readonly diversificationData: Uint8Array;
  readonly keyVersion: number;
  readonly protocol: 'SCP02' | 'SCP03';
  /** SCP03 tells its options, *i*; of SCP02 the answer has none. */
  readonly options: number;
  /** 6 bytes (SCP02, after its sequence counter), 8 or 16. */
  readonly cardChallenge: Uint8Array;
  readonly cardCryptogram: Uint8Array;
  /** 2 bytes (SCP02), 3 (SCP03 with a pseudo-random challenge) or none. */
  readonly sequenceCounter: Uint8Array;
}

/** Bits of SCP03's *i* (Amendment D table 5-1). */
export const scp03Options = { s16: 0x01, pseudoRandomChallenge: 0x10, rMac: 0x20, rEncryption: 0x40 } as const;

/** @throws {CardProtocolError} when the answer is malformed, or of another protocol */
export function parseInitializeUpdate(data: Uint8Array): InitializeUpdateAnswer {
  const diversificationData = data.slice(0, 10);
  const [keyVersion = 0, protocol] = data.subarray(10, 12);
  if (protocol === 0x02 && data.length === 28) {
    return {
      ...{ diversificationData, keyVersion, protocol: 'SCP02', options: 0 },
      ...{ sequenceCounter: data.slice(12, 14), cardChallenge: data.slice(14, 20), cardCryptogram: data.slice(20) },
    };
  }
  const options = data[12] ?? 0;
  const size = (options & scp03Options.s16) === 0 ? 8 : 16;
  const counterBytes = (options & scp03Options.pseudoRandomChallenge) === 0 ? 0 : 3;
  if (protocol !== 0x03 || data.length !== 13 + 2 * size + counterBytes) {
    throw new CardProtocolError('INITIALIZE UPDATE answered neither as SCP02 nor as SCP03');
  }
  return {
    ...{ diversificationData, keyVersion, protocol: 'SCP03', options },
    cardChallenge: data.slice(13, 13 + size),
    cardCryptogram: data.slice(13 + size, 13 + 2 * size),
    sequenceCounter: data.slice(13 + 2 * size),
  };
}

/** The session keys of a secure channel, and what each exchange changes of its state. One exchange at a time. */
export interface SecureSession {
  /** EXTERNAL AUTHENTICATE. From here on the session has this level. */
  authenticate(level: SecurityLevel): CommandApdu;
  /** @param apdu without secure messaging; its data field may be as long as `commandBytes` */
  wrap(apdu: CommandApdu): CommandApdu;
  /** @returns the answer without secure messaging @throws {CardProtocolError} when its MAC is wrong */
  unwrap(response: ResponseApdu): ResponseApdu;
  /** Longest data field of a command that fits one short APDU after `wrap`. */
  readonly commandBytes: number;
  /** Encrypts a key for PUT KEY with the key for sensitive data. @param key padded to whole blocks */
  encryptSensitive(key: Uint8Array): Promise<Uint8Array>;
  /** Zeroes the session keys. */
  close(): void;
}
