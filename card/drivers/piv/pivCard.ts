/**
 * The application on one card, with a cache of what was read. The cache saves APDUs. It is valid because the connection is exclusive, and
 * every error clears it.
 */
import { createHash } from 'node:crypto';
import { equalBytes, fromHex, utf8 } from '../../../base/bytes.js';
import type { Secret } from '../../../base/secret.js';
import type { KeyUse } from '../../../base/terms.js';
import { CardProtocolError, CardRefusedError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import type { Command } from '../../iso7816/command.js';
import { selectApplication } from '../../iso7816/commands/select.js';
import { refusal, statusWords } from '../../iso7816/statusWord.js';
import type { KeyPlace } from '../driver.js';
import {
  decodeCertificateObject,
  encodeCertificateObject,
  orderOf,
  type CertificateObject,
} from './certificateObject.js';
import {
  generateKeyPair,
  getMetadata,
  getObject,
  getSecretObject,
  keyReferences,
  putObject,
  putStoredKey,
  setManagementKey,
  type Metadata,
} from './commands.js';
import { authenticate, decodeStoredKey, drawKey, factoryKey } from './managementKey.js';
import { cardCapabilityContainer, keyHistory, objects, retiredNumber, slots, type Slot } from './slots.js';

export const application = selectApplication(fromHex('A000000308'));

/** PIN policy of GENERATE: the PIN is verified once in a session. */
const pinOnce = 0x02;
/** FASC-N of a card that no federal agency issued (SP 800-73-4 part 1, §3.1.2). */
const fascN = 'D4E739DA739CED39CE739D836858210842108421C84210C3EB';
/** Key history: no key with its certificate on the card, none elsewhere. */
const noHistory = fromHex('C10100C20100');
const securityStatusNotSatisfied = 0x6982;
const referencedDataNotFound = 0x6a88;

export class PivCard {
  readonly channel: Channel;
  /** 16 bytes; the GUID of its CHUID, by which the driver knows a card that it prepared. */
  readonly #mark: Uint8Array;
  readonly #metadata = new Map<number, Metadata>();
  readonly #objects = new Map<string, Uint8Array | null>();
  #isAdministered = false;

  /** @param serial of the chip */
  constructor(channel: Channel, serial: string) {
    this.channel = channel;
    this.#mark = createHash('sha256')
      .update(utf8(`card gateway PIV ${serial}`))
      .digest()
      .subarray(0, 16);
  }

  /** Runs a command. An error clears the cache. */
  send<Answer>(command: Command<Answer>): Promise<Answer> {
    return this.#believed(() => this.channel.send(command));
  }

  /** Runs a command of which status words other than 9000 are results too. @returns null for one of `absent` */
  #sendOr<Answer>(command: Command<Answer>, ...absent: readonly number[]): Promise<Answer | null> {
    return this.#believed(async () => {
      const { data, statusWord } = await this.channel.exchange(command);
      if (absent.includes(statusWord)) return null;
      if (statusWord !== statusWords.success) throw refusal(command, statusWord);
      return command.parse(data);
    });
  }

  async #believed<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Clears the cache: a PIN or PUK was presented, or an error occurred. */
  forget(): void {
    this.#metadata.clear();
    this.#objects.clear();
    this.#isAdministered = false;
  }

  /** Clears what is known of a PIN or PUK, which the next command changes. */
  forgetReference(kind: 'pin' | 'puk'): void {
    this.#metadata.delete(keyReferences[kind]);
  }

  async metadata(reference: number): Promise<Metadata> {
    const known = this.#metadata.get(reference);
    if (known !== undefined) return known;
    // Of an empty slot PivApplet tells the policies; a YubiKey answers 6A88.
    const told = await this.#sendOr(getMetadata(reference), referencedDataNotFound);
    const metadata = told ?? { algorithm: null, isDefault: null, tries: null, publicKey: null };
    this.#metadata.set(reference, metadata);
    return metadata;
  }

  /** PIN or PUK: is it the factory's, and its tries. @throws {CardProtocolError} */
  async reference(kind: 'pin' | 'puk'): Promise<{ isDefault: boolean; max: number; left: number }> {
    const { isDefault, tries } = await this.metadata(keyReferences[kind]);
    if (isDefault === null || tries === null) throw new CardProtocolError(`no metadata of the ${kind}`);
    return { isDefault, ...tries };
  }

  /** Is the management key the factory's? @throws {CardProtocolError} */
  async hasFactoryKey(): Promise<boolean> {
    const { isDefault } = await this.metadata(keyReferences.managementKey);
    if (isDefault === null) throw new CardProtocolError('no metadata of the management key');
    return isDefault;
  }

  /** The value of an object; null: the card has none. */
  async object(tag: string): Promise<Uint8Array | null> {
    const known = this.#objects.get(tag);
    if (known !== undefined) return known;
    const found = await this.#sendOr(getObject(tag), statusWords.fileNotFound);
    // An empty object is one that was removed.
    const value = found === null || found.length === 0 ? null : found;
    this.#objects.set(tag, value);
    return value;
  }

  /** Did this driver prepare the card? */
  async isMarked(): Promise<boolean> {
    const chuid = await this.object(objects.chuid);
    return chuid !== null && equalBytes(chuid, this.#chuid());
  }

  /** The certificate of a slot; null: none. @throws {CardProtocolError} */
  async certificate(slot: Slot): Promise<CertificateObject | null> {
    const value = await this.object(slot.certificate);
    return value === null ? null : decodeCertificateObject(value);
  }

  /** Place of the current pair of a use; null: there is none. @throws {CardProtocolError} */
  async currentPlace(use: KeyUse): Promise<KeyPlace | null> {
    const [first, second] = [await this.#order(slots[use].a), await this.#order(slots[use].b)];
    if (first === 0 && second === 0) return null;
    return first >= second ? 'a' : 'b';
  }

  async #order({ certificate }: Slot): Promise<number> {
    const value = await this.object(certificate);
    return value === null ? 0 : orderOf(value);
  }

  /**
   * CHUID, CCC and key history, under the management key. Once the mark is there, nothing is written again.
   * @throws {CardProtocolError} when the card has no place for its management key; nothing was written
   */
  async writeObjects(): Promise<void> {
    if (await this.isMarked()) return;
    await this.#requireGuard();
    await this.#put(objects.ccc, cardCapabilityContainer(this.#mark.subarray(0, 14)));
    await this.#put(objects.keyHistory, keyHistory(0));
    await this.#put(objects.chuid, this.#chuid());
  }

  /** Does the card tell of no retired keys? They would be lost with a new history. */
  async hasNoHistory(): Promise<boolean> {
    const history = await this.object(objects.keyHistory);
    return history === null || equalBytes(history.subarray(0, noHistory.length), noHistory);
  }

  /** Tells other software of the key in a retired slot. */
  async enterInHistory(slot: Slot): Promise<void> {
    const number = retiredNumber(slot);
    if (number === 0) return;
    const history = await this.object(objects.keyHistory);
    const told = history?.[0] === 0xc1 ? (history[2] ?? 0) : 0;
    if (told < number) await this.#put(objects.keyHistory, keyHistory(number));
  }

  writeCertificate(slot: Slot, object: CertificateObject): Promise<void> {
    return this.#put(slot.certificate, encodeCertificateObject(object));
  }

  async removeCertificate(slot: Slot): Promise<void> {
    if ((await this.object(slot.certificate)) !== null) await this.#put(slot.certificate, new Uint8Array(0));
  }

  /** @returns the content of 7F49 */
  async generate(slot: Slot, algorithm: number): Promise<Uint8Array> {
    await this.#administer();
    this.#metadata.delete(slot.reference);
    const publicKey = await this.send(generateKeyPair(slot.reference, algorithm, pinOnce));
    // As GET METADATA would tell it.
    this.#metadata.set(slot.reference, { algorithm, isDefault: null, tries: null, publicKey });
    return publicKey;
  }

  /**
   * Replaces the factory's management key by a drawn one, which lies on the card where only the PIN opens it: there is no escrow for it,
   * and a key that nobody has would end all renewals. Interrupted before SET MANAGEMENT KEY, it is drawn anew.
   */
  async replaceManagementKey(): Promise<void> {
    const { algorithm } = await this.metadata(keyReferences.managementKey);
    if (algorithm === null || !(await this.hasFactoryKey())) {
      throw new CardRefusedError('SET MANAGEMENT KEY', statusWords.conditionsNotSatisfied);
    }
    const key = drawKey(algorithm);
    try {
      await this.#administer();
      await this.send(putStoredKey(objects.guarded, key));
      this.#metadata.delete(keyReferences.managementKey);
      await this.send(setManagementKey(algorithm, key));
    } finally {
      key.dispose();
    }
  }

  /** Before a PIN was verified: 5FC109 is refused, also when it is empty or, on cards that tell so, after something lies there. */
  async #requireGuard(): Promise<void> {
    if (await this.#isGuarded()) return;
    await this.#put(objects.guarded, new Uint8Array(2));
    if (await this.#isGuarded()) return;
    throw new CardProtocolError(
      'the card shows object 5FC109 without a PIN, so its management key cannot be kept there',
    );
  }

  async #isGuarded(): Promise<boolean> {
    const { data, statusWord } = await this.channel.exchange(getSecretObject(objects.guarded));
    data.fill(0);
    return statusWord === securityStatusNotSatisfied;
  }

  async #put(tag: string, value: Uint8Array): Promise<void> {
    await this.#administer();
    this.#objects.delete(tag);
    await this.send(putObject(tag, value));
  }

  /** Authenticates with the management key, once in a session. After its replacement the PIN has to be verified before. */
  async #administer(): Promise<void> {
    if (this.#isAdministered) return;
    const { algorithm } = await this.metadata(keyReferences.managementKey);
    if (algorithm === null) throw new CardProtocolError('no metadata of the management key');
    const key = (await this.hasFactoryKey()) ? factoryKey(algorithm) : await this.#storedKey();
    try {
      await authenticate(this.channel, algorithm, key);
      this.#isAdministered = true;
    } catch (error) {
      this.forget();
      throw error;
    } finally {
      key.dispose();
    }
  }

  async #storedKey(): Promise<Secret> {
    const object = await this.send(getSecretObject(objects.guarded));
    try {
      return decodeStoredKey(object);
    } finally {
      object.dispose();
    }
  }

  /** CHUID (part 1, table 9), without a signature. */
  #chuid(): Uint8Array {
    const guid = Buffer.from(this.#mark).toString('hex');
    return fromHex(`3019${fascN}3410${guid}350832303939313233313E00FE00`);
  }
}
