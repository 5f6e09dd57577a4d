/** The card's side of SCP03 (GlobalPlatform Amendment D v1.2): session keys, MACs and encryption, written apart from the host's. */
import { concatBytes, equalBytes } from '../../../base/bytes.js';
import {
  aesCbcDecrypt,
  aesCbcEncrypt,
  aesCmac,
  padded80,
  unpadded80,
} from '../../../card/globalplatform/blockCiphers.js';
import { success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord } from '../statusWord.js';

export interface DomainKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly dek: Uint8Array;
}

const level = { cMac: 0x01, cDecryption: 0x02, rMac: 0x10, rEncryption: 0x20 } as const;
const knownLevels: readonly number[] = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];

/** §4.1.5: one CMAC a block of 16 bytes, behind label, separator, length in bits and counter. */
export function kdf(key: Uint8Array, constant: number, bytes: number, context: Uint8Array): Uint8Array {
  const head = new Uint8Array(16);
  head[11] = constant;
  new DataView(head.buffer).setUint16(13, bytes * 8);
  head[15] = 1;
  const first = aesCmac(key, concatBytes(head, context));
  if (bytes <= 16) return first.slice(0, bytes);
  head[15] = 2;
  return concatBytes(first, aesCmac(key, concatBytes(head, context))).slice(0, bytes);
}

/** A secure channel from INITIALIZE UPDATE on. */
export class CardChannel {
  readonly cryptogram: Uint8Array;
  readonly #enc: Uint8Array;
  readonly #mac: Uint8Array;
  readonly #rmac: Uint8Array;
  readonly #hostCryptogram: Uint8Array;
  /** Length of challenges, cryptograms and MACs: 8 (S8) or 16 (S16). */
  readonly #size: number;
  #chaining = new Uint8Array(16);
  #commands = 0;
  #level = 0;
  #isOpen = false;

  constructor(
    readonly keys: DomainKeys,
    hostChallenge: Uint8Array,
    cardChallenge: Uint8Array,
  ) {
    const context = concatBytes(hostChallenge, cardChallenge);
    this.#size = cardChallenge.length;
    this.#enc = kdf(keys.enc, 0x04, keys.enc.length, context);
    this.#mac = kdf(keys.mac, 0x06, keys.mac.length, context);
    this.#rmac = kdf(keys.mac, 0x07, keys.mac.length, context);
    this.cryptogram = kdf(this.#mac, 0x00, this.#size, context);
    this.#hostCryptogram = kdf(this.#mac, 0x01, this.#size, context);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** EXTERNAL AUTHENTICATE (§7.1.2). @returns false when host and card have different keys @throws {StatusError} */
  authenticate(command: CommandApdu): boolean {
    if (command.data.length !== 2 * this.#size) throw new StatusError(StatusWord.wrongLength);
    if (!knownLevels.includes(command.p1) || command.p2 !== 0) throw new StatusError(StatusWord.incorrectP1P2);
    const cryptogram = command.data.subarray(0, this.#size);
    if (!this.#checkMac(command) || !equalBytes(cryptogram, this.#hostCryptogram)) return false;
    this.#level = command.p1;
    this.#isOpen = true;
    return true;
  }

  /** Takes secure messaging off a command. @throws {StatusError} 6982: it has none, or a wrong MAC; the channel is to be closed */
  unwrap(command: CommandApdu): CommandApdu {
    if ((this.#level & level.cMac) === 0) return command;
    this.#commands += 1;
    if ((command.cla & 0x04) === 0 || command.data.length < this.#size || !this.#checkMac(command)) {
      throw new StatusError(StatusWord.securityStatusNotSatisfied);
    }
    const body = command.data.slice(0, -this.#size);
    const cla = command.cla & ~0x04;
    if ((this.#level & level.cDecryption) === 0 || body.length === 0) return { ...command, cla, data: body };
    const plain = body.length % 16 === 0 ? unpadded80(aesCbcDecrypt(this.#enc, body, this.#iv(0x00))) : null;
    if (plain === null) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    return { ...command, cla, data: plain };
  }

  /** Puts secure messaging on an answer. */
  wrap({ data, statusWord }: ResponseApdu): ResponseApdu {
    const isAnswer = statusWord === StatusWord.success || [0x62, 0x63].includes(statusWord >> 8);
    if ((this.#level & level.rMac) === 0 || !isAnswer) return { data, statusWord };
    const isEncrypted = (this.#level & level.rEncryption) !== 0 && data.length > 0;
    const body = isEncrypted ? aesCbcEncrypt(this.#enc, padded80(data, 16), this.#iv(0x80)) : data;
    const sw = Uint8Array.of(statusWord >> 8, statusWord & 0xff);
    const mac = aesCmac(this.#rmac, concatBytes(this.#chaining, body, sw)).slice(0, this.#size);
    return statusWord === StatusWord.success
      ? success(concatBytes(body, mac))
      : { data: concatBytes(body, mac), statusWord };
  }

  #checkMac({ cla, ins, p1, p2, data }: CommandApdu): boolean {
    const body = data.subarray(0, -this.#size);
    const whole = aesCmac(this.#mac, concatBytes(this.#chaining, Uint8Array.of(cla, ins, p1, p2, data.length), body));
    this.#chaining = Uint8Array.from(whole);
    return equalBytes(whole.subarray(0, this.#size), data.subarray(-this.#size));
  }

  #iv(first: number): Uint8Array {
    const block = new Uint8Array(16);
    block[0] = first;
    new DataView(block.buffer).setUint16(14, this.#commands);
    return aesCbcEncrypt(this.#enc, block);
  }
}
