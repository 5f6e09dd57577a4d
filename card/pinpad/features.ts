/** What a reader can do beside exchanging APDUs (PC/SC part 10 §2.2 and §2.6). */
import { CardProtocolError } from '../errors.js';

/** CM_IOCTL_GET_FEATURE_REQUEST, SCARD_CTL_CODE(3400) of pcsc-lite. */
export const getFeatureRequest = 0x42000000 + 3400;

/** Control codes of a reader with a PIN pad. */
export interface PinPadFeatures {
  /** FEATURE_VERIFY_PIN_DIRECT */
  readonly verifyPinDirect: number;
  /** FEATURE_MODIFY_PIN_DIRECT; null: the pad cannot change a PIN. */
  readonly modifyPinDirect: number | null;
  /** FEATURE_GET_TLV_PROPERTIES; null: the pad does not tell its limits. */
  readonly getTlvProperties: number | null;
}

const tags = { verifyPinDirect: 0x06, modifyPinDirect: 0x07, getTlvProperties: 0x12 } as const;
const codeBytes = 4;

/** The tags and values of a list of objects with a tag of one byte and a length of one byte. @throws {CardProtocolError} */
function objects(list: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (let offset = 0; offset < list.length;) {
    const [tag, length] = list.subarray(offset);
    const end = offset + 2 + (length ?? 0);
    if (tag === undefined || length === undefined || end > list.length) {
      throw new CardProtocolError('the reader lists its features in a malformed way');
    }
    found.set(tag, list.subarray(offset + 2, end));
    offset = end;
  }
  return found;
}

/**
 * @param list the answer to CM_IOCTL_GET_FEATURE_REQUEST: each feature with its control code, big-endian
 * @returns null when the reader has no PIN pad
 * @throws {CardProtocolError} when the list is malformed
 */
export function parseFeatures(list: Uint8Array): PinPadFeatures | null {
  const codes = new Map<number, number>();
  for (const [tag, value] of objects(list)) {
    if (value.length !== codeBytes) throw new CardProtocolError('a control code of the reader has a wrong length');
    codes.set(tag, new DataView(value.buffer, value.byteOffset).getUint32(0));
  }
  const verifyPinDirect = codes.get(tags.verifyPinDirect);
  if (verifyPinDirect === undefined) return null;
  return {
    verifyPinDirect,
    modifyPinDirect: codes.get(tags.modifyPinDirect) ?? null,
    getTlvProperties: codes.get(tags.getTlvProperties) ?? null,
  };
}

/** Lengths, in characters, of the PINs that a pad can take. */
export interface PadLimits {
  readonly minLength: number;
  readonly maxLength: number;
}

/** Of a pad that tells none. Part 10 gives the number of digits a byte; many readers stop at 15. */
export const unknownLimits: PadLimits = { minLength: 0, maxLength: 15 };

const properties = { minPinSize: 0x06, maxPinSize: 0x07 } as const;

/** @param list the answer to FEATURE_GET_TLV_PROPERTIES @throws {CardProtocolError} when it is malformed */
export function parseLimits(list: Uint8Array): PadLimits {
  const found = objects(list);
  const [least] = found.get(properties.minPinSize) ?? [];
  const [most] = found.get(properties.maxPinSize) ?? [];
  return {
    minLength: least ?? unknownLimits.minLength,
    // 0: the reader does not tell.
    maxLength: most === undefined || most === 0 ? unknownLimits.maxLength : most,
  };
}
