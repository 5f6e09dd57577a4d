/** Files of an applet instance: created, written and read with as few APDUs as the card allows. */
import { concatBytes, equalBytes } from '../../../base/bytes.js';
import { CardProtocolError } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import { createFile } from '../../iso7816/commands/createFile.js';
import { deleteFile } from '../../iso7816/commands/deleteFile.js';
import { readBinary } from '../../iso7816/commands/readBinary.js';
import { selectMasterFile, selectPath, selectPathWithFci } from '../../iso7816/commands/select.js';
import { updateBinary } from '../../iso7816/commands/updateBinary.js';
import type { FileAccess, FileControl } from '../../iso7816/fileControl.js';
import { conditions } from '../../iso7816/fileControl.js';
import { refusal, statusWords } from '../../iso7816/statusWord.js';
import { encodedLength } from '../../iso7816/tlv.js';
import type { Folder, Selection } from './applets.js';

/** Everybody reads; whoever knows the PIN writes. */
const publicFile: FileAccess = {
  read: conditions.always,
  update: conditions.afterPin,
  deleteSelf: conditions.afterPin,
  other: conditions.never,
};

/** READ and UPDATE BINARY reach this far. */
const maxFileBytes = 32767;
/** No list of a card with so few keys is longer. */
const maxListBytes = 4096;
/** Tag and length of a data object have at most so many bytes. */
const maxHeaderBytes = 8;

export interface FilePlace {
  readonly folder: Folder;
  /** File identifier, four hex digits. */
  readonly id: string;
}

/** Path from the master file, hex. */
export const pathOf = (place: FilePlace): string => place.folder + place.id;

/** The applet calls the file control information of a second file invalid; ISO 7816-9 has a status word for it. */
const alreadyThere: readonly number[] = [statusWords.dataInvalid, statusWords.fileExists];

export class AppletFiles {
  readonly #channel: Channel;
  readonly #selection: Selection;

  /** @param selection of the instance that is selected for as long as this object is used */
  constructor(channel: Channel, selection: Selection) {
    this.#channel = channel;
    this.#selection = selection;
  }

