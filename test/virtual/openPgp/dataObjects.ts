/** The data objects of an OpenPGP application: GET DATA, PUT DATA and SELECT DATA (OpenPGP card 3.4 §4.4, §7.2.5 to §7.2.8). */
import { concatBytes, fromHex, toHex } from '../../../base/bytes.js';
import type { CardEnvironment } from '../application.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject } from '../tlv.js';
import type { OpenPgpState } from './openPgpState.js';
import { modes, type References } from './references.js';

/** Card service data, the card's chaining, operational life cycle. */
const historicalBytes = fromHex('00C1C573C00180059000');
/** C0: all features; a challenge of 32 and a private object of 255 bytes. */
const extendedCapabilities = ({ selectsKeys, certificateBytes: bytes }: OpenPgpState): Uint8Array =>
  Uint8Array.of(0xff, 0x03, 0x00, 0x20, bytes >> 8, bytes & 0xff, 0x00, 0xff, 0x00, selectsKeys ? 0x01 : 0x00);
const longestObject = 255;
/** 7F66: commands and answers of 256 bytes. */
const extendedLength = fromHex('7F66080202010002020100');

const curves = ['2A8648CE3D030107', '2B81040022', '2B81040023']
  .concat('2B2403030208010107', '2B240303020801010B', '2B240303020801010D')
  .map((oid) => [oid, 'FF'] as const);
const rsa = ['0800', '0C00', '1000'].flatMap((bits) => ['01', '03'].map((format) => `01${bits}0011${format}`));
const attributesOf = (tag: number): readonly Uint8Array[] =>
  [...curves.map(([oid, end]) => `${tag === 0xc2 ? '12' : '13'}${oid}${end}`), ...rsa].map((value) =>
    encodeDataObject(tag, fromHex(value)),
  );
/** FA: the algorithm attributes that the card knows. Only RSA-2048 is made here. */
const algorithmInformation = concatBytes(...[0xc1, 0xc2, 0xc3].flatMap(attributesOf));
const rsa2048Attributes = /^01080000110[13]$/;
/** Most makers' cards take 32 bits for the exponent, which OpenSC writes. */
const usualAttributes = /^01080000(20|11)0[0-3]$/;

interface Rule {
  readonly mode: number;
  readonly min: number;
  readonly max: number;
}

const rules = (tags: readonly string[], rule: Rule): readonly (readonly [string, Rule])[] =>
  tags.map((tag) => [tag, rule]);

/** What PUT DATA takes: who may, and how long it is. */
const simple: ReadonlyMap<string, Rule> = new Map([
  ...rules(['0101', '0103'], { mode: modes.other, min: 0, max: longestObject }),
  ...rules(['0102', '0104', '5E', '5F50'], { mode: modes.admin, min: 0, max: longestObject }),
  ...rules(['5B'], { mode: modes.admin, min: 0, max: 39 }),
  ...rules(['5F2D'], { mode: modes.admin, min: 2, max: 8 }),
  ...rules(['5F35'], { mode: modes.admin, min: 1, max: 1 }),
  ...rules(['C7', 'C8', 'C9', 'CA', 'CB', 'CC'], { mode: modes.admin, min: 20, max: 20 }),
  ...rules(['CE', 'CF', 'D0'], { mode: modes.admin, min: 4, max: 4 }),
]);

const tagText = (tag: number): string =>
  (tag > 0xff ? tag.toString(16).padStart(4, '0') : tag.toString(16)).toUpperCase();

export class DataObjects {
  readonly #aid: Uint8Array;
  readonly #capabilities: Uint8Array;
  readonly #certificateBytes: number;
  readonly #attributes: RegExp;
  readonly #references: References;
  readonly #environment: CardEnvironment;
  readonly #objects: Map<string, string>;
  readonly #certificates: [string, string, string];
  #severalSignatures: boolean;
  #signatureCounter: number;
  /** Which certificate GET DATA and PUT DATA mean. */
  #occurrence: 0 | 1 | 2 = 0;

  constructor(state: OpenPgpState, aid: Uint8Array, references: References, environment: CardEnvironment) {
    this.#aid = aid;
    this.#capabilities = extendedCapabilities(state);
    this.#certificateBytes = state.certificateBytes;
    this.#attributes = state.selectsKeys ? usualAttributes : rsa2048Attributes;
    this.#references = references;
    this.#environment = environment;
    this.#objects = new Map(Object.entries(state.objects));
    this.#certificates = [...state.certificates];
    this.#severalSignatures = state.severalSignatures;
    this.#signatureCounter = state.signatureCounter;
  }

