/**
 * Secure Channel Protocol 02 (GPCS 2.3 annex E), options i = 15 and i = 55, as the host. For old stock alone: it has Triple DES with two keys
 * and no MAC of answers. Who opens it is told so (`SecureChannel.warning`).
 */
import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '../../base/bytes.js';
import { CardAuthenticationError } from '../errors.js';
import { shortLimits, type CommandApdu, type ResponseApdu } from '../iso7816/apdu.js';
import { des3CbcEncrypt, desBlockBytes, desCbcEncrypt, padded80 } from './blockCiphers.js';
import type { CardKey, CardKeySet } from './cardKeys.js';
import { levelBits, secureMessagingBit, type InitializeUpdateAnswer } from './secureMessaging.js';
import type { SecureSession, SecurityLevel } from './secureMessaging.js';

const externalAuthenticate = 0x82;
const macBytes = 8;

/** Derivation constants (§E.4.1). */
const constants = { cMac: 0x0101, dek: 0x0181, enc: 0x0182 } as const;

interface SessionKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly dek: Uint8Array;
}

function zero({ enc, mac, dek }: SessionKeys): void {
  for (const key of [enc, mac, dek]) key.fill(0);
}

function sessionKey(key: CardKey, constant: number, sequenceCounter: Uint8Array): Promise<Uint8Array> {
  const data = new Uint8Array(16);
  data.set([constant >> 8, constant & 0xff]);
  data.set(sequenceCounter, 2);
  return key.encrypt(data);
}

/** Full Triple DES MAC (§B.1.2.1). */
function fullMac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return des3CbcEncrypt(key, padded80(message, desBlockBytes)).slice(-desBlockBytes);
}

/** Single DES plus final Triple DES, ISO/IEC 9797-1 algorithm 3 (§B.1.2.2). */
function retailMac(key: Uint8Array, message: Uint8Array, iv: Uint8Array): Uint8Array {
  const padded = padded80(message, desBlockBytes);
  const before = padded.subarray(0, -desBlockBytes);
  const chained = before.length === 0 ? iv : desCbcEncrypt(key.subarray(0, 8), before, iv).slice(-desBlockBytes);
  return des3CbcEncrypt(key, padded.subarray(-desBlockBytes), chained);
}

export class Scp02Session implements SecureSession {
  readonly commandBytes = shortLimits.commandBytes - macBytes - desBlockBytes;
  /** MAC of the last command; the next one begins with it, encrypted. */
  #last: Uint8Array | null = null;
  #level = 0;

  private constructor(
    private readonly keys: SessionKeys,
    private readonly hostCryptogram: Uint8Array,
  ) {}

  /** @throws {CardAuthenticationError} when the card has other keys */
  static async open(
    keys: CardKeySet,
    hostChallenge: Uint8Array,
    { cardChallenge, cardCryptogram, sequenceCounter }: InitializeUpdateAnswer,
  ): Promise<Scp02Session> {
    const session: SessionKeys = {
      enc: await sessionKey(keys.enc, constants.enc, sequenceCounter),
      mac: await sessionKey(keys.mac, constants.cMac, sequenceCounter),
      dek: await sessionKey(keys.dek, constants.dek, sequenceCounter),
    };
    const card = concatBytes(sequenceCounter, cardChallenge);
    if (!timingSafeEqual(fullMac(session.enc, concatBytes(hostChallenge, card)), cardCryptogram)) {
      zero(session);
      throw new CardAuthenticationError('host');
    }
    return new Scp02Session(session, fullMac(session.enc, concatBytes(card, hostChallenge)));
  }

  authenticate(level: SecurityLevel): CommandApdu {
    if ((level & ~(levelBits.cMac | levelBits.cDecryption)) !== 0) {
      throw new RangeError('SCP02 with i = 15 or 55 has no protection of answers');
    }
    const data = this.hostCryptogram;
    const wrapped = this.#withMac({ cla: 0x80, ins: externalAuthenticate, p1: level, p2: 0x00 }, data);
    this.#level = level;
    return wrapped;
  }

  /** The MAC is made of the plain data, and only then the data is encrypted (§E.4.6). */
  wrap(apdu: CommandApdu): CommandApdu {
    const { data = new Uint8Array() } = apdu;
    const wrapped = this.#withMac(apdu, data);
    if ((this.#level & levelBits.cDecryption) === 0 || data.length === 0) return wrapped;
    const padded = padded80(data, desBlockBytes);
    const encrypted = des3CbcEncrypt(this.keys.enc, padded);
    padded.fill(0);
    return { ...wrapped, data: concatBytes(encrypted, this.#last ?? new Uint8Array()) };
  }

  unwrap(response: ResponseApdu): ResponseApdu {
    return response;
  }

  /** Each block by itself (§E.4.7: ECB). */
  encryptSensitive(key: Uint8Array): Promise<Uint8Array> {
    const blocks: Uint8Array[] = [];
    for (let offset = 0; offset < key.length; offset += desBlockBytes) {
      blocks.push(des3CbcEncrypt(this.keys.dek, key.subarray(offset, offset + desBlockBytes)));
    }
    return Promise.resolve(concatBytes(...blocks));
  }

  close(): void {
    zero(this.keys);
  }

  #withMac({ cla, ins, p1, p2, le }: CommandApdu, data: Uint8Array): CommandApdu {
    const header = Uint8Array.of(cla | secureMessagingBit, ins, p1, p2, data.length + macBytes);
    const iv =
      this.#last === null ? new Uint8Array(desBlockBytes) : desCbcEncrypt(this.keys.mac.subarray(0, 8), this.#last);
    this.#last = retailMac(this.keys.mac, concatBytes(header, data), iv);
    const whole = concatBytes(data, this.#last);
    return { cla: cla | secureMessagingBit, ins, p1, p2, data: whole, ...(le === undefined ? {} : { le }) };
  }
}
