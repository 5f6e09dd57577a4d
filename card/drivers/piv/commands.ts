/** Commands of SP 800-73-4 part 2 that ISO 7816 does not have, and those extensions of YubiKey and PivApplet that the driver uses. */
import { concatBytes, fromHex, pinnedBytes } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import { CardProtocolError } from '../../errors.js';
import type { Command } from '../../iso7816/command.js';
import { noAnswer } from '../../iso7816/command.js';
import { secretFields } from '../../iso7816/secretFields.js';
import { encodeTlv, parseTlvs, requireTlv } from '../../iso7816/tlv.js';

/** PIN and PUK have 8 bytes, padded with FF (part 2 §2.4.3). */
export const paddedLength = 8;
const padding = { byte: 0xff, length: paddedLength };
/** Key references (part 1, table 4b). */
export const keyReferences = { pin: 0x80, puk: 0x81, managementKey: 0x9b } as const;

/** GET DATA (§3.1.2) of a data object. @param tag three bytes, hex @returns a command whose answer is the value of tag 53 */
export function getObject(tag: string): Command<Uint8Array> {
  return {
    name: 'GET DATA',
    apdu: { cla: 0x00, ins: 0xcb, p1: 0x3f, p2: 0xff, data: encodeTlv(0x5c, fromHex(tag)), le: 256 },
    parse: (data) => requireTlv(parseTlvs(data), 0x53),
  };
}

/** The same for an object that is a secret. */
export function getSecretObject(tag: string): Command<Secret> {
  const command = getObject(tag);
  return { ...command, parse: (data) => Secret.takeBytes(concatBytes(command.parse(data))), secretAnswer: true };
}

/** PUT DATA (§3.3.2). @param value of tag 53; an empty one removes the object */
export function putObject(tag: string, value: Uint8Array): Command<void> {
  const data = concatBytes(encodeTlv(0x5c, fromHex(tag)), encodeTlv(0x53, value));
  return { name: 'PUT DATA', apdu: { cla: 0x00, ins: 0xdb, p1: 0x3f, p2: 0xff, data }, parse: noAnswer };
}

/** PUT DATA of a management key, as Yubico's programs write it: 88 with 89. The key is copied once. @param key of at most 32 bytes */
export function putStoredKey(tag: string, key: Secret): Command<void> {
  const { length } = key;
  const objectTag = encodeTlv(0x5c, fromHex(tag));
  const start = Uint8Array.of(...objectTag, 0x53, length + 4, 0x88, length + 2, 0x89, length);
  const data = pinnedBytes(start.length + length);
  data.set(start);
  key.use((bytes) => data.set(bytes, start.length));
  const apdu = { cla: 0x00, ins: 0xdb, p1: 0x3f, p2: 0xff, data };
  return { name: 'PUT DATA', apdu, parse: noAnswer, secretData: true };
}

/**
 * GENERATE ASYMMETRIC KEY PAIR (§3.3.1) with a PIN policy (tag AA). Without Le: PivApplet cuts the answer of a command with Le.
 * @returns a command whose answer is the content of 7F49
 */
export function generateKeyPair(slot: number, algorithm: number, pinPolicy: number): Command<Uint8Array> {
  const data = encodeTlv(0xac, encodeTlv(0x80, Uint8Array.of(algorithm)), encodeTlv(0xaa, Uint8Array.of(pinPolicy)));
  return {
    name: 'GENERATE ASYMMETRIC KEY PAIR',
    apdu: { cla: 0x00, ins: 0x47, p1: 0x00, p2: slot, data },
    parse: (answer) => requireTlv(parseTlvs(answer), 0x7f49),
    // The slowest cards need 23 s on average, and the time to find primes varies widely.
    timeoutMs: 180_000,
  };
}

