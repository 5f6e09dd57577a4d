/** The driver of a card behind a vendor's PKCS #11 module: one token for each PIN. It sends no APDU of its own. */
import { concatBytes, fromHex } from '../../../base/bytes.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { CardProtocolError, CardRefusedError, malformedAsResult, nullWhenMalformed } from '../../errors.js';
import { statusWords } from '../../iso7816/statusWord.js';
import { encodeTlv } from '../../iso7816/tlv.js';
import { pinOfKey } from '../capabilities.js';
import type {
  CardCapabilities,
  CardDriver,
  CardIdentity,
  CardLifeCycle,
  CardReading,
  CurrentCertificate,
  KeyAlgorithm,
  KeyPlace,
  PinStatus,
  PukTries,
} from '../driver.js';
import { isX509, requireCryptogram, sha256DigestInfo } from '../../pkcs15/rsaKeys.js';
import { checkPin } from '../pinRule.js';
import { capabilitiesOf, officerPinRule } from './capabilities.js';
import type { VendorModuleSettings } from './settings.js';
import type { Token } from './token.js';

const keyUses = ['sign', 'encrypt', 'signEncrypt'] as const;
const derInteger = 0x02;

/** The methods are documented in `CardDriver`. */
export class Pkcs11Driver implements CardDriver {
  readonly capabilities: CardCapabilities;
  readonly identity: CardIdentity;
  readonly #tokens: readonly Token[];
  readonly #settings: VendorModuleSettings;

  /** @param tokens of PIN 1, PIN 2 */
  constructor(identity: CardIdentity, tokens: readonly Token[], settings: VendorModuleSettings) {
    this.identity = identity;
    this.#tokens = tokens;
    this.#settings = settings;
    this.capabilities = capabilitiesOf(settings);
  }

  async pinStatus(reference: PinReference): Promise<PinStatus> {
    const { pinSet, pinTries } = await this.#token(reference).state();
    const triesLeft = pinSet ? pinTries : null;
    const maxTries = this.#settings.maxTries.pin;
    return { reference, pukSet: pinSet, pinSet, triesLeft, maxTries, triesTold: 'flags' };
  }

