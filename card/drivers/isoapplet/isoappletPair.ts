/**
 * Driver for a Java Card with two instances of IsoApplet, API version 0. The first instance holds PIN 1 and the keys for signing or for
 * both uses, the second one PIN 2 and the keys for encryption. Selecting the other instance and changing the PIN cancel the verification
 * of the PIN, so the caller finishes the work with one PIN before that with the other.
 */
import type { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { cardUniqueIdentifier, readCplc } from '../../globalplatform/cplc.js';
import { Channel } from '../../iso7816/channel.js';
import type { PinField } from '../../iso7816/command.js';
import { changeReferenceData, setReferenceData } from '../../iso7816/commands/changeReferenceData.js';
import { resetRetryCounter } from '../../iso7816/commands/resetRetryCounter.js';
import { verify } from '../../iso7816/commands/verify.js';
import { statusWords } from '../../iso7816/statusWord.js';
import type { CardConnection } from '../../transport/connection.js';
import type {
  CardDriver,
  CardIdentity,
  CardLifeCycle,
  CardReading,
  CurrentCertificate,
  FileSystemLabels,
  KeyAlgorithm,
  KeyPlace,
  PinStatus,
} from '../driver.js';
import { CardProtocolError, CardRefusedError, malformedAsResult, nullWhenMalformed } from '../../errors.js';
import { Applets, family } from './applets.js';
import { capabilities, pinRule, pukRule } from './capabilities.js';
import { pathOf, type FilePlace } from './filePlace.js';
import { AppletFiles } from './files.js';
import { AppletKeys } from './keys.js';
import { fileSystem, paddedLength, pairFiles, pinOfKey, places, qualifiers, tokenSerial, type Pair } from './layout.js';
import { certifiedPairs, PairLists } from './pairLists.js';
import { pinStatusOf } from './pinState.js';
import { isMarked, isPreparedOnly } from './preparation.js';
import { fromRsaPublicKey, isX509, requireCryptogram, toRsaPublicKey } from '../../pkcs15/rsaKeys.js';
import { isWholeSet, slotOf } from '../capabilities.js';
import { checkPin } from '../pinRule.js';
import type { DriverEntry } from '../driverEntry.js';

/** The methods are documented in `CardDriver`. */
class IsoAppletPairDriver implements CardDriver {
  readonly capabilities = capabilities;
  readonly identity: CardIdentity;
  readonly #applets: Applets;

  constructor(identity: CardIdentity, applets: Applets) {
    this.identity = identity;
    this.#applets = applets;
  }

  pinStatus(reference: PinReference): Promise<PinStatus> {
    return pinStatusOf(this.#applets, reference);
  }

  /** Everything that is read of one instance is read while it is selected. `lifeCycle` then finds most of it read. */
  async read(): Promise<CardReading> {
    const pins: PinStatus[] = [];
    const certificates: CurrentCertificate[] = [];
    for (const reference of this.#applets.selectedFirst) {
      const pin = await this.pinStatus(reference);
      pins.push(pin);
      const [current] = pin.pinSet ? ((await this.#certified(reference).catch(nullWhenMalformed)) ?? []) : [];
      if (current === undefined) continue;
      const certificate = await this.readCertificate(current.use, current.place).catch(malformedAsResult);
      if (certificate !== null) certificates.push({ ...current, certificate });
    }
    pins.sort((one, other) => one.reference - other.reference);
    certificates.sort((one, other) => pinOfKey[one.use] - pinOfKey[other.use]);
    return { pins, lifeCycle: await this.#lifeCycleOf(pins), certificates };
  }

  async lifeCycle(): Promise<CardLifeCycle> {
    return this.#lifeCycleOf([await this.pinStatus(1), await this.pinStatus(2)]);
  }

  async #lifeCycleOf(pins: readonly PinStatus[]): Promise<CardLifeCycle> {
    if (pins.every((pin) => !pin.pukSet && !pin.pinSet)) return 'blank';
    if (!pins.every((pin) => pin.pinSet)) return (await this.#isForeign(pins)) ? 'foreign' : 'incomplete';
    // An interrupted write can leave a malformed directory. The job that wrote it repairs it.
    const uses = await this.uses().catch(nullWhenMalformed);
    if (uses === null) return (await this.#isForeign(pins)) ? 'foreign' : 'incomplete';
    if (isWholeSet(uses)) return 'issued';
    if (await this.#isForeign(pins)) return 'foreign';
    return uses.length === 0 && (await this.#preparedOnly()) ? 'prepared' : 'incomplete';
  }

  /** Has other software set a PIN? Ours creates the files, with its mark, before the PIN. An issued card is not asked. */
  async #isForeign(pins: readonly PinStatus[]): Promise<boolean> {
    for (const reference of this.#applets.selectedFirst) {
      const isSet = pins.some((pin) => pin.reference === reference && pin.pinSet);
      if (isSet && !(await this.#isMarked(reference))) return true;
    }
    return false;
  }

  #isMarked(reference: PinReference): Promise<boolean> {
    const mark = tokenSerial(this.identity.serial, reference);
    return this.#withFiles(reference, (files) => isMarked(files, mark));
  }

  async #preparedOnly(): Promise<boolean> {
    for (const reference of this.#applets.selectedFirst) {
      if (!(await this.#withFiles(reference, isPreparedOnly))) return false;
    }
    return true;
  }

  async uses(): Promise<readonly KeyUse[]> {
    const current = new Set<KeyUse>();
    for (const reference of this.#applets.selectedFirst) {
      const [first] = await this.#certified(reference);
      if (first !== undefined) current.add(first.use);
    }
    return (['sign', 'encrypt', 'signEncrypt'] as const).filter((use) => current.has(use));
  }

  async currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    const [first] = await this.#certified(pinOfKey[use]);
    return first?.use === use ? first.place : null;
  }

  async setPuk(reference: PinReference, puk: Secret): Promise<void> {
    checkPin(puk, [pukRule]);
    await this.#applets.within(reference, async () => {
      await this.#applets.channel.send(setReferenceData(qualifiers.puk, puk));
      this.#applets.setPhase(reference, 'initialisation');
    });
  }

  async setInitialPin(reference: PinReference, pin: Secret): Promise<void> {
    checkPin(pin, [pinRule]);
    const { pukSet } = await this.pinStatus(reference);
    // The applet would accept the PIN, and afterwards never a PUK.
    if (!pukSet) throw new CardRefusedError('CHANGE REFERENCE DATA', statusWords.conditionsNotSatisfied);
    await this.#applets.within(reference, async () => {
      await this.#applets.channel.send(setReferenceData(qualifiers.pin, pin));
      this.#applets.setPhase(reference, 'operational');
    });
  }

  async verifyPin(reference: PinReference, pin: Secret): Promise<void> {
    checkPin(pin, [pinRule]);
    await this.#applets.within(reference, () => this.#applets.channel.send(verify(pinField(reference), pin)));
  }

  async changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void> {
    checkPin(oldPin, [pinRule]);
    checkPin(newPin, [pinRule]);
    await this.#applets.within(reference, () =>
      this.#applets.channel.send(changeReferenceData(pinField(reference), oldPin, newPin)),
    );
  }

  async resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void> {
    checkPin(puk, [pukRule]);
    checkPin(newPin, [pinRule]);
    await this.#applets.within(reference, () =>
      this.#applets.channel.send(resetRetryCounter(pinField(reference), puk, newPin)),
    );
  }

  async createFileSystem(reference: PinReference, labels: FileSystemLabels): Promise<void> {
    const { directory, application } = fileSystem({
      labels,
      reference,
      serial: this.identity.serial,
      pinRule,
    });
    await this.#withFiles(reference, async (files) => {
      await files.writeOnce(directory.place, directory.content, directory.sizeBytes);
      await files.enterApplicationFolder();
      for (const { place, content, sizeBytes } of application) await files.writeOnce(place, content, sizeBytes);
    });
  }

  async generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array> {
    if (slotOf(capabilities, use)?.algorithms.includes(algorithm) !== true) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.functionNotSupported);
    }
    await this.#withLists(pinOfKey[use], (lists) => lists.removeCertificate({ use, place }));
    return this.#withKeys(pinOfKey[use], (keys) => keys.generateRsa(pairFiles[place].keyReference));
  }

  // The content is written before the entries that refer to it.
  async writeKeyObjects(use: KeyUse, place: KeyPlace, publicKeyInfo: Uint8Array): Promise<void> {
    const publicKey = toRsaPublicKey(publicKeyInfo);
    await this.#withFiles(pinOfKey[use], (files) => files.write(pairFiles[place].publicKey, publicKey));
    await this.#withLists(pinOfKey[use], async (lists) => {
      for (const list of ['publicKeys', 'privateKeys'] as const) await lists.add(list, { use, place });
    });
  }

  async readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const key = await this.#object(pinOfKey[use], pairFiles[place].publicKey);
    return key === null ? null : fromRsaPublicKey(key);
  }

  async writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void> {
    await this.#withFiles(pinOfKey[use], (files) => files.write(pairFiles[place].certificate, certificate));
    await this.#withLists(pinOfKey[use], (lists) => lists.add('certificates', { use, place }));
  }

  async readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const certificate = await this.#object(pinOfKey[use], pairFiles[place].certificate);
    if (certificate !== null && !isX509(certificate)) throw new CardProtocolError('no certificate where one is to be');
    return certificate;
  }

  // CDF, which `currentPlace` reads, is changed last.
  async makeCurrent(use: KeyUse, place: KeyPlace): Promise<void> {
    await this.#withLists(pinOfKey[use], async (lists) => {
      for (const list of ['privateKeys', 'publicKeys', 'certificates'] as const) {
        await lists.makeFirst(list, { use, place });
      }
    });
  }

  sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array> {
    return this.#withKeys(pinOfKey[use], (keys) => keys.sign(pairFiles[place].keyReference, data));
  }

  async decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret> {
    requireCryptogram('PSO: DECIPHER', cryptogram);
    return this.#withKeys(pinOfKey[use], (keys) => keys.decipher(pairFiles[place].keyReference, cryptogram));
  }

  async #certified(reference: PinReference): Promise<readonly Pair[]> {
    const list = this.#applets.known(reference).lists.get(pathOf(places.certificates));
    if (list !== undefined) return certifiedPairs(reference, list);
    return this.#withLists(reference, (lists) => lists.certified());
  }

  /** The data object in a file. What is known already needs no SELECT of the instance. */
  async #object(reference: PinReference, place: FilePlace): Promise<Uint8Array | null> {
    const object = this.#applets.known(reference).objects.get(pathOf(place));
    if (object !== undefined) return object;
    return this.#withFiles(reference, (files) => files.read(place));
  }

  #withFiles<T>(reference: PinReference, work: (files: AppletFiles) => Promise<T>): Promise<T> {
    return this.#applets.within(reference, (selection) => work(new AppletFiles(this.#applets.channel, selection)));
  }

  #withLists<T>(reference: PinReference, work: (lists: PairLists) => Promise<T>): Promise<T> {
    return this.#withFiles(reference, (files) => work(new PairLists(files, reference)));
  }

  #withKeys<T>(reference: PinReference, work: (keys: AppletKeys) => Promise<T>): Promise<T> {
    return this.#applets.within(reference, (selection) => work(new AppletKeys(this.#applets, selection)));
  }
}

const pinField = (reference: PinReference): PinField => ({ qualifier: qualifiers.pin, reference, paddedLength });

/**
 * Recognises the card by its content: the ATR belongs to the chip, and any Java Card can have the applet. Whether the card has the second
 * instance shows when that is selected first (`Applets`).
 */
export const isoAppletPair: DriverEntry = {
  family,
  capabilities,
  matchesAtr: () => true,
  async open(connection: CardConnection): Promise<CardDriver> {
    const channel = new Channel(connection);
    const applets = new Applets(channel, connection.atr);
    const serial = cardUniqueIdentifier(await readCplc(channel));
    // The work on a card begins with PIN 1.
    await applets.within(1, () => Promise.resolve());
    return new IsoAppletPairDriver(
      { family, serial, unique: 'chip', serialFrom: 'CPLC', atr: connection.atr },
      applets,
    );
  },
};