  /** Creates the PKCS#15 folder, or finds it there, and makes it the current DF. */
  async enterApplicationFolder(): Promise<void> {
    if (this.#selection.folder === '5015') return;
    const access = {
      createFile: conditions.afterPin,
      deleteChild: conditions.afterPin,
      other: conditions.never,
    };
    const created = await this.#create({ kind: 'folder', fileId: 0x5015, sizeBytes: 5000, access }, '');
    if (!created) await this.#channel.send(selectPath('5015'));
    this.#selection.folder = '5015';
  }

  /**
   * Creates a file and writes it. A file that is there and holds something is left as it is.
   * @param sizeBytes the file's size where it is to have room for more than `content`
   */
  async writeOnce(place: FilePlace, content: Uint8Array, sizeBytes = content.length): Promise<void> {
    if (!(await this.#createFile(place, sizeBytes)) && (await this.holdsSomething(place))) return;
    await this.#fill(content);
  }

  /** Writes a file, creating it where it is not there, in place of what it held before. */
  async write(place: FilePlace, content: Uint8Array): Promise<void> {
    if (await this.#createFile(place, content.length)) return this.#fill(content);
    await this.#replace(place, await this.#selectForSize(place), content, content.length);
  }

  /** Makes a file hold nothing, if it is there. */
  async clear(place: FilePlace): Promise<void> {
    if (await this.#select(place)) await this.#channel.send(updateBinary(0, new Uint8Array(1)));
  }

  /**
   * The data objects that a file holds one after the other, up to the first byte that is none; null when there is no such file.
   * @throws {CardProtocolError} when they are no data objects
   */
  async readList(place: FilePlace): Promise<Uint8Array[] | null> {
    const start = await this.#readStart(place);
    return start === null ? null : this.#listFrom(start);
  }

  /** Writes a list: a new file holds `first`, one that is there is edited. @param edit as in `editList` */
  async writeList(
    place: FilePlace,
    sizeBytes: number,
    first: Uint8Array,
    edit: (objects: readonly Uint8Array[] | null) => Promise<readonly Uint8Array[]>,
  ): Promise<void> {
    if (await this.#createFile(place, sizeBytes)) return this.#fill(first);
    await this.editList(place, sizeBytes, edit);
  }

  /**
   * Changes a list that is there; one UPDATE BINARY writes it as long as it fits into one.
   * @param edit is given the objects, null when the file holds no list, as after a write that was cut off; it may read files
   */
  async editList(
    place: FilePlace,
    sizeBytes: number,
    edit: (objects: readonly Uint8Array[] | null) => Promise<readonly Uint8Array[]>,
  ): Promise<void> {
    const presentBytes = await this.#selectForSize(place);
    const before = await this.readList(place).catch(nullWhenMalformed);
    const content = concatBytes(...(await edit(before)));
    if (before !== null && equalBytes(concatBytes(...before), content)) return;
    await this.#replace(place, presentBytes, content, sizeBytes);
  }

  /** The data object that the file begins with; null when there is no such file or nothing in it. @throws {CardProtocolError} */
  async read(place: FilePlace): Promise<Uint8Array | null> {
    const start = await this.#readStart(place);
    const length = start === null ? null : encodedLength(start);
    if (start === null || length === null) return null;
    if (length > maxFileBytes) throw new CardProtocolError(`a file that says it holds ${length} bytes`);
    const content = new Uint8Array(length);
    content.set(start.subarray(0, length));
    for (let offset = start.length; offset < length;) {
      const wanted = Math.min(length - offset, this.#channel.responseBytes);
      const part = await this.#channel.send(readBinary(offset, wanted));
      if (part.length !== wanted) throw new CardProtocolError('a file is shorter than its content says');
      content.set(part, offset);
      offset += part.length;
    }
    return content;
  }

  /**
   * Does the file hold anything: a whole data object, or what is none? Reads its first bytes only, which `#fill` writes last.
   */
  async holdsSomething(place: FilePlace): Promise<boolean> {
    const start = await this.#readStart(place);
    if (start === null) return false;
    try {
      return encodedLength(start) !== null;
    } catch (error) {
      if (error instanceof CardProtocolError) return true;
      throw error;
    }
  }

  async #enterFolder(folder: Folder): Promise<void> {
    if (this.#selection.folder === folder) return;
    await this.#channel.send(folder === '' ? selectMasterFile() : selectPath(folder));
    this.#selection.folder = folder;
  }

  async #readStart(place: FilePlace): Promise<Uint8Array | null> {
    if (!(await this.#select(place))) return null;
    return this.#channel.send(readBinary(0, this.#channel.responseBytes));
  }

  async #listFrom(start: Uint8Array): Promise<Uint8Array[]> {
    const objects: Uint8Array[] = [];
    let bytes = start;
    let wholeFile = start.length < this.#channel.responseBytes;
    for (let offset = 0; ;) {
      const rest = bytes.subarray(offset);
      const length = rest.length < maxHeaderBytes && !wholeFile ? Infinity : encodedLength(rest);
      if (length === null) return objects;
      if (length <= rest.length) {
        objects.push(rest.slice(0, length));
        offset += length;
        continue;
      }
      if (wholeFile || bytes.length >= maxListBytes) throw new CardProtocolError('a list ends within an object');
      const more = await this.#readMore(bytes.length);
      wholeFile = more.length < this.#channel.responseBytes;
      bytes = concatBytes(bytes, more);
    }
  }

  /** What stands in the current EF from `offset` on; nothing where it ends there. */
  async #readMore(offset: number): Promise<Uint8Array> {
    const command = readBinary(offset, this.#channel.responseBytes);
    const { data, statusWord } = await this.#channel.exchange(command);
    if (statusWord === statusWords.wrongOffset) return new Uint8Array();
    if (statusWord !== statusWords.success) throw refusal(command, statusWord);
    return data;
  }

  /** @returns false when there is no such file */
  async #select(place: FilePlace): Promise<boolean> {
    if (this.#selection.file === pathOf(place)) return true;
    const command = selectPath(pathOf(place));
    const { statusWord } = await this.#channel.exchange(command);
    if (statusWord === statusWords.fileNotFound) return false;
    if (statusWord !== statusWords.success) throw refusal(command, statusWord);
    this.#selected(place);
    return true;
  }

  /** Selects a file that is there. @returns its size in bytes */
  async #selectForSize(place: FilePlace): Promise<number> {
    const { sizeBytes } = await this.#channel.send(selectPathWithFci(pathOf(place)));
    this.#selected(place);
    return sizeBytes;
  }

  #selected(place: FilePlace): void {
    this.#selection.file = pathOf(place);
    this.#selection.folder = place.folder;
  }

  /**
   * Writes a file that is there. A byte that is no data object ends what is shorter than what stood there before.
   * @param presentBytes size of the file @param sizeBytes size of the one that takes its place where it is too small
   */
  async #replace(place: FilePlace, presentBytes: number, content: Uint8Array, sizeBytes: number): Promise<void> {
    if (presentBytes < content.length) {
      await this.#channel.send(deleteFile(Number.parseInt(place.id, 16)));
      this.#selection.file = null;
      this.#selection.folder = null;
      const created = await this.#createFile(place, Math.max(sizeBytes, content.length));
      if (!created) throw new CardProtocolError('a deleted file is still there');
      return this.#fill(content);
    }
    if (!(await this.#select(place))) throw new CardProtocolError('a file that was there is gone');
    const oneWrite = Math.min(presentBytes, this.#channel.commandBytes);
    const padded = new Uint8Array(Math.min(presentBytes, Math.max(content.length + 1, oneWrite)));
    padded.set(content);
    if (padded.length > oneWrite) await this.#channel.send(updateBinary(0, new Uint8Array(1)));
    return this.#fill(padded);
  }

  /** @returns false when there is such a file; a new file is the current one. */
  async #createFile(place: FilePlace, sizeBytes: number): Promise<boolean> {
    const fileId = Number.parseInt(place.id, 16);
    const created = await this.#create({ kind: 'file', fileId, sizeBytes, access: publicFile }, place.folder);
    if (created) this.#selection.file = pathOf(place);
    return created;
  }

  async #create(file: FileControl, folder: Folder): Promise<boolean> {
    await this.#enterFolder(folder);
    const command = createFile(file);
    const { statusWord } = await this.#channel.exchange(command);
    if (statusWord === statusWords.success) return true;
    if (alreadyThere.includes(statusWord)) return false;
    throw refusal(command, statusWord);
  }

  /** Writes the current EF from its end to its start: a write that was cut off leaves a file that begins blank. */
  async #fill(content: Uint8Array): Promise<void> {
    const step = this.#channel.commandBytes;
    for (let offset = Math.floor((content.length - 1) / step) * step; offset >= 0; offset -= step) {
      await this.#channel.send(updateBinary(offset, content.subarray(offset, offset + step)));
    }
  }
}

function nullWhenMalformed(error: unknown): null {
  if (error instanceof CardProtocolError) return null;
  throw error;
}
