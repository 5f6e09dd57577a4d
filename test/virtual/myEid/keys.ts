/** GENERATE ASYMMETRIC KEY PAIR, MANAGE SECURITY ENVIRONMENT, PERFORM SECURITY OPERATION and ECDH of a MyEID card. */
import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { concatBytes, fromHex } from '../../../base/bytes.js';
import { isChained, p1p2, statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { CardEnvironment } from '../application.js';
import { decipherRsa, signRsa } from '../isoApplet/keys.js';
import { rawRsa, sharedSecret, signHash } from '../piv/keyOperations.js';
import { algorithms as pivAlgorithms } from '../piv/pivKeys.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects } from '../tlv.js';
import { conditionOf, fileTypes, type CardFile, type MyEidFiles } from './files.js';

const generate = promisify(generateKeyPair);

/** Algorithm references of MANAGE SECURITY ENVIRONMENT. */
const algorithms = { raw: 0x00, pkcs1: 0x02, pkcs1Sha1: 0x12, ecdsa: 0x04 } as const;
/** How many writes a generated key is: each of its numbers is written apart. */
const writesOf = { rsa: 11, ec: 3 } as const;
const exponent = fromHex('30058103010001');
const sha1DigestInfo = fromHex('3021300906052B0E03021A05000414');
const cryptogramLength = 256;

interface SecurityEnvironment {
  readonly template: number;
  readonly algorithm: number;
  readonly file: CardFile;
}

/** Each command method throws a `StatusError` for a status word other than 9000. */
export class MyEidKeys {
  readonly #files: MyEidFiles;
  readonly #environment: CardEnvironment;
  #set: SecurityEnvironment | null = null;
  #received: Uint8Array = new Uint8Array(0);

  constructor(files: MyEidFiles, environment: CardEnvironment) {
    this.#files = files;
    this.#environment = environment;
  }

  reset(): void {
    this.#set = null;
    this.#received = new Uint8Array(0);
  }

  /** Makes a key in the current file. With Le it answers the modulus, or the point in 86. */
  async generate(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu> {
    if (p1p2(command) !== 0) throw new StatusError(StatusWord.incorrectP1P2);
    const file = this.#files.current;
    this.#files.require(conditionOf(file.access, 'generate'));
    const kind = kindOf(file);
    if (kind === 'rsa' && command.data.length > 0 && !startsWith(command.data, exponent)) {
      throw new StatusError(StatusWord.dataInvalid);
    }
    if (kind === 'ec' && command.data.length > 0) throw new StatusError(StatusWord.conditionsNotSatisfied);
    const key = await this.#newKey(kind, power);
    power.throwIfAborted();
    file.key = key;
    this.#files.written(writesOf[kind]);
    if (command.expectedLength === null) return statusOnly();
    return success(kind === 'rsa' ? modulusOf(key) : encodeDataObject(0x86, pointOf(key)));
  }

  /** GET DATA of the key in the current file. */
  information(p2: number): Uint8Array {
    const { key } = this.#files.current;
    if (key === null) throw new StatusError(StatusWord.referencedDataNotFound);
    const isRsa = key.asymmetricKeyType === 'rsa';
    if (p2 === 0x86 && !isRsa) return encodeDataObject(0x30, pointOf(key));
    if (!isRsa) throw new StatusError(StatusWord.referencedDataNotFound);
    switch (p2) {
      case 0x00:
        return fromHex('920000180800');
      case 0x01:
        return modulusOf(key);
      case 0x02:
        return fromHex('010001');
      default:
        throw new StatusError(StatusWord.referencedDataNotFound);
    }
  }

  manageSecurityEnvironment({ p1, p2, data }: CommandApdu): ResponseApdu {
    const objects = parseDataObjects(data);
    if (p1 !== 0x41 || ![0xb6, 0xb8, 0xa4].includes(p2)) throw new StatusError(StatusWord.incorrectP1P2);
    const algorithm = findValue(objects ?? [], 0x80)?.[0];
    const reference = findValue(objects ?? [], 0x81);
    if (algorithm === undefined || reference?.length !== 2) throw new StatusError(StatusWord.wrongData);
    const file = this.#files.keyFile(((reference[0] ?? 0) << 8) | (reference[1] ?? 0));
    this.#set = { template: p2, algorithm, file };
    this.#received = new Uint8Array(0);
    return statusOnly();
  }

  perform(command: CommandApdu): ResponseApdu {
    const received = concatBytes(this.#received, command.data);
    if (received.length > cryptogramLength + 1) throw new StatusError(StatusWord.wrongLength);
    this.#received = isChained(command) ? received : new Uint8Array(0);
    if (isChained(command)) return statusOnly();
    if (p1p2(command) === 0x9e9a) return success(this.#sign(received));
    if (p1p2(command) === 0x8086) return this.#decipher(received);
    throw new StatusError(StatusWord.incorrectP1P2);
  }

  /** GENERAL AUTHENTICATE: 7C with the other party's point in 85. */
  agree({ data }: CommandApdu): ResponseApdu {
    const { key } = this.#usable(0xa4, 'ec');
    const point = findValue(parseDataObjects(findValue(parseDataObjects(data) ?? [], 0x7c) ?? data) ?? [], 0x85);
    if (point === undefined) throw new StatusError(StatusWord.wrongData);
    return success(sharedSecret(pivAlgorithms.p256, key, point));
  }

  #sign(input: Uint8Array): Uint8Array {
    const algorithm = this.#set?.algorithm ?? algorithms.raw;
    if (algorithm === algorithms.ecdsa) return signHash(pivAlgorithms.p256, this.#usable(0xb6, 'ec').key, input);
    const { key } = this.#usable(0xb6, 'rsa');
    switch (algorithm) {
      case algorithms.raw:
        return rawRsa(key, input);
      case algorithms.pkcs1:
        if (input.length > cryptogramLength - 11) throw new StatusError(StatusWord.wrongLength);
        return signRsa(key, input);
      case algorithms.pkcs1Sha1:
        return signRsa(key, concatBytes(sha1DigestInfo, input));
      default:
        throw new StatusError(StatusWord.functionNotSupported);
    }
  }

  /** The padding indicator is 00, or 81 and 82 before the two halves of a cryptogram. */
  #decipher(data: Uint8Array): ResponseApdu {
    const [indicator] = data;
    if (indicator === 0x81) {
      this.#received = data.slice(1);
      return statusOnly();
    }
    const half = data.indexOf(0x82, 128) === 128 ? concatBytes(data.subarray(0, 128), data.subarray(129)) : null;
    const cryptogram = half ?? data.subarray(1);
    if (half === null && indicator !== 0x00) throw new StatusError(StatusWord.wrongData);
    const { key, algorithm } = this.#usable(0xb8, 'rsa');
    if (cryptogram.length !== cryptogramLength) throw new StatusError(StatusWord.wrongLength);
    return success(algorithm === algorithms.raw ? rawRsa(key, cryptogram) : decipherRsa(key, cryptogram));
  }

  #usable(template: number, type: 'rsa' | 'ec'): { readonly key: KeyObject; readonly algorithm: number } {
    const set = this.#set;
    if (set?.template !== template) throw new StatusError(StatusWord.conditionsNotSatisfied);
    this.#files.require(conditionOf(set.file.access, 'read'));
    const { key } = set.file;
    if (key === null) throw new StatusError(StatusWord.referencedDataNotFound);
    if (key.asymmetricKeyType !== type) throw new StatusError(StatusWord.incompatibleFileStructure);
    return { key, algorithm: set.algorithm };
  }

  async #newKey(kind: 'rsa' | 'ec', power: AbortSignal): Promise<KeyObject> {
    if (kind === 'rsa') {
      const work = this.#environment.compute('generateRsa2048', power);
      return (await Promise.all([this.#environment.rsa2048(), work]))[0].privateKey;
    }
    const work = this.#environment.compute('generateP256', power);
    return (await Promise.all([generate('ec', { namedCurve: 'P-256' }), work]))[0].privateKey;
  }
}

function kindOf({ type, size }: CardFile): 'rsa' | 'ec' {
  if (type === fileTypes.rsaKey && size === 2048) return 'rsa';
  if (type === fileTypes.nistKey && size === 256) return 'ec';
  throw new StatusError(StatusWord.incompatibleFileStructure);
}

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
  start.every((byte, index) => bytes[index] === byte);

function numberOf(key: KeyObject, member: 'n' | 'x' | 'y'): Uint8Array {
  return new Uint8Array(Buffer.from(createPublicKey(key).export({ format: 'jwk' })[member] ?? '', 'base64url'));
}

const modulusOf = (key: KeyObject): Uint8Array => numberOf(key, 'n');
const pointOf = (key: KeyObject): Uint8Array =>
  concatBytes(Uint8Array.of(0x04), numberOf(key, 'x'), numberOf(key, 'y'));
