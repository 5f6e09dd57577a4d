/**
 * A Java Card with two instances of IsoApplet, API version 0: the first holds PIN 1 and the signing key, the second PIN 2
 * and the encryption key. What VERIFY allowed ends when the other instance is selected and when the PIN is changed: finish one
 * PIN's work before the other's.
 */
import type { Secret } from '../../base/secret.js';
import type { KeyUse, PinReference } from '../../base/terms.js';
import { cardUniqueIdentifier, readCplc } from '../globalplatform/cplc.js';
import { Channel } from '../iso7816/channel.js';
import { changeReferenceData, probeReferenceData, setReferenceData } from '../iso7816/commands/changeReferenceData.js';
import { generateRsaKeyPair } from '../iso7816/commands/generateAsymmetricKeyPair.js';
import { securityTemplates } from '../iso7816/commands/manageSecurityEnvironment.js';
import { computeDigitalSignature, decipher } from '../iso7816/commands/performSecurityOperation.js';
import { resetRetryCounter } from '../iso7816/commands/resetRetryCounter.js';
import { verify, verifyStatus } from '../iso7816/commands/verify.js';
import { refusal, statusWords, triesLeft } from '../iso7816/statusWord.js';
import type { CardConnection } from '../transport/connection.js';
import type {
  CardCapabilities,
  CardDriver,
  CardIdentity,
  CardLifeCycle,
  FileSystemLabels,
  KeyAlgorithm,
  PinRule,
  PinStatus,
} from './driver.js';
import { CardProtocolError, CardRefusedError } from './errors.js';
import { Applets } from './isoapplet/applets.js';
import { AppletFiles } from './isoapplet/files.js';
import type { NewFile } from './isoapplet/layout.js';
import {
  certificateFiles,
  fileSystem,
  keyFiles,
  keyReference,
  modulusBits,
  paddedLength,
  places,
  qualifiers,
} from './isoapplet/layout.js';
import { fromRsaPublicKey, sha256DigestInfo, subjectPublicKeyInfo, toRsaPublicKey } from './isoapplet/rsaKeys.js';
import { checkPin } from './pinRule.js';
import type { DriverEntry } from './driverEntry.js';

const family = 'isoapplet-pair';
const maxTries = 3;

/** Algorithm references of MANAGE SECURITY ENVIRONMENT. */
const algorithms = { generateRsa2048: 0xf3, rsaPkcs1: 0x11 } as const;
/** P1 of GENERATE ASYMMETRIC KEY PAIR for RSA keys. */
const generateRsa = 0x42;
/** The slowest cards take 23 s on average, and the search for primes has a long tail. */
const generationTimeoutMs = 180_000;

const capabilities: CardCapabilities = {
  pinRule: { minLength: 4, maxLength: paddedLength, characters: '[0-9A-Za-z]' },
  pukLength: paddedLength,
  pukAlphabet: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  pukChangeable: false,
  pinOfKey: { sign: 1, encrypt: 2 },
  // The applet signs with ECDSA over SHA-1 only, which no CA accepts.
  keyAlgorithms: ['rsa2048'],
};
const pukRule: PinRule = { minLength: paddedLength, maxLength: paddedLength, characters: '[0-9A-Za-z]' };

class IsoAppletPairDriver implements CardDriver {
  readonly capabilities = capabilities;
  readonly identity: CardIdentity;
  readonly #applets: Applets;

  constructor(identity: CardIdentity, applets: Applets) {
    this.identity = identity;
    this.#applets = applets;
  }

