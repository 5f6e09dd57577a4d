/** The token of one PIN: its login, and its objects as the driver lays them out. */
import { equalBytes, toHex, utf8 } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import {
  CardProtocolError,
  FactoryOfficerError,
  PinBlockedError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../errors.js';
import type { TokenInfo } from '../../pkcs11/messages.js';
import { ModuleRefusedError, returnValues, type TokenObject, type VendorModule } from '../../pkcs11/vendorModule.js';
import type { KeyPlace } from '../driver.js';

/** CK_TOKEN_INFO.flags, PKCS #11 v2.40 table 6. */
const flag = {
  userPinInitialized: 0x8,
  userPin: { low: 0x10000, finalTry: 0x20000, locked: 0x40000 },
  officerPin: { low: 0x100000, finalTry: 0x200000, locked: 0x400000 },
} as const;

/** CKA_APPLICATION of our data objects, and CKA_LABEL of the one that marks the token as ours. */
const application = 'card-gateway';
const markValue = utf8('1');

export interface Pair {
  readonly use: KeyUse;
  readonly place: KeyPlace;
}

const ids = {
  sign: { a: '45', b: '46' },
  signEncrypt: { a: '55', b: '56' },
  encrypt: { a: '65', b: '66' },
} as const satisfies Record<KeyUse, Record<KeyPlace, string>>;
const names = { sign: 'Signing', signEncrypt: 'Signing and encryption', encrypt: 'Encryption' } as const;
const places = ['a', 'b'] as const;

export const idOf = ({ use, place }: Pair): string => ids[use][place];
const labelOf = ({ use, place }: Pair, what: 'key' | 'certificate'): string =>
  `${names[use]} ${what} ${place.toUpperCase()}`;

interface Counter {
  readonly max: number;
  /** Refusals that this driver saw since the last success: not every module sets `low` after one. */
  refused: number;
}

/** As many tries as are certain: PKCS #11 tells flags and no number. 0 is the token's word alone. */
function triesBy(
  flags: number,
  { low, finalTry, locked }: typeof flag.userPin | typeof flag.officerPin,
  { max, refused }: Counter,
): number {
  if ((flags & locked) !== 0) return 0;
  if ((flags & finalTry) !== 0) return 1;
  const byFlags = (flags & low) !== 0 ? Math.min(2, max) : max;
  return Math.max(Math.min(byFlags, max - refused), 1);
}

/** What a token needs of its module. */
export type TokenModule = Pick<VendorModule, 'ask' | 'askWith' | 'bytes' | 'objects' | 'token'>;

export class Token {
  readonly slot: string;
  readonly #serial: string;
  readonly #counters: { readonly pin: Counter; readonly officer: Counter };

  constructor(
    private readonly module: TokenModule,
    readonly reference: PinReference,
    { slot, serial }: Pick<TokenInfo, 'slot' | 'serial'>,
    maxTries: { readonly pin: number; readonly officer: number },
  ) {
    this.slot = slot;
    this.#serial = serial;
    this.#counters = { pin: { max: maxTries.pin, refused: 0 }, officer: { max: maxTries.officer, refused: 0 } };
  }

  async state(): Promise<{ readonly pinSet: boolean; readonly pinTries: number; readonly officerTries: number }> {
    const { flags } = await this.#info();
    return {
      pinSet: (flags & flag.userPinInitialized) !== 0,
      pinTries: triesBy(flags, flag.userPin, this.#counters.pin),
      officerTries: triesBy(flags, flag.officerPin, this.#counters.officer),
    };
  }

  /** Another token in the place of this one is another card. @throws {CardProtocolError} */
  async #info(): Promise<TokenInfo> {
    const info = await this.module.token(this.slot);
    if (info.serial !== this.#serial) throw new CardProtocolError('the token has another serial number than before');
    return info;
  }

  /** C_InitToken: nothing is left in the token but its label. @throws {FactoryOfficerError} */
  async wipe(officerPin: Secret): Promise<void> {
    const { slot } = this;
    const { label } = await this.#info();
    await this.module.askWith([officerPin], { call: 'initToken', slot, label }).catch(factoryRefusal);
    await this.#info();
  }

  /** @throws {FactoryOfficerError} */
  async loginFactoryOfficer(officerPin: Secret): Promise<void> {
    await this.module
      .askWith([officerPin], { call: 'login', slot: this.slot, user: 'securityOfficer' })
      .catch(factoryRefusal);
  }

  /** @throws {WrongPukError} @throws {PukBlockedError} */
  async loginOfficer(officerPin: Secret): Promise<void> {
    await this.#counted('officer', () =>
      this.module.askWith([officerPin], { call: 'login', slot: this.slot, user: 'securityOfficer' }),
    );
  }

  /** @throws {WrongPinError} @throws {PinBlockedError} */
  async loginUser(pin: Secret): Promise<void> {
    await this.#counted('pin', () => this.module.askWith([pin], { call: 'login', slot: this.slot, user: 'user' }));
  }

  async logout(): Promise<void> {
    await this.module.ask({ call: 'logout', slot: this.slot });
  }

  /** While the security officer is logged in. */
  async initPin(pin: Secret): Promise<void> {
    await this.module.askWith([pin], { call: 'initPin', slot: this.slot });
    this.#counters.pin.refused = 0;
  }

  /** The PIN of the user, or of the security officer while logged in. @throws {WrongPinError} @throws {WrongPukError} */
  async setPin(whose: 'pin' | 'officer', oldPin: Secret, newPin: Secret): Promise<void> {
    await this.#counted(whose, () => this.module.askWith([oldPin, newPin], { call: 'setPin', slot: this.slot }));
  }

  async isMarked(): Promise<boolean> {
    return (await this.#data()).some(({ label, value }) => label === application && equalBytes(value, markValue));
  }

  async mark(): Promise<void> {
    const { slot } = this;
    await this.module.ask({ call: 'writeData', slot, application, label: application }, markValue);
  }

  /** Are there keys or certificates that can be seen without a PIN? */
  async hasPairs(): Promise<boolean> {
    const kinds = ['publicKey', 'certificate'] as const;
    for (const kind of kinds) if ((await this.module.objects(this.slot, kind)).length > 0) return true;
    return false;
  }

  /** SubjectPublicKeyInfo or X.509, DER; null: there is none. @throws {CardProtocolError} when there are several */
  async read(kind: 'publicKey' | 'certificate', pair: Pair): Promise<Uint8Array | null> {
    const [object, another] = (await this.module.objects(this.slot, kind)).filter(({ id }) => id === idOf(pair));
    // An interrupted `writeCertificate` leaves two that are the same.
    if (object !== undefined && another !== undefined && !equalBytes(object.value, another.value)) {
      throw new CardProtocolError(`several objects have the id ${idOf(pair)}`);
    }
    return object?.value.slice() ?? null;
  }

  async generate(pair: Pair, alwaysAuthenticate: boolean): Promise<Uint8Array> {
    const { slot } = this;
    const id = idOf(pair);
    await this.module.ask({ call: 'destroyPair', slot, id });
    // Each key signs the request for its certificate.
    const does = { signs: true, deciphers: pair.use !== 'sign' };
    return this.module.bytes({
      ...{ call: 'generate', slot, id, label: labelOf(pair, 'key'), modulusBits: 2048 },
      ...{ ...does, alwaysAuthenticate: alwaysAuthenticate && pair.use !== 'encrypt' },
    });
  }

  async writeCertificate(pair: Pair, parts: readonly Uint8Array[]): Promise<void> {
    const { slot } = this;
    const id = idOf(pair);
    await this.module.ask({ call: 'destroyCertificate', slot, id });
    await this.module.ask({ call: 'writeCertificate', slot, id, label: labelOf(pair, 'certificate') }, ...parts);
  }

  sign(pair: Pair, digestInfo: Uint8Array): Promise<Uint8Array> {
    return this.module.bytes({ call: 'sign', slot: this.slot, id: idOf(pair) }, digestInfo);
  }

  decrypt(pair: Pair, cryptogram: Uint8Array): Promise<Uint8Array> {
    return this.module.bytes({ call: 'decrypt', slot: this.slot, id: idOf(pair) }, cryptogram);
  }

  /** The place of the current pair of a use: that of the data object with the highest number; null: there is none. */
  async currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    return (await this.#orders(use)).at(-1)?.place ?? null;
  }

  /** The new object is written before the old ones go. */
  async makeCurrent({ use, place }: Pair): Promise<void> {
    const before = await this.#orders(use);
    const last = before.at(-1);
    const { slot } = this;
    const label = orderLabel(use);
    if (last?.place !== place) {
      const value = utf8(`${(last?.order ?? 0) + 1}${place}`);
      await this.module.ask({ call: 'writeData', slot, application, label }, value);
    }
    const gone = last?.place === place ? before.slice(0, -1) : before;
    for (const { value } of gone) await this.module.ask({ call: 'destroyData', slot, label, value });
  }

  /** The lowest first. */
  async #orders(
    use: KeyUse,
  ): Promise<readonly { readonly order: number; readonly place: KeyPlace; readonly value: string }[]> {
    const found = (await this.#data()).filter(({ label }) => label === orderLabel(use));
    return found
      .map((object) => {
        const value = Buffer.from(object.value).toString();
        const [, number, letter] = /^(\d{1,9})([ab])$/.exec(value) ?? [];
        const place = places.find((one) => one === letter);
        if (place === undefined) throw new CardProtocolError(`the object ${object.label} says ${toHex(object.value)}`);
        return { order: Number(number), place, value };
      })
      .sort((one, other) => one.order - other.order);
  }

  #data(): Promise<readonly TokenObject[]> {
    return this.module.objects(this.slot, 'data');
  }

  async #counted(whose: 'pin' | 'officer', work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#counters[whose].refused = 0;
    } catch (error) {
      if (!(error instanceof ModuleRefusedError)) throw error;
      const { reference } = this;
      if (error.value === returnValues.pinLocked) {
        throw whose === 'pin' ? new PinBlockedError(reference) : new PukBlockedError(reference);
      }
      if (error.value !== returnValues.pinIncorrect) throw error;
      this.#counters[whose].refused++;
      const { pinTries, officerTries } = await this.state();
      if (whose === 'pin') throw new WrongPinError(reference, pinTries);
      throw new WrongPukError(reference, officerTries);
    }
  }
}

const orderLabel = (use: KeyUse): string => `${application} ${use}`;

function factoryRefusal(error: unknown): never {
  const isPin =
    error instanceof ModuleRefusedError &&
    (error.value === returnValues.pinIncorrect || error.value === returnValues.pinLocked);
  if (isPin) throw new FactoryOfficerError(error.message);
  throw error;
}
