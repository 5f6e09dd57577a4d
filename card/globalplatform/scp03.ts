/** Secure Channel Protocol 03 (GlobalPlatform Amendment D v1.2): AES-128, -192 and -256, modes S8 and S16, as the host. */
import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '../../base/bytes.js';
import { CardAuthenticationError, CardProtocolError } from '../errors.js';
import { shortLimits, type CommandApdu, type ResponseApdu } from '../iso7816/apdu.js';
import { statusWords } from '../iso7816/statusWord.js';
import { aesBlockBytes, aesCbcDecrypt, aesCbcEncrypt, aesCmac, padded80, unpadded80 } from './blockCiphers.js';
import type { CardKeySet } from './cardKeys.js';
import { derivationConstants, derive } from './keyDerivation.js';
import { levelBits, secureMessagingBit, type InitializeUpdateAnswer } from './secureMessaging.js';
import type { SecureSession, SecurityLevel } from './secureMessaging.js';

const externalAuthenticate = 0x82;

interface SessionKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly rmac: Uint8Array;
}

function zero({ enc, mac, rmac }: SessionKeys): void {
  for (const key of [enc, mac, rmac]) key.fill(0);
}

export class Scp03Session implements SecureSession {
  /** The whole MAC of the last command, which the next one and its answer begin with. */
  #chaining = new Uint8Array(aesBlockBytes);
  #level = 0;
  /** Of the commands since EXTERNAL AUTHENTICATE, the current one included. */
  #commands = 0;

  private constructor(
    private readonly keys: SessionKeys,
    private readonly dek: CardKeySet['dek'],
    private readonly hostCryptogram: Uint8Array,
    /** 8 in mode S8, 16 in mode S16. */
    private readonly macBytes: number,
  ) {}

  /**
   * Derives the session keys and checks that the card has the same.
   * @throws {CardAuthenticationError} when it has others
   */
  static async open(
    keys: CardKeySet,
    hostChallenge: Uint8Array,
    { cardChallenge, cardCryptogram }: InitializeUpdateAnswer,
  ): Promise<Scp03Session> {
    const context = concatBytes(hostChallenge, cardChallenge);
    const { enc, mac } = keys;
    const session: SessionKeys = {
      enc: await derive((message) => enc.cmac(message), derivationConstants.sEnc, enc.lengthBytes, context),
      mac: await derive((message) => mac.cmac(message), derivationConstants.sMac, mac.lengthBytes, context),
      rmac: await derive((message) => mac.cmac(message), derivationConstants.sRmac, mac.lengthBytes, context),
    };
    const size = cardChallenge.length;
    const underMac = (message: Uint8Array): Uint8Array => aesCmac(session.mac, message);
    const expected = await derive(underMac, derivationConstants.cardCryptogram, size, context);
    if (!timingSafeEqual(expected, cardCryptogram)) {
      zero(session);
      throw new CardAuthenticationError('host');
    }
    const cryptogram = await derive(underMac, derivationConstants.hostCryptogram, size, context);
    return new Scp03Session(session, keys.dek, cryptogram, size);
  }

  get commandBytes(): number {
    const most = shortLimits.commandBytes - this.macBytes;
    return this.#has(levelBits.cDecryption) ? most - (most % aesBlockBytes) - 1 : most;
  }

  authenticate(level: SecurityLevel): CommandApdu {
    const apdu = { cla: 0x80, ins: externalAuthenticate, p1: level, p2: 0x00, data: this.hostCryptogram };
    const wrapped = this.#withMac(apdu, this.hostCryptogram);
    this.#level = level;
    return wrapped;
  }

  wrap(apdu: CommandApdu): CommandApdu {
    this.#commands += 1;
    const { data = new Uint8Array() } = apdu;
    const isEncrypted = this.#has(levelBits.cDecryption) && data.length > 0;
    return this.#withMac(apdu, isEncrypted ? this.#encrypted(data) : data);
  }

  unwrap({ data, statusWord }: ResponseApdu): ResponseApdu {
    // An error has no data, and no MAC (Amendment D §6.2.5); a warning has both.
    const isAnswer = statusWord === statusWords.success || [0x62, 0x63].includes(statusWord >> 8);
    if (!this.#has(levelBits.rMac) || !isAnswer) return { data, statusWord };
    const body = data.slice(0, -this.macBytes);
    const expected = aesCmac(
      this.keys.rmac,
      concatBytes(this.#chaining, body, Uint8Array.of(statusWord >> 8, statusWord & 0xff)),
    ).subarray(0, this.macBytes);
    if (data.length < this.macBytes || !timingSafeEqual(expected, data.subarray(-this.macBytes))) {
      throw new CardProtocolError('the answer on the secure channel has a wrong MAC');
    }
    if (!this.#has(levelBits.rEncryption) || body.length === 0) return { data: body, statusWord };
    const plain = body.length % aesBlockBytes === 0 ? unpadded80(this.#decrypted(body)) : null;
    if (plain === null) throw new CardProtocolError('the answer on the secure channel cannot be decrypted');
    return { data: plain, statusWord };
  }

  /** Amendment D §7.2: under the static key, with CBC. */
  encryptSensitive(key: Uint8Array): Promise<Uint8Array> {
    return this.dek.encrypt(key);
  }

  close(): void {
    zero(this.keys);
  }

  #has(bit: number): boolean {
    return (this.#level & bit) !== 0;
  }

  /** The MAC covers the header as it is sent, with a Lc that counts the MAC (Amendment D §6.2.4). */
  #withMac({ cla, ins, p1, p2, le }: CommandApdu, data: Uint8Array): CommandApdu {
    const header = Uint8Array.of(cla | secureMessagingBit, ins, p1, p2, data.length + this.macBytes);
    this.#chaining = Uint8Array.from(aesCmac(this.keys.mac, concatBytes(this.#chaining, header, data)));
    const whole = concatBytes(data, this.#chaining.subarray(0, this.macBytes));
    return { cla: cla | secureMessagingBit, ins, p1, p2, data: whole, ...(le === undefined ? {} : { le }) };
  }

  /** The IV of a command: its number, encrypted; of its answer: the same with 80 in front (§6.2.6 and §6.2.7). */
  #iv(isAnswer: boolean): Uint8Array {
    const counter = new Uint8Array(aesBlockBytes);
    new DataView(counter.buffer).setUint32(aesBlockBytes - 4, this.#commands);
    if (isAnswer) counter[0] = 0x80;
    return aesCbcEncrypt(this.keys.enc, counter);
  }

  #encrypted(data: Uint8Array): Uint8Array {
    const padded = padded80(data, aesBlockBytes);
    try {
      return aesCbcEncrypt(this.keys.enc, padded, this.#iv(false));
    } finally {
      padded.fill(0);
    }
  }

  #decrypted(data: Uint8Array): Uint8Array {
    return aesCbcDecrypt(this.keys.enc, data, this.#iv(true));
  }
}
