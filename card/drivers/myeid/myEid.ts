/**
 * Driver for MyEID cards and OsEID, which answers as they do. One PKCS #15 application holds both PINs and the keys of both. PINs that
 * were verified stay verified until the card is reset.
 */
import { toHex } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import {
  CardFullError,
  CardProtocolError,
  CardRefusedError,
  malformedAsResult,
  nullWhenMalformed,
} from '../../errors.js';
import { Channel } from '../../iso7816/channel.js';
import { selectApplication } from '../../iso7816/commands/select.js';
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
  PukTries,
} from '../driver.js';
import { isWholeSet } from '../capabilities.js';
import type { DriverEntry } from '../driverEntry.js';
import { fromRsaPublicKey, isX509, toRsaPublicKey } from '../../pkcs15/rsaKeys.js';
import { checkPin } from '../pinRule.js';
import { capabilities, finalise, pinRule, pukRule, tries } from './capabilities.js';
import {
  activateApplication,
  applicationId,
  initialisePin,
  isActivated,
  readPinInformation,
  readSerial,
  replacePin,
  verifyPadded,
} from './commands.js';
import { MyEidFiles } from './files.js';
import { commonFiles, efDir, filesOf, filesOfPin, largestCertificate, pinOfUse, type Pair } from './layout.js';
import { MyEidKeys } from './keys.js';
import { markIn } from './mark.js';
import { PairLists } from './pairLists.js';

const family = 'myeid';
const references: readonly PinReference[] = [1, 2];

/** The methods are documented in `CardDriver`. */
class MyEidDriver implements CardDriver {
  readonly capabilities = capabilities;
  readonly identity: CardIdentity;
  readonly #channel: Channel;
  readonly #files: MyEidFiles;
  readonly #keys: MyEidKeys;
  /** Is the card finalised? */
  #activated: boolean;

  constructor(identity: CardIdentity, channel: Channel, activated: boolean) {
    this.identity = identity;
    this.#channel = channel;
    this.#files = new MyEidFiles(channel);
    this.#keys = new MyEidKeys(channel, this.#files);
    this.#activated = activated;
  }

  async pinStatus(reference: PinReference): Promise<PinStatus> {
    const information = await this.#channel.send(readPinInformation(reference));
    const isSet = information !== null;
    const { pinLeft = null, pinMax = tries.pin } = information ?? {};
    return { reference, pukSet: isSet, pinSet: isSet, triesLeft: pinLeft, maxTries: pinMax };
  }

  async pukTries(reference: PinReference): Promise<PukTries | null> {
    const information = await this.#channel.send(readPinInformation(reference));
    return information && { reference, left: information.pukLeft, max: information.pukMax };
  }

