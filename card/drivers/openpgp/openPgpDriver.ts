/** The driver of an OpenPGP card. The card has one PIN for its holder: PW1 in both of its modes. */
import { equalBytes, utf8 } from '../../../base/bytes.js';
import { systemClock } from '../../../base/clock.js';
import type { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import {
  CardProtocolError,
  CardRefusedError,
  malformedAsResult,
  PinBlockedError,
  PukBlockedError,
  WrongPinError,
  WrongPukError,
} from '../../errors.js';
import type { Command } from '../../iso7816/command.js';
import { computeDigitalSignature, decipher } from '../../iso7816/commands/performSecurityOperation.js';
import { statusWords } from '../../iso7816/statusWord.js';
import { isX509, requireCryptogram, sha256DigestInfo } from '../../pkcs15/rsaKeys.js';
import { isWholeSet, pinOf } from '../capabilities.js';
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
import { checkPin } from '../pinRule.js';
import { capabilities, drawAdminPin, factory, maxTries, pinRule, pukRule, signatureOnly } from './capabilities.js';
import {
  changeReference,
  internalAuthenticate,
  modes,
  putData,
  resetAsAdmin,
  resetWithCode,
  verify,
} from './commands.js';
import { keys, stages, tags, type Slot } from './layout.js';
import type { OpenPgpCard } from './openPgpCard.js';

const keyUses = ['sign', 'encrypt'] as const;
/** One verification of PW1 holds for several signatures (C4, first byte): a job signs a request, and then a challenge. */
const severalSignatures = Uint8Array.of(0x01);
const securityStatusNotSatisfied = 0x6982;
const { conditionsNotSatisfied, fileNotFound, functionNotSupported } = statusWords;

/** The methods are documented in `CardDriver`. */
export class OpenPgpDriver implements CardDriver {
  readonly capabilities: CardCapabilities;
  readonly identity: CardIdentity;
  readonly #card: OpenPgpCard;

  constructor(identity: CardIdentity, card: OpenPgpCard) {
    this.capabilities = card.application.selectsKeys ? capabilities : signatureOnly;
    this.identity = identity;
    this.#card = card;
  }

  // The card does not tell whether a value is the factory's. The stage does, which is written in the same session.
  async pinStatus(reference: PinReference): Promise<PinStatus> {
    pinOf(this.capabilities, reference);
    const tries = await this.#card.tries();
    const pinSet = (await this.#card.stage()) === stages.pinSet;
    return { reference, pukSet: pinSet || tries.code > 0, pinSet, triesLeft: pinSet ? tries.pw1 : null, maxTries };
  }

  async pukTries(reference: PinReference): Promise<PukTries | null> {
    const { pukSet } = await this.pinStatus(reference);
    return pukSet ? { reference, left: (await this.#card.tries()).code, max: maxTries } : null;
  }

  async read(): Promise<CardReading> {
    const pin = await this.pinStatus(1);
    const lifeCycle = await this.lifeCycle();
    const certificates: CurrentCertificate[] = [];
    for (const use of lifeCycle === 'blank' ? [] : keyUses) {
      const place = await this.currentPlace(use);
      if (place === null) continue;
      const certificate = await this.readCertificate(use, place).catch(malformedAsResult);
      if (certificate !== null) certificates.push({ use, place, certificate });
    }
    return { pins: [pin], lifeCycle, certificates };
  }

  async lifeCycle(): Promise<CardLifeCycle> {
    const stage = await this.#card.stage();
    if (stage === null) return (await this.#isUntouched()) && (await this.#isEmpty()) ? 'blank' : 'foreign';
    if (stage !== stages.pinSet) return 'incomplete';
    const uses = await this.uses();
    if (isWholeSet(uses)) return 'issued';
    return uses.length === 0 && (await this.#isEmpty()) ? 'prepared' : 'incomplete';
  }

  /** As far as the card tells: a wrong PW1 or PW3 shows only when it is presented. */
  async #isUntouched(): Promise<boolean> {
    const { pw1, code, pw3 } = await this.#card.tries();
    const { isRsa2048, isWithoutKeys } = this.#card.application;
    const isFull = pw1 === maxTries && pw3 === maxTries && code === 0;
    return isFull && isRsa2048 && isWithoutKeys && (await this.#card.hasPlainPins());
  }

  /** Are there no keys and no certificates? */
  async #isEmpty(): Promise<boolean> {
    for (const slot of [keys[1], keys[2], keys[3]]) {
      if ((await this.#card.publicKey(slot)) !== null) return false;
      if ((await this.#card.certificate(slot)) !== null) return false;
    }
    return true;
  }

  async setPuk(reference: PinReference, puk: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(puk, [pukRule]);
    if ((await this.pinStatus(reference)).pukSet || (await this.#card.stage()) !== stages.adminPin) {
      throw new CardRefusedError('PUT DATA', conditionsNotSatisfied);
    }
    await this.#card.administer();
    this.#card.forgetTries();
    await this.#card.writeSecret(tags.resettingCode, puk);
  }

  // Under PW3 and not by the factory's PW1: so it can be set again when the stage was not written any more.
  async setInitialPin(reference: PinReference, pin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkNewPin(pin);
    const { pinSet, pukSet } = await this.pinStatus(reference);
    if (pinSet || !pukSet) throw new CardRefusedError('RESET RETRY COUNTER', conditionsNotSatisfied);
    await this.#card.administer();
    this.#card.forgetTries();
    await this.#card.send(resetAsAdmin(pin));
    await this.#card.writeStage(stages.pinSet, null);
  }

  async verifyPin(reference: PinReference, pin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(pin, [pinRule]);
    await this.#present(() => verify(modes.other, pin));
    await this.#present(() => verify(modes.sign, pin));
  }

  // VERIFY comes first: nothing in CHANGE REFERENCE DATA separates the values, so the card would take the beginning of a longer wrong
  // PIN for the right one, and its end for the new one.
  async changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(oldPin, [pinRule]);
    checkNewPin(newPin);
    await this.#present(() => verify(modes.other, oldPin));
    await this.#present(() => changeReference(modes.sign, oldPin, newPin));
  }

  async resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(puk, [pukRule]);
    checkNewPin(newPin);
    await this.#present(() => resetWithCode(puk, newPin));
  }

  /** The card answers 6982 to a wrong value and to a blocked one alike; C4 tells which it was. */
  async #present(command: () => Command<void>): Promise<void> {
    const presented = command();
    const isPuk = presented.presents?.kind === 'puk';
    this.#card.forgetTries();
    try {
      await this.#card.send(presented);
    } catch (error) {
      if (!(error instanceof CardRefusedError) || error.statusWord !== securityStatusNotSatisfied) throw error;
      const { pw1, code } = await this.#card.tries();
      if (isPuk) throw code === 0 ? new PukBlockedError(1) : new WrongPukError(1, code);
      throw pw1 === 0 ? new PinBlockedError(1) : new WrongPinError(1, pw1);
    }
  }

  // The card has no files: private object 2 holds the mark. Both of the factory's values are presented before anything is written.
  async createFileSystem(reference: PinReference): Promise<void> {
    pinOf(this.capabilities, reference);
    if ((await this.#card.stage()) !== null) return;
    await this.#card.presentFactory(modes.other);
    await this.#card.administer();
    await this.#card.send(putData(tags.pinStatus, severalSignatures));
    await this.#card.drawAdminPin();
  }

  async perform(operation: string): Promise<void> {
    if (operation !== drawAdminPin) throw new RangeError(`an OpenPGP card has no operation ${operation}`);
    const stage = await this.#card.stage();
    if (stage === null) throw new CardRefusedError('CHANGE REFERENCE DATA', conditionsNotSatisfied);
    if (stage === stages.files) await this.#card.replaceAdminPin();
  }

  async uses(): Promise<readonly KeyUse[]> {
    const current: KeyUse[] = [];
    for (const use of keyUses) if ((await this.currentPlace(use)) !== null) current.push(use);
    return current;
  }

  async currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    if (use === 'signEncrypt') return null;
    if (use === 'sign') return (await this.#card.certificate(keys[1])) === null ? null : 'a';
    const last = await this.#card.place();
    for (const place of last === 'a' ? (['a', 'b'] as const) : (['b', 'a'] as const)) {
      const slot = slotAt(use, place);
      if (slot !== null && (await this.#card.certificate(slot)) !== null) return place;
    }
    return null;
  }

  async generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array> {
    const name = 'GENERATE ASYMMETRIC KEY PAIR';
    const slot = slotAt(use, place);
    if (slot === null || algorithm !== 'rsa2048') throw new CardRefusedError(name, functionNotSupported);
    if ((await this.currentPlace(use)) === place) throw new CardRefusedError(name, conditionsNotSatisfied);
    await this.#card.administer();
    if ((await this.#card.certificate(slot)) !== null) await this.#card.writeCertificate(slot, new Uint8Array(0));
    return this.#card.generate(slot);
  }

  async writeKeyObjects(use: KeyUse, place: KeyPlace, subjectPublicKeyInfo: Uint8Array): Promise<void> {
    const slot = requireSlot(use, place);
    await this.#card.administer();
    await this.#card.writeFingerprint(slot, subjectPublicKeyInfo, Math.floor(systemClock.now() / 1000));
  }

  async readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const slot = slotAt(use, place);
    return slot === null ? null : this.#card.publicKey(slot);
  }

  async writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void> {
    const slot = requireSlot(use, place);
    await this.#card.administer();
    await this.#card.writeCertificate(slot, certificate);
  }

  async readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const slot = slotAt(use, place);
    const certificate = slot === null ? null : await this.#card.certificate(slot);
    if (certificate !== null && !isX509(certificate)) {
      throw new CardProtocolError('no certificate where one is to be');
    }
    return certificate?.slice() ?? null;
  }

  async makeCurrent(use: KeyUse, place: KeyPlace): Promise<void> {
    if ((await this.#card.certificate(requireSlot(use, place))) === null) {
      throw new CardRefusedError('SELECT DATA', fileNotFound);
    }
    if ((await this.currentPlace(use)) === place) return;
    await this.#card.administer();
    await this.#card.writePlace(place);
  }

  // Key 1 signs by itself; the others as INTERNAL AUTHENTICATE, which signs the same.
  async sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array> {
    const slot = requireSlot(use, place);
    const digestInfo = sha256DigestInfo(data);
    if (slot === keys[1]) return this.#card.send(computeDigitalSignature(digestInfo));
    await this.#card.selectKey(keys[3].template, slot);
    return this.#card.send(internalAuthenticate(digestInfo));
  }

  async decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret> {
    if (use !== 'encrypt') throw new CardRefusedError('PSO: DECIPHER', functionNotSupported);
    requireCryptogram('PSO: DECIPHER', cryptogram);
    await this.#card.selectKey(keys[2].template, requireSlot(use, place));
    return this.#card.send(decipher(cryptogram));
  }
}

/** @throws {PinRuleError} @throws {CardRefusedError} for the factory's value, which everybody knows */
function checkNewPin(pin: Secret): void {
  checkPin(pin, [pinRule]);
  if (pin.use((bytes) => equalBytes(bytes, utf8(factory.pw1)))) {
    throw new CardRefusedError('CHANGE REFERENCE DATA', statusWords.dataInvalid);
  }
}

/** null: the card has no such place. */
function slotAt(use: KeyUse, place: KeyPlace): Slot | null {
  if (use === 'sign') return place === 'a' ? keys[1] : null;
  return use === 'encrypt' ? keys[place === 'a' ? 2 : 3] : null;
}

/** @throws {CardRefusedError} */
function requireSlot(use: KeyUse, place: KeyPlace): Slot {
  const slot = slotAt(use, place);
  if (slot === null) throw new CardRefusedError('SELECT DATA', fileNotFound);
  return slot;
}