  state(): Pick<OpenPgpState, 'objects' | 'certificates' | 'severalSignatures' | 'signatureCounter'> {
    return {
      objects: Object.fromEntries(this.#objects),
      certificates: [...this.#certificates],
      severalSignatures: this.#severalSignatures,
      signatureCounter: this.#signatureCounter,
    };
  }

  get memoryBytes(): number {
    const values = [...this.#objects.values(), ...this.#certificates];
    return values.reduce((sum, value) => sum + value.length / 2, 0);
  }

  get severalSignatures(): boolean {
    return this.#severalSignatures;
  }

  /** The application was selected. */
  reset(): void {
    this.#occurrence = 0;
  }

  countSignature(): void {
    this.#signatureCounter += 1;
    this.#environment.changed();
  }

  resetSignatureCounter(): void {
    this.#signatureCounter = 0;
    this.#environment.changed();
  }

  /** SELECT DATA. */
  select(p1: number, p2: number, data: Uint8Array): void {
    if (p2 !== 0x04 || toHex(data) !== '60045C027F21') throw new StatusError(StatusWord.wrongData);
    if (p1 !== 0 && p1 !== 1 && p1 !== 2) throw new StatusError(StatusWord.referencedDataNotFound);
    this.#occurrence = p1;
  }

  /** @returns simple objects and 65, 7A, FA without their tag, 6E and 7F66 with it */
  get(tag: number): Uint8Array {
    switch (tag) {
      case 0x4f:
        return this.#aid;
      case 0x5f52:
        return historicalBytes;
      case 0x6e:
        return this.#applicationData();
      case 0x73:
        return this.#discretionary();
      case 0x65:
        return concatBytes(...[0x5b, 0x5f2d, 0x5f35].map((part) => encodeDataObject(part, this.#value(part))));
      case 0x7a: {
        const counter = this.#signatureCounter;
        return encodeDataObject(0x93, Uint8Array.of(counter >> 16, (counter >> 8) & 0xff, counter & 0xff));
      }
      case 0xc4:
        return this.#pinStatus();
      case 0x7f66:
        return extendedLength;
      case 0xfa:
        return algorithmInformation;
      case 0x7f21:
        return fromHex(this.#certificates[this.#occurrence]);
      case 0x0103:
        this.#references.require(modes.other);
        return this.#value(tag);
      case 0x0104:
        this.#references.require(modes.admin);
        return this.#value(tag);
      case 0x5e:
      case 0x5f50:
      case 0x0101:
      case 0x0102:
      case 0xf9:
        return this.#value(tag);
      default:
        throw new StatusError(StatusWord.referencedDataNotFound);
    }
  }

  put(tag: number, data: Uint8Array): void {
    const name = tagText(tag);
    const rule = simple.get(name);
    this.#references.require(rule?.mode ?? modes.admin);
    if (rule !== undefined) {
      if (data.length < rule.min || data.length > rule.max) throw new StatusError(StatusWord.wrongLength);
      this.#set(name, data);
      return;
    }
    this.#putSpecial(tag, data);
    this.#environment.changed();
  }

  #putSpecial(tag: number, data: Uint8Array): void {
    switch (tag) {
      case 0x7f21:
        if (data.length > this.#certificateBytes) throw new StatusError(StatusWord.wrongLength);
        this.#reserve(this.#certificates[this.#occurrence].length / 2, data.length);
        this.#certificates[this.#occurrence] = toHex(data);
        return;
      case 0xc4:
        if (data.length !== 1) throw new StatusError(StatusWord.wrongLength);
        this.#severalSignatures = data[0] === 0x01;
        return;
      case 0xd3:
        this.#references.resettingCode.requireLength(data.length);
        this.#references.resettingCode.update(data);
        return;
      case 0xc1:
      case 0xc2:
      case 0xc3:
        if (!this.#attributes.test(toHex(data))) throw new StatusError(StatusWord.wrongData);
        this.#objects.set(tagText(tag), toHex(data));
        return;
      default:
        throw new StatusError(StatusWord.referencedDataNotFound);
    }
  }

  #set(name: string, data: Uint8Array): void {
    this.#reserve((this.#objects.get(name)?.length ?? 0) / 2, data.length);
    this.#objects.set(name, toHex(data));
    this.#environment.changed();
  }

  #reserve(before: number, after: number): void {
    if (after > before) this.#environment.reserve(after - before);
  }

  #value(tag: number, length = 0): Uint8Array {
    const value = this.#objects.get(tagText(tag));
    return value === undefined ? new Uint8Array(length) : fromHex(value);
  }

  #pinStatus(): Uint8Array {
    const { pw1, resettingCode, pw3 } = this.#references;
    const several = this.#severalSignatures ? 1 : 0;
    const tries = [pw1.triesLeft, resettingCode.triesLeft, pw3.triesLeft];
    return Uint8Array.of(several, 0x7f, 0x7f, 0x7f, ...tries);
  }

  #applicationData(): Uint8Array {
    const content = concatBytes(
      encodeDataObject(0x4f, this.#aid),
      encodeDataObject(0x5f52, historicalBytes),
      encodeDataObject(0x73, this.#discretionary()),
    );
    return encodeDataObject(0x6e, content);
  }

  #discretionary(): Uint8Array {
    const joined = (tags: readonly number[], length: number): Uint8Array =>
      concatBytes(...tags.map((tag) => this.#value(tag, length)));
    return concatBytes(
      encodeDataObject(0xc0, this.#capabilities),
      ...[0xc1, 0xc2, 0xc3].map((tag) => encodeDataObject(tag, this.#value(tag))),
      encodeDataObject(0xc4, this.#pinStatus()),
      encodeDataObject(0xc5, joined([0xc7, 0xc8, 0xc9], 20)),
      encodeDataObject(0xc6, joined([0xca, 0xcb, 0xcc], 20)),
      encodeDataObject(0xcd, joined([0xce, 0xcf, 0xd0], 4)),
    );
  }
}