  async read(): Promise<CardReading> {
    const pins = await this.#pins();
    const lifeCycle = await this.#lifeCycleOf(pins);
    const certificates: CurrentCertificate[] = [];
    for (const { reference, pinSet } of pins) {
      const [current] = pinSet ? ((await this.#certified(reference).catch(nullWhenMalformed)) ?? []) : [];
      if (current === undefined) continue;
      const certificate = await this.readCertificate(current.use, current.place).catch(malformedAsResult);
      if (certificate !== null) certificates.push({ ...current, certificate });
    }
    return { pins, lifeCycle, certificates };
  }

  async lifeCycle(): Promise<CardLifeCycle> {
    return this.#lifeCycleOf(await this.#pins());
  }

  async #pins(): Promise<readonly PinStatus[]> {
    return [await this.pinStatus(1), await this.pinStatus(2)];
  }

  /** Our files, with the mark, are created before a PIN is set. */
  async #lifeCycleOf(pins: readonly PinStatus[]): Promise<CardLifeCycle> {
    const mark = await this.#guarded(() => markIn(this.#files, this.identity.serial));
    if (pins.every(({ pinSet }) => !pinSet)) return mark === 'other' || this.#activated ? 'foreign' : 'blank';
    if (mark !== 'ours') return 'foreign';
    if (!this.#activated || !pins.every(({ pinSet }) => pinSet)) return 'incomplete';
    // An interrupted write can leave a malformed directory. The job that wrote it repairs it.
    const uses = await this.uses().catch(nullWhenMalformed);
    if (uses === null) return 'incomplete';
    if (isWholeSet(uses)) return 'issued';
    return uses.length === 0 && !(await this.#hasKeys()) ? 'prepared' : 'incomplete';
  }

  async #hasKeys(): Promise<boolean> {
    for (const reference of references) {
      const keys = await this.#withLists(reference, (lists) => lists.pairs('publicKeys')).catch(nullWhenMalformed);
      if (keys === null || keys.length > 0) return true;
    }
    return false;
  }

  async uses(): Promise<readonly KeyUse[]> {
    const current = new Set<KeyUse>();
    for (const reference of references) {
      const [first] = await this.#certified(reference);
      if (first !== undefined) current.add(first.use);
    }
    return (['sign', 'encrypt', 'signEncrypt'] as const).filter((use) => current.has(use));
  }

  async currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    const [first] = await this.#certified(pinOfUse[use]);
    return first?.use === use ? first.place : null;
  }

  /** A PUK is set with its PIN. */
  setPuk(): Promise<void> {
    return Promise.reject(new CardRefusedError('PUT DATA', statusWords.conditionsNotSatisfied));
  }

  /** A PIN is set with its PUK. */
  setInitialPin(): Promise<void> {
    return this.setPuk();
  }

  async setPinAndPuk(reference: PinReference, pin: Secret, puk: Secret): Promise<void> {
    checkPin(pin, [pinRule]);
    checkPin(puk, [pukRule]);
    // Before it is finalised the card would take new ones again.
    const { pinSet } = await this.pinStatus(reference);
    if (pinSet) throw new CardRefusedError('PUT DATA', statusWords.conditionsNotSatisfied);
    await this.#guarded(() => this.#channel.send(initialisePin(reference, pin, puk)));
  }

  async verifyPin(reference: PinReference, pin: Secret): Promise<void> {
    checkPin(pin, [pinRule]);
    await this.#guarded(() => this.#channel.send(verifyPadded(reference, pin)));
  }

  async changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void> {
    checkPin(oldPin, [pinRule]);
    checkPin(newPin, [pinRule]);
    await this.#guarded(() => this.#channel.send(replacePin('pin', reference, oldPin, newPin)));
  }

  async resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void> {
    checkPin(puk, [pukRule]);
    checkPin(newPin, [pinRule]);
    await this.#guarded(() => this.#channel.send(replacePin('puk', reference, puk, newPin)));
  }