  async pukTries(reference: PinReference): Promise<PukTries | null> {
    const { pinSet, officerTries } = await this.#token(reference).state();
    return pinSet ? { reference, left: officerTries, max: this.#settings.maxTries.officer } : null;
  }

  async read(): Promise<CardReading> {
    const pins: PinStatus[] = [];
    for (const { reference } of this.#tokens) pins.push(await this.pinStatus(reference));
    const lifeCycle = await this.lifeCycle();
    const certificates: CurrentCertificate[] = [];
    for (const use of lifeCycle === 'blank' ? [] : keyUses) {
      const place = await this.currentPlace(use).catch(nullWhenMalformed);
      if (place === null) continue;
      const certificate = await this.readCertificate(use, place).catch(malformedAsResult);
      if (certificate !== null) certificates.push({ use, place, certificate });
    }
    return { pins, lifeCycle, certificates };
  }

  async lifeCycle(): Promise<CardLifeCycle> {
    const states = await Promise.all(
      this.#tokens.map(async (token) => ({
        isSet: (await token.state()).pinSet,
        isOurs: await token.isMarked(),
        hasPairs: await token.hasPairs(),
      })),
    );
    if (states.every(({ isSet }) => !isSet)) return states.some(({ hasPairs }) => hasPairs) ? 'foreign' : 'blank';
    if (states.some(({ isSet, isOurs }) => isSet && !isOurs)) return 'foreign';
    if (!states.every(({ isSet }) => isSet)) return 'incomplete';
    const uses = await this.uses().catch(nullWhenMalformed);
    if (uses === null) return 'incomplete';
    if (uses.includes('signEncrypt') || (uses.includes('sign') && uses.includes('encrypt'))) return 'issued';
    return uses.length === 0 && states.every(({ hasPairs }) => !hasPairs) ? 'prepared' : 'incomplete';
  }

  /** The security officer's PIN is replaced together with the PIN's first value. */
  setPuk(): Promise<void> {
    return Promise.reject(refused('C_SetPIN'));
  }

  setInitialPin(): Promise<void> {
    return Promise.reject(refused('C_InitPIN'));
  }

  // The security officer's PIN goes first: a token with a PIN has the one that the RA was sent. An interruption between the two leaves a
  // token without PIN that the factory's does not open any more.
  async setPinAndPuk(reference: PinReference, pin: Secret, puk: Secret): Promise<void> {
    checkPin(pin, [this.#settings.pinRule]);
    checkPin(puk, [officerPinRule(this.#settings)]);
    const token = this.#token(reference);
    if ((await token.state()).pinSet) throw refused('C_InitPIN');
    await this.#asFactoryOfficer(token, async (factory) => {
      await token.setPin('officer', factory, puk);
      await token.initPin(pin);
    });
  }

  async changePuk(reference: PinReference, oldPuk: Secret, newPuk: Secret): Promise<void> {
    for (const puk of [oldPuk, newPuk]) checkPin(puk, [officerPinRule(this.#settings)]);
    await this.#asOfficer(reference, oldPuk, (token) => token.setPin('officer', oldPuk, newPuk));
  }

  async verifyPin(reference: PinReference, pin: Secret): Promise<void> {
    checkPin(pin, [this.#settings.pinRule]);
    await this.#token(reference).loginUser(pin);
  }

  async changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void> {
    for (const pin of [oldPin, newPin]) checkPin(pin, [this.#settings.pinRule]);
    const token = this.#token(reference);
    // A module takes the new PIN of whoever is logged in.
    await token.logout();
    await token.setPin('pin', oldPin, newPin);
  }

  async resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void> {
    checkPin(puk, [officerPinRule(this.#settings)]);
    checkPin(newPin, [this.#settings.pinRule]);
    await this.#asOfficer(reference, puk, (token) => token.initPin(newPin));
  }

  // PKCS #11 gives the token its label here (C_InitToken). It keeps the one by which the settings find it, so `labels` have no place.
  async createFileSystem(reference: PinReference): Promise<void> {
    const token = this.#token(reference);
    if ((await token.state()).pinSet) throw refused('C_InitToken');
    if (await token.isMarked()) return;
    const factory = await this.#factoryOfficerPin();
    try {
      await token.wipe(factory);
    } finally {
      factory.dispose();
    }
    await this.#asFactoryOfficer(token, () => token.mark());
  }

  async uses(): Promise<readonly KeyUse[]> {
    const current: KeyUse[] = [];
    for (const use of keyUses) if ((await this.currentPlace(use)) !== null) current.push(use);
    return current;
  }

  /** A pair whose certificate is missing is no current one. */
  async currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    const token = this.#tokenOf(use);
    const place = await token.currentPlace(use);
    return place !== null && (await token.read('certificate', { use, place })) !== null ? place : null;
  }

  async generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array> {
    if (algorithm !== 'rsa2048' || (await this.currentPlace(use)) === place) throw refused('C_GenerateKeyPair');
    return this.#tokenOf(use).generate({ use, place }, this.#settings.alwaysAuthenticate);
  }

  /** The module itself keeps the public key. */
  async writeKeyObjects(use: KeyUse, place: KeyPlace): Promise<void> {
    if ((await this.readPublicKey(use, place)) === null) throw new CardProtocolError('the module keeps no public key');
  }

  readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    return this.#tokenOf(use).read('publicKey', { use, place });
  }

  async writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void> {
    const token = this.#tokenOf(use);
    const { subject, issuer, serial } = certificateParts(certificate);
    const isFirst = (await this.currentPlace(use)) === null;
    await token.writeCertificate({ use, place }, [certificate, subject, issuer, encodeInteger(serial)]);
    if (isFirst) await token.makeCurrent({ use, place });
  }

  async readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const certificate = await this.#tokenOf(use).read('certificate', { use, place });
    if (certificate !== null && !isX509(certificate)) throw new CardProtocolError('no certificate where one is to be');
    return certificate;
  }

  async makeCurrent(use: KeyUse, place: KeyPlace): Promise<void> {
    const token = this.#tokenOf(use);
    if ((await token.read('certificate', { use, place })) === null) throw refused('C_CreateObject');
    await token.makeCurrent({ use, place });
  }

  sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array> {
    return this.#tokenOf(use).sign({ use, place }, sha256DigestInfo(data));
  }

  async decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret> {
    requireCryptogram('C_Decrypt', cryptogram);
    const plain = await this.#tokenOf(use).decrypt({ use, place }, cryptogram);
    try {
      return Secret.takeBytes(concatBytes(plain));
    } finally {
      plain.fill(0);
    }
  }

  #token(reference: PinReference): Token {
    const token = this.#tokens.find((one) => one.reference === reference);
    if (token === undefined) throw new RangeError(`the card has no PIN ${reference}`);
    return token;
  }

  #tokenOf(use: KeyUse): Token {
    return this.#token(pinOfKey(this.capabilities, use));
  }

  async #asOfficer(reference: PinReference, puk: Secret, work: (token: Token) => Promise<void>): Promise<void> {
    const token = this.#token(reference);
    await token.loginOfficer(puk);
    try {
      await work(token);
    } finally {
      await token.logout();
    }
  }

  async #asFactoryOfficer(token: Token, work: (factory: Secret) => Promise<void>): Promise<void> {
    const factory = await this.#factoryOfficerPin();
    try {
      await token.loginFactoryOfficer(factory);
      await work(factory);
      await token.logout();
    } finally {
      factory.dispose();
    }
  }

  #factoryOfficerPin(): Promise<Secret> {
    const { factoryOfficerPin } = this.#settings;
    if (factoryOfficerPin === null) return Promise.reject(refused('C_Login, no SO-PIN in the settings'));
    return factoryOfficerPin();
  }
}

/** The driver refuses what the module might do. */
const refused = (call: string): CardRefusedError => new CardRefusedError(call, statusWords.conditionsNotSatisfied);

/** A positive INTEGER, DER. */
function encodeInteger(value: bigint): Uint8Array {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  // A first bit of 1 would make it negative.
  return encodeTlv(derInteger, fromHex(/^[89a-f]/.test(even) ? `00${even}` : even));
}