/** GENERAL AUTHENTICATE (§3.2.4). @returns a command whose answer is the object with this tag in 7C */
export function generalAuthenticate(
  key: { readonly algorithm: number; readonly reference: number },
  content: Uint8Array,
  answerTag: number,
): Command<Uint8Array> {
  return {
    name: 'GENERAL AUTHENTICATE',
    apdu: {
      cla: 0x00,
      ins: 0x87,
      p1: key.algorithm,
      p2: key.reference,
      data: encodeTlv(0x7c, content),
      le: 256,
    },
    parse: (answer) => requireTlv(parseTlvs(requireTlv(parseTlvs(answer), 0x7c)), answerTag),
  };
}

/** What GET METADATA tells of a PIN, a PUK or a key. */
export interface Metadata {
  readonly algorithm: number | null;
  /** null: not a value that a factory sets. */
  readonly isDefault: boolean | null;
  readonly tries: { readonly max: number; readonly left: number } | null;
  /** Modulus and exponent, or a point, as GENERATE answers them; null: the slot is empty. */
  readonly publicKey: Uint8Array | null;
}

/** GET METADATA (Yubico). */
export function getMetadata(reference: number): Command<Metadata> {
  return {
    name: 'GET METADATA',
    apdu: { cla: 0x00, ins: 0xf7, p1: 0x00, p2: reference, le: 256 },
    parse: (data) => {
      const objects = parseTlvs(data);
      const value = (tag: number): Uint8Array | undefined => objects.find((object) => object.tag === tag)?.value;
      const [max, left] = value(0x06) ?? [];
      return {
        algorithm: value(0x01)?.[0] ?? null,
        isDefault: value(0x05) === undefined ? null : value(0x05)?.[0] === 1,
        tries: max === undefined || left === undefined ? null : { max, left },
        publicKey: value(0x04) ?? null,
      };
    },
  };
}

/** GET SERIAL (Yubico): four bytes. */
export function getSerial(): Command<Uint8Array> {
  return {
    name: 'GET SERIAL',
    apdu: { cla: 0x00, ins: 0xf8, p1: 0x00, p2: 0x00, le: 256 },
    parse: (data) => {
      if (data.length !== 4) throw new CardProtocolError(`a serial number of ${data.length} bytes`);
      return data;
    },
  };
}

/** SET MANAGEMENT KEY (Yubico), without a demand for touch. */
export function setManagementKey(algorithm: number, key: Secret): Command<void> {
  const header = Uint8Array.of(algorithm, keyReferences.managementKey, key.length);
  const data = pinnedBytes(header.length + key.length);
  data.set(header);
  key.use((bytes) => data.set(bytes, header.length));
  return {
    name: 'SET MANAGEMENT KEY',
    apdu: { cla: 0x00, ins: 0xff, p1: 0xff, p2: 0xff, data },
    parse: noAnswer,
    secretData: true,
  };
}

/** VERIFY (§3.2.1). */
export function verifyPin(pin: Secret): Command<void> {
  return {
    name: 'VERIFY',
    apdu: { cla: 0x00, ins: 0x20, p1: 0x00, p2: keyReferences.pin, data: secretFields(padding, [pin]) },
    parse: noAnswer,
    presents: { kind: 'pin', reference: 1 },
    secretData: true,
  };
}

/** CHANGE REFERENCE DATA (§3.2.2) of the PIN or the PUK. */
export function changeReference(kind: 'pin' | 'puk', old: Secret, next: Secret): Command<void> {
  return {
    name: 'CHANGE REFERENCE DATA',
    apdu: { cla: 0x00, ins: 0x24, p1: 0x00, p2: keyReferences[kind], data: secretFields(padding, [old, next]) },
    parse: noAnswer,
    presents: { kind, reference: 1 },
    secretData: true,
  };
}

/** RESET RETRY COUNTER (§3.2.3). */
export function resetPin(puk: Secret, newPin: Secret): Command<void> {
  return {
    name: 'RESET RETRY COUNTER',
    apdu: { cla: 0x00, ins: 0x2c, p1: 0x00, p2: keyReferences.pin, data: secretFields(padding, [puk, newPin]) },
    parse: noAnswer,
    presents: { kind: 'puk', reference: 1 },
    secretData: true,
  };
}