  async pinStatus(reference: PinReference): Promise<PinStatus> {
    const phase = this.#applets.phase(reference);
    if (phase === 'creation' || phase === 'initialisation') return unsetPin(reference, phase === 'initialisation');
    return this.#applets.within(reference, async () => {
      const status = verifyStatus(qualifiers.pin);
      const { statusWord } = await this.#applets.channel.exchange(status);
      const left = statusWord === statusWords.authenticationMethodBlocked ? 0 : triesLeft(statusWord);
      if (left !== null) {
        this.#applets.setPhase(reference, 'operational');
        return { reference, pukSet: true, pinSet: true, triesLeft: left, maxTries };
      }
      if (statusWord !== statusWords.success) throw refusal(status, statusWord);
      const pukSet = await this.#probePuk();
      this.#applets.setPhase(reference, pukSet ? 'initialisation' : 'creation');
      return unsetPin(reference, pukSet);
    });
  }

  /** Before the PUK is set the applet looks at the length of a new one first; afterwards it takes none at all. */
  async #probePuk(): Promise<boolean> {
    const probe = probeReferenceData(qualifiers.puk);
    const { statusWord } = await this.#applets.channel.exchange(probe);
    if (statusWord === statusWords.wrongLength) return false;
    if (statusWord === statusWords.incorrectP1P2) return true;
    throw refusal(probe, statusWord);
  }

  async lifeCycle(): Promise<CardLifeCycle> {
    const pins = [await this.pinStatus(1), await this.pinStatus(2)];
    if (pins.every((pin) => !pin.pukSet && !pin.pinSet)) return 'blank';
    if (!pins.every((pin) => pin.pinSet)) return 'incomplete';
    // The instance that pinStatus selected last comes first.
    for (const use of ['encrypt', 'sign'] as const) {
      const there = await this.#withFiles(capabilities.pinOfKey[use], (files) =>
        files.holdsSomething(places.certificate),
      );
      if (!there) return 'incomplete';
    }
    return 'issued';
  }

  async setPuk(reference: PinReference, puk: Secret): Promise<void> {
    checkPin(puk, [pukRule]);
    await this.#applets.within(reference, async () => {
      await this.#applets.channel.send(setReferenceData(qualifiers.puk, puk));
      this.#applets.setPhase(reference, 'initialisation');
    });
  }

  async setInitialPin(reference: PinReference, pin: Secret): Promise<void> {
    checkPin(pin, [capabilities.pinRule]);
    const { pukSet } = await this.pinStatus(reference);
    // The applet would take the PIN and never a PUK again.
    if (!pukSet) throw new CardRefusedError('CHANGE REFERENCE DATA', statusWords.conditionsNotSatisfied);
    await this.#applets.within(reference, async () => {
      await this.#applets.channel.send(setReferenceData(qualifiers.pin, pin));
      this.#applets.setPhase(reference, 'operational');
    });
  }

  async verifyPin(reference: PinReference, pin: Secret): Promise<void> {
    checkPin(pin, [capabilities.pinRule]);
    await this.#applets.within(reference, () =>
      this.#applets.channel.send(verify(qualifiers.pin, reference, pin, paddedLength)),
    );
  }

  async changePin(reference: PinReference, oldPin: Secret, newPin: Secret): Promise<void> {
    checkPin(oldPin, [capabilities.pinRule]);
    checkPin(newPin, [capabilities.pinRule]);
    await this.#applets.within(reference, () =>
      this.#applets.channel.send(changeReferenceData(qualifiers.pin, reference, oldPin, newPin, paddedLength)),
    );
  }

  async resetRetryCounter(reference: PinReference, puk: Secret, newPin: Secret): Promise<void> {
    checkPin(puk, [pukRule]);
    checkPin(newPin, [capabilities.pinRule]);
    await this.#applets.within(reference, () =>
      this.#applets.channel.send(resetRetryCounter(qualifiers.pin, reference, puk, newPin, paddedLength)),
    );
  }

  async createFileSystem(reference: PinReference, labels: FileSystemLabels): Promise<void> {
    const { directory, application } = fileSystem(labels, reference, this.identity.serial, capabilities.pinRule);
    await this.#withFiles(reference, async (files) => {
      await files.writeOnce(directory.place, directory.content, directory.sizeBytes);
      await files.enterApplicationFolder();
      for (const { place, content, sizeBytes } of application) await files.writeOnce(place, content, sizeBytes);
    });
  }

  async generateKey(use: KeyUse, algorithm: KeyAlgorithm): Promise<Uint8Array> {
    if (!capabilities.keyAlgorithms.includes(algorithm)) {
      throw new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', statusWords.functionNotSupported);
    }
    return this.#applets.within(capabilities.pinOfKey[use], async (selection) => {
      await this.#applets.setEnvironment(selection, {
        template: securityTemplates.keyGeneration,
        algorithmReference: algorithms.generateRsa2048,
        keyReference,
      });
      return subjectPublicKeyInfo(
        await this.#applets.channel.send(generateRsaKeyPair(generateRsa, generationTimeoutMs)),
      );
    });
  }

  async writeKeyObjects(use: KeyUse, publicKeyInfo: Uint8Array): Promise<void> {
    await this.#write(use, keyFiles(use, toRsaPublicKey(publicKeyInfo)));
  }

  async readPublicKey(use: KeyUse): Promise<Uint8Array | null> {
    const key = await this.#withFiles(capabilities.pinOfKey[use], (files) => files.read(places.publicKey));
    return key === null ? null : fromRsaPublicKey(key);
  }

  async writeCertificate(use: KeyUse, certificate: Uint8Array): Promise<void> {
    await this.#write(use, certificateFiles(use, certificate));
  }

  async readCertificate(use: KeyUse): Promise<Uint8Array | null> {
    return this.#withFiles(capabilities.pinOfKey[use], (files) => files.read(places.certificate));
  }

  async sign(use: KeyUse, data: Uint8Array): Promise<Uint8Array> {
    return this.#applets.within(capabilities.pinOfKey[use], async (selection) => {
      await this.#applets.setEnvironment(selection, {
        template: securityTemplates.signature,
        algorithmReference: algorithms.rsaPkcs1,
        keyReference,
      });
      const signature = await this.#applets.channel.send(computeDigitalSignature(sha256DigestInfo(data)));
      if (signature.length !== modulusBits / 8) throw new CardProtocolError(`a signature of ${signature.length} bytes`);
      return signature;
    });
  }

  async decipher(use: KeyUse, cryptogram: Uint8Array): Promise<Secret> {
    return this.#applets.within(capabilities.pinOfKey[use], async (selection) => {
      await this.#applets.setEnvironment(selection, {
        template: securityTemplates.decipherment,
        algorithmReference: algorithms.rsaPkcs1,
        keyReference,
      });
      return this.#applets.channel.send(decipher(cryptogram));
    });
  }

  async #write(use: KeyUse, contents: readonly NewFile[]): Promise<void> {
    await this.#withFiles(capabilities.pinOfKey[use], async (files) => {
      for (const { place, content, sizeBytes } of contents) await files.write(place, content, sizeBytes);
    });
  }

  #withFiles<T>(reference: PinReference, work: (files: AppletFiles) => Promise<T>): Promise<T> {
    return this.#applets.within(reference, (selection) => work(new AppletFiles(this.#applets.channel, selection)));
  }
}

function unsetPin(reference: PinReference, pukSet: boolean): PinStatus {
  return { reference, pukSet, pinSet: false, triesLeft: null, maxTries };
}

/** Matches by content alone: the ATR is the chip's, and any Java Card can carry the applet. */
export const isoAppletPair: DriverEntry = {
  family,
  matchesAtr: () => true,
  async open(connection: CardConnection): Promise<CardDriver> {
    const channel = new Channel(connection);
    const applets = new Applets(channel);
    const serial = cardUniqueIdentifier(await readCplc(channel));
    // The first instance is selected last: the work on a card begins with PIN 1.
    for (const reference of [2, 1] as const) await applets.within(reference, () => Promise.resolve());
    return new IsoAppletPairDriver({ family, serial, atr: connection.atr }, applets);
  },
};
