/** Reads and writes the files of the card with as few APDUs as possible, and keeps what is known of them. */
import { concatBytes, equalBytes } from '../../../base/bytes.js';
import { CardFullError, CardProtocolError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import { readBinary } from '../../iso7816/commands/readBinary.js';
import { selectMasterFile, selectPath } from '../../iso7816/commands/select.js';
import { updateBinary } from '../../iso7816/commands/updateBinary.js';
import { refusal, statusWords } from '../../iso7816/statusWord.js';
import { encodedLength, parseTlvs } from '../../iso7816/tlv.js';
import { createMyEidFile } from './commands.js';
import { listBytes, type NewFile } from './layout.js';

const applicationFolder = '5015';
const maxHeaderBytes = 8;

/** Memory that was emptied or never written. */
const isVoid = ([first]: Uint8Array): boolean => first === undefined || first === 0x00 || first === 0xff;

/** The files of one connection, which is exclusive. After an error nothing is known any more. */
export class MyEidFiles {
  readonly #channel: Channel;
  /** Identifier of the current file; null: a folder, or unknown. */
  #current: string | null = null;
  /** Content by identifier; null: the file is missing or empty. */
  readonly #known = new Map<string, Uint8Array | null>();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Forgets everything: after an error the card may be in any state. */
  forget(): void {
    this.#current = null;
    this.#known.clear();
  }

  /** Creates a file in the master file and goes back to the application's folder. */
  async createInMasterFile(file: NewFile): Promise<void> {
    await this.#channel.send(selectMasterFile());
    this.#current = null;
    await this.create(file, '');
    await this.#channel.send(selectPath(applicationFolder));
    this.#current = null;
  }

  /** Creates a file and writes its content. One that exists is kept, unless it is empty. */
  async create(file: NewFile, folder = applicationFolder): Promise<void> {
    const { fileId, content } = file;
    const command = createMyEidFile(file);
    const { statusWord } = await this.#channel.exchange(command);
    const exists = statusWord === statusWords.fileExists;
    if (statusWord !== statusWords.success && !exists) throw refusal(command, statusWord);
    if (!exists) {
      this.#current = fileId;
      this.#known.set(fileId, null);
    } else {
      if (content === undefined) return;
      await this.#channel.send(selectPath(folder + fileId));
      this.#current = fileId;
      if (encodedLength(await this.#channel.send(readBinary(0, 1 + maxHeaderBytes))) !== null) return;
    }
    if (content !== undefined) await this.write(fileId, content);
  }

  /** Makes a file the current one. @returns false when it is missing */
  async select(fileId: string): Promise<boolean> {
    if (this.#current === fileId) return true;
    const command = selectPath(applicationFolder + fileId);
    const { statusWord } = await this.#channel.exchange(command);
    if (statusWord === statusWords.fileNotFound) return false;
    if (statusWord !== statusWords.success) throw refusal(command, statusWord);
    this.#current = fileId;
    return true;
  }

  /** Reads the data object at the start of a file. @returns null when the file is missing or empty @throws {CardProtocolError} */
  async read(fileId: string): Promise<Uint8Array | null> {
    const known = this.#known.get(fileId);
    if (known !== undefined) return known;
    const content = (await this.select(fileId)) ? await this.#readObject() : null;
    this.#known.set(fileId, content);
    return content;
  }

  /** The data objects of a list. @throws {CardProtocolError} when it is not one */
  async readList(fileId: string): Promise<readonly Uint8Array[]> {
    let content = this.#known.get(fileId);
    if (content === undefined) {
      content = (await this.select(fileId)) ? await this.#readWhole(fileId) : null;
      this.#known.set(fileId, content);
    }
    if (content === null) return [];
    const objects: Uint8Array[] = [];
    for (let rest = content; ;) {
      const length = encodedLength(rest);
      if (length === null) return objects;
      if (length > rest.length) throw new CardProtocolError('a list ends within an object');
      parseTlvs(rest.subarray(0, length));
      objects.push(rest.slice(0, length));
      rest = rest.subarray(length);
    }
  }

  /** Writes a whole list with one command. @throws {CardFullError} */
  async writeList(fileId: string, objects: readonly Uint8Array[]): Promise<void> {
    const bytes = concatBytes(...objects);
    if (bytes.length > listBytes) throw new CardFullError('UPDATE BINARY', statusWords.notEnoughMemory);
    const content = new Uint8Array(listBytes);
    content.set(bytes);
    const known = this.#known.get(fileId);
    if (known && equalBytes(known, content)) return;
    await this.#selectExisting(fileId);
    this.#known.delete(fileId);
    await this.#channel.send(updateBinary(0, content));
    this.#known.set(fileId, content);
  }

  /**
   * Writes a data object. What was in the file is made invalid first and the beginning is written last, so that an interrupted write
   * leaves an empty file.
   */
  async write(fileId: string, content: Uint8Array): Promise<void> {
    await this.clear(fileId);
    await this.#selectExisting(fileId);
    this.#known.delete(fileId);
    const size = this.#channel.commandBytes;
    const starts = Array.from({ length: Math.ceil(content.length / size) }, (_, index) => index * size).reverse();
    for (const start of starts) {
      await this.#channel.send(updateBinary(start, content.subarray(start, start + size)));
    }
    this.#known.set(fileId, content.slice());
  }

  /** Is the file missing, or without a data object at its start? */
  async isEmpty(fileId: string): Promise<boolean> {
    if (this.#known.has(fileId)) return this.#known.get(fileId) === null;
    return !(await this.select(fileId)) || isVoid(await this.#channel.send(readBinary(0, 1)));
  }

  /** Empties a file; one that is missing or empty stays so. */
  async clear(fileId: string): Promise<void> {
    if (this.#known.get(fileId) === null || !(await this.select(fileId))) return;
    const isEmpty = isVoid(await this.#channel.send(readBinary(0, 1)));
    this.#known.delete(fileId);
    if (!isEmpty) await this.#channel.send(updateBinary(0, Uint8Array.of(0x00)));
    this.#known.set(fileId, null);
  }

  /** A list that comes in part is none: what is missing would be overwritten as if it were not there. */
  async #readWhole(fileId: string): Promise<Uint8Array> {
    const content = await this.#channel.send(readBinary(0, listBytes));
    if (content.length !== listBytes) throw new CardProtocolError(`${content.length} bytes of the list ${fileId}`);
    return content;
  }

  async #selectExisting(fileId: string): Promise<void> {
    if (this.#current !== fileId) await this.#channel.send(selectPath(applicationFolder + fileId));
    this.#current = fileId;
  }

  async #readObject(): Promise<Uint8Array | null> {
    let content = await this.#channel.send(readBinary(0, this.#channel.responseBytes));
    const length = encodedLength(content);
    if (length === null) return null;
    if (length > 0x7fff) throw new CardProtocolError(`a file that says it holds ${length} bytes`);
    while (content.length < length) {
      const wanted = Math.min(length - content.length, this.#channel.responseBytes);
      const part = await this.#channel.send(readBinary(content.length, wanted));
      if (part.length !== wanted) throw new CardProtocolError('a file is shorter than its content says');
      content = concatBytes(content, part);
    }
    return content.slice(0, length);
  }
}
