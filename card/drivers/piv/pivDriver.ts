/** The driver of a PIV card with GET METADATA. The card has one PIN. */
import { concatBytes, equalBytes, utf8 } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { CardProtocolError, CardRefusedError, malformedAsResult, nullWhenMalformed } from '../../errors.js';
import { statusWords } from '../../iso7816/statusWord.js';
import { encodeTlv } from '../../iso7816/tlv.js';
import { isWholeSet, pinOf, slotOf } from '../capabilities.js';
import type {
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
import { isX509, requireCryptogram } from '../../pkcs15/rsaKeys.js';
import { checkPin } from '../pinRule.js';
import { capabilities, drawManagementKey, factory, pinRule, pukRule } from './capabilities.js';
import { changeReference, generalAuthenticate, resetPin, verifyPin } from './commands.js';
import type { PivCard } from './pivCard.js';
import { algorithmIdentifiers, signatureInput, subjectPublicKeyInfo, withoutPadding } from './publicKeys.js';
import { cardAuthenticationKey, slots } from './slots.js';

const keyUses = ['sign', 'encrypt', 'signEncrypt'] as const;
const places = ['a', 'b'] as const;

/** The methods are documented in `CardDriver`. */
export class PivDriver implements CardDriver {
  readonly capabilities = capabilities;
  readonly identity: CardIdentity;
  readonly #card: PivCard;

  constructor(identity: CardIdentity, card: PivCard) {
    this.identity = identity;
    this.#card = card;
  }

  // GET METADATA and not VERIFY without data, which answers 9000 while the PIN is verified. The factory's PIN is none.
  async pinStatus(reference: PinReference): Promise<PinStatus> {
    pinOf(this.capabilities, reference);
    const [pin, puk] = [await this.#card.reference('pin'), await this.#card.reference('puk')];
    const triesLeft = pin.isDefault ? null : pin.left;
    return { reference, pukSet: !puk.isDefault, pinSet: !pin.isDefault, triesLeft, maxTries: pin.max };
  }

  async pukTries(reference: PinReference): Promise<PukTries | null> {
    pinOf(this.capabilities, reference);
    const { isDefault, max, left } = await this.#card.reference('puk');
    return isDefault ? null : { reference, left, max };
  }

  async read(): Promise<CardReading> {
    const pin = await this.pinStatus(1);
    const lifeCycle = await this.lifeCycle();
    const certificates: CurrentCertificate[] = [];
    for (const use of lifeCycle === 'blank' ? [] : keyUses) {
      const place = await this.#card.currentPlace(use).catch(nullWhenMalformed);
      if (place === null) continue;
      const certificate = await this.readCertificate(use, place).catch(malformedAsResult);
      if (certificate !== null) certificates.push({ use, place, certificate });
    }
    return { pins: [pin], lifeCycle, certificates };
  }

  async lifeCycle(): Promise<CardLifeCycle> {
    const [pin, puk] = [await this.#card.reference('pin'), await this.#card.reference('puk')];
    const isFactory = pin.isDefault && puk.isDefault && (await this.#card.hasFactoryKey());
    if (!(await this.#card.isMarked())) {
      const isUntouched = isFactory && pin.left > 0 && puk.left > 0;
      return isUntouched && (await this.#isEmpty()) ? 'blank' : 'foreign';
    }
    if (pin.isDefault || puk.isDefault || (await this.#card.hasFactoryKey())) return 'incomplete';
    const uses = await this.uses().catch(nullWhenMalformed);
    if (uses === null) return 'incomplete';
    if (isWholeSet(uses)) return 'issued';
    return uses.length === 0 && (await this.#isEmpty()) ? 'prepared' : 'incomplete';
  }

  /** Are the slots that the driver uses without a key, and 9E? Does the key history tell of none? */
  async #isEmpty(): Promise<boolean> {
    if (!(await this.#card.hasNoHistory())) return false;
    const own = keyUses.flatMap((use) => places.map((place) => slots[use][place]));
    for (const { reference } of [...own, { reference: cardAuthenticationKey }]) {
      if ((await this.#card.metadata(reference)).publicKey !== null) return false;
    }
    for (const slot of own) if ((await this.#card.object(slot.certificate)) !== null) return false;
    return true;
  }

  async setPuk(reference: PinReference, puk: Secret): Promise<void> {
    checkNew('puk', puk);
    await this.#replaceFactory('puk', reference, puk);
  }

  async setInitialPin(reference: PinReference, pin: Secret): Promise<void> {
    checkNew('pin', pin);
    // With the factory's PUK everybody could set another PIN.
    if ((await this.#card.reference('puk')).isDefault) {
      throw new CardRefusedError('CHANGE REFERENCE DATA', statusWords.conditionsNotSatisfied);
    }
    await this.#replaceFactory('pin', reference, pin);
  }

  async #replaceFactory(kind: 'pin' | 'puk', reference: PinReference, next: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    const { isDefault } = await this.#card.reference(kind);
    // The factory's value would be a wrong one, and cost a try.
    if (!isDefault) throw new CardRefusedError('CHANGE REFERENCE DATA', statusWords.conditionsNotSatisfied);
    const old = Secret.fromText(factory[kind]);
    try {
      await this.#present(kind, () => changeReference(kind, old, next));
    } finally {
      old.dispose();
    }
  }

  async changePuk(reference: PinReference, oldPuk: Secret, newPuk: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(oldPuk, [pukRule]);
    checkNew('puk', newPuk);
    await this.#present('puk', () => changeReference('puk', oldPuk, newPuk));
  }

  async verifyPin(reference: PinReference, pin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(pin, [pinRule]);
    await this.#present('pin', () => verifyPin(pin));
  }

  async changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(oldPin, [pinRule]);
    checkNew('pin', newPin);
    await this.#present('pin', () => changeReference('pin', oldPin, newPin));
  }

  async resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void> {
    pinOf(this.capabilities, reference);
    checkPin(puk, [pukRule]);
    checkNew('pin', newPin);
    this.#card.forgetReference('pin');
    await this.#present('puk', () => resetPin(puk, newPin));
  }

  /** A command that may change a retry counter. */
  async #present(kind: 'pin' | 'puk', command: () => Parameters<PivCard['send']>[0]): Promise<void> {
    this.#card.forgetReference(kind);
    await this.#card.send(command());
  }

  // PIV has no labels: the CHUID is the mark.
  async createFileSystem(reference: PinReference): Promise<void> {
    pinOf(this.capabilities, reference);
    await this.#card.writeObjects();
  }

  async perform(operation: string): Promise<void> {
    requireOperation(operation);
    await this.#card.replaceManagementKey();
  }

  async isPerformed(operation: string): Promise<boolean> {
    requireOperation(operation);
    return !(await this.#card.hasFactoryKey());
  }

  async uses(): Promise<readonly KeyUse[]> {
    const current: KeyUse[] = [];
    for (const use of keyUses) if ((await this.#card.currentPlace(use)) !== null) current.push(use);
    return current;
  }

  currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    return this.#card.currentPlace(use);
  }

  async generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array> {
    const identifier = algorithmIdentifiers[algorithm];
    if (identifier === undefined || slotOf(capabilities, use)?.algorithms.includes(algorithm) !== true) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.functionNotSupported);
    }
    if ((await this.#card.currentPlace(use)) === place) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.conditionsNotSatisfied);
    }
    const slot = slots[use][place];
    await this.#card.removeCertificate(slot);
    return subjectPublicKeyInfo(await this.#card.generate(slot, identifier));
  }

  // The card itself tells the public key (GET METADATA), so nothing is written for a key in 9A, 9C or 9D.
  async writeKeyObjects(use: KeyUse, place: KeyPlace): Promise<void> {
    await this.#card.enterInHistory(slots[use][place]);
  }

  async readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const { publicKey } = await this.#card.metadata(slots[use][place].reference);
    return publicKey === null ? null : subjectPublicKeyInfo(publicKey);
  }

  async writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void> {
    const current = await this.#card.currentPlace(use);
    const before = current === place ? await this.#card.certificate(slots[use][place]) : null;
    const order = before?.order ?? (current === null ? 1 : 0);
    await this.#card.writeCertificate(slots[use][place], { certificate, order });
  }

  async readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const object = await this.#card.certificate(slots[use][place]);
    if (object !== null && !isX509(object.certificate)) {
      throw new CardProtocolError('no certificate where one is to be');
    }
    return object?.certificate.slice() ?? null;
  }

  async makeCurrent(use: KeyUse, place: KeyPlace): Promise<void> {
    const current = await this.#card.currentPlace(use);
    if (current === place) return;
    const object = await this.#card.certificate(slots[use][place]);
    if (object === null) throw new CardRefusedError('PUT DATA', statusWords.fileNotFound);
    const other = current === null ? null : await this.#card.certificate(slots[use][current]);
    await this.#card.writeCertificate(slots[use][place], { ...object, order: (other?.order ?? 0) + 1 });
  }

  async sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array> {
    const { algorithm, reference } = await this.#key(use, place);
    return this.#compute({ algorithm, reference }, signatureInput(algorithm, data));
  }

  async decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret> {
    const key = await this.#key(use, place);
    if (key.algorithm !== algorithmIdentifiers.rsa2048) {
      throw new CardRefusedError('GENERAL AUTHENTICATE', statusWords.functionNotSupported);
    }
    requireCryptogram('GENERAL AUTHENTICATE', cryptogram);
    const block = await this.#compute(key, cryptogram);
    try {
      return withoutPadding(block);
    } finally {
      block.fill(0);
    }
  }

  /** The bare operation. @returns a copy of its own */
  async #compute(key: { algorithm: number; reference: number }, input: Uint8Array): Promise<Uint8Array> {
    const content = concatBytes(encodeTlv(0x82), encodeTlv(0x81, input));
    const command = generalAuthenticate(key, content, 0x82);
    return this.#card.send({ ...command, parse: (data) => concatBytes(command.parse(data)), secretAnswer: true });
  }

  async #key(use: KeyUse, place: KeyPlace): Promise<{ readonly algorithm: number; readonly reference: number }> {
    const { reference } = slots[use][place];
    const { algorithm } = await this.#card.metadata(reference);
    if (algorithm === null) throw new CardRefusedError('GENERAL AUTHENTICATE', statusWords.fileNotFound);
    return { algorithm, reference };
  }
}

/** @throws {PinRuleError} @throws {CardRefusedError} for the factory's value, by which the card would pass for one without a PIN or PUK */
function checkNew(kind: 'pin' | 'puk', value: Secret): void {
  checkPin(value, [kind === 'pin' ? pinRule : pukRule]);
  if (value.use((bytes) => equalBytes(bytes, utf8(factory[kind])))) {
    throw new CardRefusedError('CHANGE REFERENCE DATA', statusWords.dataInvalid);
  }
}

function requireOperation(operation: string): void {
  if (operation !== drawManagementKey) throw new RangeError(`PIV has no operation ${operation}`);
}