  async createFileSystem(reference: PinReference, labels: FileSystemLabels): Promise<void> {
    await this.#guarded(async () => {
      if (reference === 1) await this.#files.createInMasterFile(efDir(labels));
      for (const file of filesOfPin(reference, labels)) await this.#files.create(file);
      if (reference !== 1) return;
      for (const file of commonFiles(this.identity.serial, labels)) await this.#files.create(file);
    });
  }

  async perform(operation: string): Promise<void> {
    if (operation !== finalise) throw new RangeError(`a MyEID card has no operation ${operation}`);
    await this.#guarded(() => this.#channel.send(activateApplication()));
    this.#activated = true;
  }

  async isPerformed(operation: string): Promise<boolean> {
    if (operation !== finalise) throw new RangeError(`a MyEID card has no operation ${operation}`);
    this.#forget();
    this.#activated = isActivated(await this.#channel.send(selectApplication(applicationId)));
    return this.#activated;
  }

  async generateKey(use: KeyUse, place: KeyPlace, algorithm: KeyAlgorithm): Promise<Uint8Array> {
    if (algorithm !== 'rsa2048') {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.functionNotSupported);
    }
    await this.#withLists(pinOfUse[use], (lists) => lists.removeCertificate({ use, place }));
    return this.#guarded(() => this.#keys.generate(filesOf({ use, place }).key));
  }

  // The content is written before the entries that refer to it.
  async writeKeyObjects(use: KeyUse, place: KeyPlace, publicKeyInfo: Uint8Array): Promise<void> {
    const publicKey = toRsaPublicKey(publicKeyInfo);
    await this.#guarded(() => this.#files.write(filesOf({ use, place }).publicKey, publicKey));
    await this.#withLists(pinOfUse[use], async (lists) => {
      for (const list of ['publicKeys', 'privateKeys'] as const) await lists.add(list, { use, place });
    });
  }

  async readPublicKey(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const key = await this.#guarded(() => this.#files.read(filesOf({ use, place }).publicKey));
    return key === null ? null : fromRsaPublicKey(key);
  }

  async writeCertificate(use: KeyUse, place: KeyPlace, certificate: Uint8Array): Promise<void> {
    if (certificate.length > largestCertificate) throw new CardFullError('UPDATE BINARY', statusWords.notEnoughMemory);
    await this.#guarded(() => this.#files.write(filesOf({ use, place }).certificate, certificate));
    await this.#withLists(pinOfUse[use], (lists) => lists.add('certificates', { use, place }));
  }

  async readCertificate(use: KeyUse, place: KeyPlace): Promise<Uint8Array | null> {
    const certificate = await this.#guarded(() => this.#files.read(filesOf({ use, place }).certificate));
    if (certificate !== null && !isX509(certificate)) throw new CardProtocolError('no certificate where one is to be');
    return certificate;
  }

  // CDF, which `currentPlace` reads, is changed last.
  async makeCurrent(use: KeyUse, place: KeyPlace): Promise<void> {
    await this.#withLists(pinOfUse[use], async (lists) => {
      const certified = await lists.pairs('certificates').catch(nullWhenMalformed);
      if (!certified?.some((pair) => pair.use === use && pair.place === place)) throw missingFile();
      for (const list of ['privateKeys', 'publicKeys', 'certificates'] as const) {
        await lists.makeFirst(list, { use, place });
      }
    });
  }

  sign(use: KeyUse, place: KeyPlace, data: Uint8Array): Promise<Uint8Array> {
    return this.#guarded(() => this.#keys.sign(filesOf({ use, place }).key, data));
  }

  decipher(use: KeyUse, place: KeyPlace, cryptogram: Uint8Array): Promise<Secret> {
    return this.#guarded(() => this.#keys.decipher(filesOf({ use, place }).key, cryptogram));
  }

  #certified(reference: PinReference): Promise<readonly Pair[]> {
    return this.#withLists(reference, (lists) => lists.pairs('certificates'));
  }

  #withLists<T>(reference: PinReference, work: (lists: PairLists) => Promise<T>): Promise<T> {
    return this.#guarded(() => work(new PairLists(this.#files, reference)));
  }

  /** After an error nothing that was known of the card is believed. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#files.forget();
    this.#keys.forget();
  }
}

const missingFile = (): CardRefusedError => new CardRefusedError('SELECT', statusWords.fileNotFound);

/** The historical bytes of its answer to reset are its name. */
export const myEid: DriverEntry = {
  family,
  capabilities,
  matchesAtr: ({ historicalBytes }) => Buffer.from(historicalBytes).includes('MyEID'),
  async open(connection: CardConnection): Promise<CardDriver> {
    const channel = new Channel(connection);
    const activated = isActivated(await channel.send(selectApplication(applicationId)));
    const serial = await channel.send(readSerial());
    const identity: CardIdentity = {
      family,
      serial: toHex(serial),
      unique: 'chip',
      serialFrom: 'GET DATA 01A0',
      atr: connection.atr,
    };
    return new MyEidDriver(identity, channel, activated);
  },
};
