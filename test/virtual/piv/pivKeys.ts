/** The key slots of a PIV application: GENERATE ASYMMETRIC KEY PAIR (SP 800-73-4 part 2 §3.3.1) and GET METADATA. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { concatBytes, fromBase64, toBase64 } from '../../../base/bytes.js';
import type { CardEnvironment } from '../application.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects } from '../tlv.js';
import { pinPolicies } from './pivReference.js';
import type { PivKeyState } from './pivState.js';

const generate = promisify(generateKeyPair);

/** Algorithm identifiers (SP 800-78-4, table 6-2). */
export const algorithms = { rsa2048: 0x07, p256: 0x11, p384: 0x14 } as const;

const curves: ReadonlyMap<number, string> = new Map([
  [algorithms.p256, 'P-256'],
  [algorithms.p384, 'P-384'],
]);

/** Memory of a private key with its object, about. */
const keyMemoryBytes = 700;
/** Touch policy: never. */
const noTouch = 1;

/** A key in its slot. */
export interface PivKey {
  readonly algorithm: number;
  readonly privateKey: KeyObject;
  readonly pinPolicy: number;
  readonly touchPolicy: number;
}

/** 9A authentication, 9C signature, 9D key management, 9E card authentication, 82 to 95 retired, F9 attestation. */
export function isSlot(slot: number): boolean {
  return (slot >= 0x9a && slot <= 0x9e && slot !== 0x9b) || (slot >= 0x82 && slot <= 0x95) || slot === 0xf9;
}

function defaultPinPolicy(slot: number): number {
  if (slot === 0x9c) return pinPolicies.always;
  return slot === 0x9e || slot === 0xf9 ? pinPolicies.never : pinPolicies.once;
}

/** The content of 7F49 and of metadata 04: modulus and exponent, or the point. */
export function publicKeyContent(privateKey: KeyObject): Uint8Array {
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const member = (name: 'n' | 'e' | 'x' | 'y'): Uint8Array => new Uint8Array(Buffer.from(jwk[name] ?? '', 'base64url'));
  if (privateKey.asymmetricKeyType === 'rsa') {
    return concatBytes(encodeDataObject(0x81, member('n')), encodeDataObject(0x82, member('e')));
  }
  return encodeDataObject(0x86, concatBytes(Uint8Array.of(0x04), member('x'), member('y')));
}

/** Metadata 04. The applet writes the lengths of a point with two bytes, although one is enough. */
function metadataPublicKey(privateKey: KeyObject): Uint8Array {
  const content = publicKeyContent(privateKey);
  if (privateKey.asymmetricKeyType === 'rsa') return encodeDataObject(0x04, content);
  const point = content.subarray(2);
  return concatBytes(Uint8Array.of(0x04, 0x81, point.length + 3, 0x86, 0x81, point.length), point);
}

export class PivKeys {
  readonly #keys = new Map<number, PivKey>();
  readonly #environment: CardEnvironment;

  constructor(state: Readonly<Record<string, PivKeyState>>, environment: CardEnvironment) {
    this.#environment = environment;
    for (const [slot, { pkcs8, ...key }] of Object.entries(state)) {
      const privateKey = createPrivateKey({ key: Buffer.from(fromBase64(pkcs8)), format: 'der', type: 'pkcs8' });
      this.#keys.set(parseInt(slot, 16), { ...key, privateKey });
    }
  }

  get memoryBytes(): number {
    return this.#keys.size * keyMemoryBytes;
  }

  state(): Record<string, PivKeyState> {
    return Object.fromEntries(
      [...this.#keys].map(([slot, { algorithm, privateKey, pinPolicy, touchPolicy }]) => [
        slot.toString(16).toUpperCase(),
        { algorithm, pkcs8: toBase64(privateKey.export({ format: 'der', type: 'pkcs8' })), pinPolicy, touchPolicy },
      ]),
    );
  }

  /** @returns undefined: the slot is empty */
  find(slot: number): PivKey | undefined {
    return this.#keys.get(slot);
  }

  /** Removes all keys. */
  clear(): void {
    this.#keys.clear();
    this.#environment.changed();
  }

  /**
   * Makes a key and replaces the one in the slot.
   * @param data AC with the algorithm (80), the PIN policy (AA) and the touch policy (AB)
   * @returns the public key, 7F49
   */
  async generate(slot: number, data: Uint8Array, power: AbortSignal): Promise<Uint8Array> {
    if (!isSlot(slot)) throw new StatusError(StatusWord.incorrectP1P2);
    const template = parseDataObjects(findValue(parseDataObjects(data) ?? [], 0xac) ?? new Uint8Array(0)) ?? [];
    const oneByte = (tag: number): number | undefined => {
      const value = findValue(template, tag);
      if (value !== undefined && value.length !== 1) throw new StatusError(StatusWord.wrongData);
      return value?.[0];
    };
    const algorithm = oneByte(0x80) ?? 0;
    const pinPolicy = oneByte(0xaa) || defaultPinPolicy(slot);
    const touchPolicy = oneByte(0xab) || noTouch;
    if (pinPolicy > pinPolicies.always) throw new StatusError(StatusWord.wrongData);
    const privateKey = await this.#newKey(algorithm, power);
    power.throwIfAborted();
    if (!this.#keys.has(slot)) this.#environment.reserve(keyMemoryBytes);
    this.#keys.set(slot, { algorithm, privateKey, pinPolicy, touchPolicy });
    this.#environment.changed();
    return encodeDataObject(0x7f49, publicKeyContent(privateKey));
  }

  /** 01 algorithm, 02 policies, 03 origin (00, as PivApplet says of every key), 04 public key; of an empty slot 02 and 03. */
  metadata(slot: number): Uint8Array {
    const key = this.#keys.get(slot);
    if (!isSlot(slot) || (key === undefined && slot === 0xf9)) throw new StatusError(StatusWord.incorrectP1P2);
    const { pinPolicy, touchPolicy } = key ?? { pinPolicy: defaultPinPolicy(slot), touchPolicy: noTouch };
    const policies = Uint8Array.of(0x02, 0x02, pinPolicy, touchPolicy, 0x03, 0x01, 0x00);
    if (key === undefined) return policies;
    const publicKey = metadataPublicKey(key.privateKey);
    return concatBytes(Uint8Array.of(0x01, 0x01, key.algorithm), policies, publicKey);
  }

  async #newKey(algorithm: number, power: AbortSignal): Promise<KeyObject> {
    if (algorithm === algorithms.rsa2048) {
      const [{ privateKey }] = await Promise.all([
        this.#environment.rsa2048(),
        this.#environment.compute('generateRsa2048', power),
      ]);
      return privateKey;
    }
    const namedCurve = curves.get(algorithm);
    if (namedCurve === undefined) throw new StatusError(StatusWord.wrongData);
    const [{ privateKey }] = await Promise.all([
      generate('ec', { namedCurve }),
      this.#environment.compute('generateP256', power),
    ]);
    return privateKey;
  }
}
