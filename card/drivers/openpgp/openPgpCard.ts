/**
 * The application on one card, with a cache of what was read. The cache saves APDUs. It is valid because the connection is exclusive, and
 * every error clears it.
 */
import { createHash } from 'node:crypto';
import { concatBytes, equalBytes, toHex, utf8 } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import { CardFullError, CardRefusedError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import type { Command } from '../../iso7816/command.js';
import { getData } from '../../iso7816/commands/getData.js';
import { refusal, statusWords } from '../../iso7816/statusWord.js';
import type { KeyPlace } from '../driver.js';
import { lettersAndDigits } from '../pinRule.js';
import { decodeApplicationData, decodeTries, type ApplicationData, type PinTries } from './applicationData.js';
import { factory } from './capabilities.js';
import {
  changeReference,
  getSecret,
  keyPair,
  modes,
  putData,
  putSecretAfter,
  selectCertificate,
  selectKey,
  verify,
} from './commands.js';
import { stages, tags, type Slot, type Stage } from './layout.js';
import { decodePublicKey, fingerprintOf } from './publicKeys.js';

/** Behind the stage: the current pair for decipherment is that of key 3. */
const placeB = 0x01;
const adminPinLength = 16;
const securityStatusNotSatisfied = 0x6982;
const referencedDataNotFound = 0x6a88;
const noKeyDerivation = '810100';

export class OpenPgpCard {
  readonly channel: Channel;
  readonly application: ApplicationData;
  readonly #mark: Uint8Array;
  readonly #certificates = new Map<number, Uint8Array | null>();
  readonly #publicKeys = new Map<number, Uint8Array | null>();
  #tries: PinTries | null;
  /** undefined: not read. null: the card has no mark of ours. */
  #stage: Stage | null | undefined;
  #isAdministered = false;
  /** Place of the current pair for decipherment, as it stands behind the stage. */
  #place: KeyPlace = 'a';
  /** Which key a command uses, by tag of its template, as far as the driver told the card. */
  readonly #selected = new Map<number, number>();

  constructor(channel: Channel, application: ApplicationData) {
    this.channel = channel;
    this.application = application;
    this.#tries = application.tries;
    const text = utf8(`card gateway OpenPGP ${toHex(application.aid)}`);
    this.#mark = createHash('sha256').update(text).digest().subarray(0, 16);
  }

  static async read(channel: Channel): Promise<OpenPgpCard> {
    return new OpenPgpCard(channel, decodeApplicationData(await channel.send(getData(tags.applicationData))));
  }

  /** Runs a command. An error clears the cache. */
  send<Answer>(command: Command<Answer>): Promise<Answer> {
    return this.#believed(() => this.channel.send(command));
  }

  async #believed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#certificates.clear();
      this.#publicKeys.clear();
      this.#selected.clear();
      this.#tries = null;
      this.#stage = undefined;
      this.#isAdministered = false;
      throw error;
    }
  }

  async tries(): Promise<PinTries> {
    this.#tries ??= decodeTries(await this.send(getData(tags.pinStatus)));
    return this.#tries;
  }

  /** The next command changes them. */
  forgetTries(): void {
    this.#tries = null;
  }

  /** null: the driver did not prepare this card. */
  async stage(): Promise<Stage | null> {
    if (this.#stage !== undefined) return this.#stage;
    const value = await this.send(getSecret(tags.mark));
    this.#stage = value.use((bytes) => this.#stageIn(bytes));
    value.dispose();
    return this.#stage;
  }

  #stageIn(value: Uint8Array): Stage | null {
    const told = value[this.#mark.length];
    if (!equalBytes(value.subarray(0, this.#mark.length), this.#mark)) return null;
    this.#place = told === stages.pinSet && value[this.#mark.length + 1] === placeB ? 'b' : 'a';
    return Object.values(stages).find((stage) => stage === told) ?? null;
  }

  /** PW3 was verified. @param adminPin null: the drawn PW3 no longer lies there */
  async writeStage(stage: Stage, adminPin: Secret | null): Promise<void> {
    this.#stage = undefined;
    await this.send(putSecretAfter(tags.mark, concatBytes(this.#mark, Uint8Array.of(stage)), adminPin));
    this.#stage = stage;
  }

  /** Place of the pair for decipherment that was made current last. */
  async place(): Promise<KeyPlace> {
    await this.stage();
    return this.#place;
  }

  /** PW3 was verified, and PW1 is set. */
  async writePlace(place: KeyPlace): Promise<void> {
    this.#stage = undefined;
    const value = Uint8Array.of(...this.#mark, stages.pinSet, place === 'b' ? placeB : 0x00);
    await this.send(putData(tags.mark, value));
  }

  /** Gives a key to INTERNAL AUTHENTICATE or DECIPHER. @param command by tag of the template */
  async selectKey(command: number, { key }: Slot): Promise<void> {
    if (this.#selected.get(command) === key) return;
    await this.send(selectKey(command, key));
    this.#selected.set(command, key);
  }

  /** The drawn PW3: until PW1 is set beside the mark, then behind PW1, which was verified. @throws {CardRefusedError} */
  async storedAdminPin(): Promise<Secret> {
    if ((await this.stage()) === stages.pinSet) return this.send(getSecret(tags.guarded));
    const value = await this.send(getSecret(tags.mark));
    try {
      return value.use((bytes) => Secret.takeBytes(bytes.slice(this.#mark.length + 1)));
    } finally {
      value.dispose();
    }
  }

  /** PW3 was verified. */
  writeSecret(tag: number, value: Secret): Promise<void> {
    return this.send(putSecretAfter(tag, new Uint8Array(0), value));
  }

  /** Is PIN derivation off? With it a PIN would have to be hashed. */
  async hasPlainPins(): Promise<boolean> {
    if (!this.application.hasKeyDerivation) return true;
    const { data, statusWord } = await this.channel.exchange(getData(tags.keyDerivation));
    return statusWord !== statusWords.success || data.length === 0 || toHex(data) === noKeyDerivation;
  }

  /** Presents what may be wrong. @returns whether the card took it; a wrong one spends a try */
  async accepts(mode: (typeof modes)[keyof typeof modes], value: Secret): Promise<boolean> {
    const command = verify(mode, value);
    this.forgetTries();
    const { statusWord } = await this.#believed(() => this.channel.exchange(command));
    if (statusWord === securityStatusNotSatisfied) return false;
    if (statusWord !== statusWords.success) throw refusal(command, statusWord);
    if (mode === modes.admin) this.#isAdministered = true;
    return true;
  }

  /** Presents a factory's value. @throws {CardRefusedError} when the card has another one */
  async presentFactory(mode: (typeof modes)[keyof typeof modes]): Promise<void> {
    const value = Secret.fromText(mode === modes.admin ? factory.pw3 : factory.pw1);
    try {
      if (!(await this.accepts(mode, value))) throw new CardRefusedError('VERIFY', securityStatusNotSatisfied);
    } finally {
      value.dispose();
    }
  }

  /**
   * Verifies PW3, once in a session. Where it may be the factory's or the drawn one, the wrong one spends a try and the right one restores
   * it. Once PW1 is set, it has to be verified before.
   * @throws {CardRefusedError}
   */
  async administer(): Promise<void> {
    if (this.#isAdministered) return;
    const stage = await this.stage();
    if (stage === null) return this.presentFactory(modes.admin);
    const stored = await this.storedAdminPin();
    try {
      if (await this.accepts(modes.admin, stored)) return;
    } finally {
      stored.dispose();
    }
    if (stage !== stages.files) throw new CardRefusedError('VERIFY', securityStatusNotSatisfied);
    await this.presentFactory(modes.admin);
  }

  /** Draws the PW3 that will take the place of the factory's. PW3 was verified. */
  async drawAdminPin(): Promise<void> {
    const drawn = Secret.random(adminPinLength, lettersAndDigits);
    try {
      await this.writeStage(stages.files, drawn);
    } finally {
      drawn.dispose();
    }
  }

  /** Replaces the factory's PW3 by the drawn one, and keeps that behind PW1, which is the factory's. Repeatable. */
  async replaceAdminPin(): Promise<void> {
    const stored = await this.storedAdminPin();
    const old = Secret.fromText(factory.pw3);
    try {
      await this.presentFactory(modes.other);
      await this.writeSecret(tags.guarded, stored);
      if (!(await this.accepts(modes.admin, stored))) {
        await this.send(changeReference(modes.admin, old, stored));
        if (!(await this.accepts(modes.admin, stored))) {
          throw new CardRefusedError('VERIFY', securityStatusNotSatisfied);
        }
      }
      await this.writeStage(stages.adminPin, stored);
    } finally {
      stored.dispose();
      old.dispose();
    }
  }

  /** X.509 DER as far as the card says; null: none. */
  async certificate({ occurrence }: Pick<Slot, 'occurrence'>): Promise<Uint8Array | null> {
    const known = this.#certificates.get(occurrence);
    if (known !== undefined) return known;
    await this.send(selectCertificate(occurrence));
    const value = await this.send(getData(tags.certificate));
    const certificate = value.length === 0 ? null : value;
    this.#certificates.set(occurrence, certificate);
    return certificate;
  }

  /** PW3 was verified. @throws {CardFullError} when it is longer than the card holds */
  async writeCertificate({ occurrence }: Slot, certificate: Uint8Array): Promise<void> {
    if (certificate.length > this.application.certificateBytes) {
      throw new CardFullError('PUT DATA', statusWords.notEnoughMemory);
    }
    this.#certificates.delete(occurrence);
    await this.send(selectCertificate(occurrence));
    await this.send(putData(tags.certificate, certificate));
  }

  /** SubjectPublicKeyInfo, DER; null: there is no key. */
  async publicKey({ template }: Pick<Slot, 'template'>): Promise<Uint8Array | null> {
    const known = this.#publicKeys.get(template);
    if (known !== undefined) return known;
    const command = keyPair('read', template);
    const publicKey = await this.#believed(async () => {
      const { data, statusWord } = await this.channel.exchange(command);
      if (statusWord === referencedDataNotFound) return null;
      if (statusWord !== statusWords.success) throw refusal(command, statusWord);
      return decodePublicKey(command.parse(data));
    });
    this.#publicKeys.set(template, publicKey);
    return publicKey;
  }

  /** PW3 was verified. @returns SubjectPublicKeyInfo, DER */
  async generate({ template }: Slot): Promise<Uint8Array> {
    this.#publicKeys.delete(template);
    const publicKey = decodePublicKey(await this.send(keyPair('generate', template)));
    this.#publicKeys.set(template, publicKey);
    return publicKey;
  }

  /** PW3 was verified. By fingerprint and date other software finds the key. @param seconds since 1970 */
  async writeFingerprint(slot: Slot, publicKey: Uint8Array, seconds: number): Promise<void> {
    const created = new Uint8Array(4);
    new DataView(created.buffer).setUint32(0, seconds);
    await this.send(putData(slot.fingerprint, fingerprintOf(publicKey, created)));
    await this.send(putData(slot.created, created));
  }
}
