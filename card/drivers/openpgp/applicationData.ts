/** Application related data, 6E (OpenPGP card 3.4 §4.4.1). */
import { CardProtocolError } from '../../errors.js';
import { parseTlvs, requireTlv } from '../../iso7816/tlv.js';

/** C4: the tries left. */
export interface PinTries {
  readonly pw1: number;
  /** 0: there is none, or it is blocked. */
  readonly code: number;
  readonly pw3: number;
}

export interface ApplicationData {
  /** 16 bytes: D27600012401, version, manufacturer, number, 0000. */
  readonly aid: Uint8Array;
  /** Longest certificate. */
  readonly certificateBytes: number;
  readonly tries: PinTries;
  /** Are all keys set to RSA-2048? */
  readonly isRsa2048: boolean;
  /** Can MANAGE SECURITY ENVIRONMENT give a key to another command? */
  readonly selectsKeys: boolean;
  /** Is there no fingerprint? */
  readonly isWithoutKeys: boolean;
  /** Can PIN derivation (KDF) be switched on? */
  readonly hasKeyDerivation: boolean;
}

const aidBytes = 16;
const capabilityBytes = 10;
const leastPinLength = 16;
const firstVersionWithCertificates = 0x03;
/** Bits of the first byte of C0. */
const features = { changeablePinStatus: 0x10, privateObjects: 0x08, keyDerivation: 0x01 } as const;

/** @throws {CardProtocolError} also for a card that cannot do what the driver needs */
export function decodeApplicationData(answer: Uint8Array): ApplicationData {
  const parts = parseTlvs(requireTlv(parseTlvs(answer), 0x6e));
  const aid = requireTlv(parts, 0x4f).slice();
  const objects = parseTlvs(requireTlv(parts, 0x73));
  const c0 = requireTlv(objects, 0xc0);
  const attributes = [0xc1, 0xc2, 0xc3].map((tag) => requireTlv(objects, tag));
  if (c0.length !== capabilityBytes || aid.length !== aidBytes) {
    throw new CardProtocolError('application data of another form');
  }
  const [supported = 0] = c0;
  const needed = features.changeablePinStatus | features.privateObjects;
  const c4 = requireTlv(objects, 0xc4);
  if ((aid[6] ?? 0) < firstVersionWithCertificates || (supported & needed) !== needed) {
    throw new CardProtocolError('no private objects, or one certificate alone');
  }
  if ([c4[1], c4[2], c4[3]].some((longest = 0) => longest < leastPinLength))
    throw new CardProtocolError('PINs that are too short');
  return {
    aid,
    certificateBytes: ((c0[4] ?? 0) << 8) | (c0[5] ?? 0),
    tries: decodeTries(c4),
    isRsa2048: attributes.every(([algorithm, high, low]) => algorithm === 0x01 && high === 0x08 && low === 0x00),
    selectsKeys: c0[9] === 0x01,
    isWithoutKeys: requireTlv(objects, 0xc5).every((byte) => byte === 0),
    hasKeyDerivation: (supported & features.keyDerivation) !== 0,
  };
}

/** @throws {CardProtocolError} */
export function decodeTries(c4: Uint8Array): PinTries {
  const [, , , , pw1, code, pw3] = c4;
  if (c4.length !== 7 || pw1 === undefined || code === undefined || pw3 === undefined) {
    throw new CardProtocolError(`a PIN status of ${c4.length} bytes`);
  }
  return { pw1, code, pw3 };
}
