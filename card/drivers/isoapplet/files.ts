/** Creates, writes and reads files of an applet instance with as few APDUs as possible. */
import { concatBytes, equalBytes } from '../../../base/bytes.js';
import { CardFullError, CardProtocolError, nullWhenMalformed } from '../../errors.js';
import type { Channel } from '../../iso7816/channel.js';
import type { Command } from '../../iso7816/command.js';
import { deleteFile } from '../../iso7816/commands/deleteFile.js';
import { readBinary } from '../../iso7816/commands/readBinary.js';
import { selectMasterFile, selectPath, selectPathWithFci } from '../../iso7816/commands/select.js';
import { updateBinary } from '../../iso7816/commands/updateBinary.js';
import type { FileAccess, FileControl } from '../../iso7816/fileControl.js';
import { conditions } from '../../iso7816/fileControl.js';
import { refusal, statusWords } from '../../iso7816/statusWord.js';
import { encodedLength } from '../../iso7816/tlv.js';
import type { Selection } from './applets.js';
import { create } from './creating.js';
import { pathOf, type FilePlace, type Folder } from './filePlace.js';
import type { ListEdit } from './listEdit.js';

/** Reading is free; writing needs the PIN. */
const publicFile: FileAccess = {
  read: conditions.always,
  update: conditions.afterPin,
  deleteSelf: conditions.afterPin,
  other: conditions.never,
};

const maxFileBytes = 32767;
/** Greatest size of a list, far above what two key pairs need. */
const maxListBytes = 4096;
/** Greatest number of bytes of tag and length of a data object. */
const maxHeaderBytes = 8;

interface Replacement {
  readonly place: FilePlace;
  /** Size of the existing file. */
  readonly presentBytes: number;
  readonly content: Uint8Array;
  /** Size of the new file when the existing one is too small. */
  readonly sizeBytes: number;
}

/** The files of the selected instance. Unexpected status words are thrown as `CardRefusedError`. */
export class AppletFiles {
  readonly #channel: Channel;
  readonly #selection: Selection;

  /** @param selection of the instance that stays selected while this object is used */
  constructor(channel: Channel, selection: Selection) {
    this.#channel = channel;
    this.#selection = selection;
  }

  /** Makes the PKCS #15 DF the current one and creates it when it is missing. */
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
   * Creates a file and writes it. An existing file that is not empty is kept.
   * @param sizeBytes size of the new file, when it needs room for more than `content`
   */
  async writeOnce(place: FilePlace, content: Uint8Array, sizeBytes = content.length): Promise<void> {
    if (!(await this.#createFile(place, sizeBytes)) && (await this.holdsSomething(place))) return;
    await this.#fill(content);
  }

  /** Replaces the content of a file and creates the file when it is missing. */
  async write(place: FilePlace, content: Uint8Array): Promise<void> {
    if (await this.#createFile(place, content.length)) return this.#fill(content);
    await this.#replace({ place, presentBytes: await this.#selectForSize(place), content, sizeBytes: content.length });
  }

  /** Empties a file; a missing file is ignored. */
  async clear(place: FilePlace): Promise<void> {
    if (await this.#select(place)) await this.#change(updateBinary(0, new Uint8Array(1)));
  }

  /**
   * Reads the data objects in a file, up to the first padding byte.
   * @returns null when the file is missing
   * @throws {CardProtocolError} when the content is not a list of data objects
   */
  async readList(place: FilePlace): Promise<readonly Uint8Array[] | null> {
    const { lists } = this.#selection.known;
    const known = lists.get(pathOf(place));
    if (known !== undefined) return known;
    const start = await this.#readStart(place);
    const list = start === null ? null : await this.#listFrom(start);
    lists.set(pathOf(place), list);
    return list;
  }

  /** Writes a list: a missing file is created with `first` as its content, an existing one is edited. */
  async writeList(first: Uint8Array, list: ListEdit): Promise<void> {
    if (await this.#createFile(list.place, list.sizeBytes)) return this.#fill(first);
    await this.editList(list);
  }

  /** Edits an existing list. A list that fits into one UPDATE BINARY is written by one. */
  async editList({ place, sizeBytes, edit }: ListEdit): Promise<void> {
    const presentBytes = await this.#selectForSize(place);
    const before = await this.readList(place).catch(nullWhenMalformed);
    const content = concatBytes(...(await edit(before)));
    if (before !== null && equalBytes(concatBytes(...before), content)) return;
    await this.#replace({ place, presentBytes, content, sizeBytes });
  }

  /** Reads the data object at the start of a file. @returns null when the file is missing or empty @throws {CardProtocolError} */
  async read(place: FilePlace): Promise<Uint8Array | null> {
    const { objects } = this.#selection.known;
    const known = objects.get(pathOf(place));
    if (known !== undefined) return known;
    const content = await this.#readObject(place);
    objects.set(pathOf(place), content);
    return content;
  }

  async #readObject(place: FilePlace): Promise<Uint8Array | null> {
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
   * Does the file exist, and is it not empty? Reads only its first bytes, which `#fill` writes last. Malformed content counts as content.
   */
  async holdsSomething(place: FilePlace): Promise<boolean> {
    const known = this.#selection.known.objects.get(pathOf(place));
    if (known !== undefined) return known !== null;
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

  /** The next bytes of the current EF from `offset`; no bytes when the file ends there. */
  async #readMore(offset: number): Promise<Uint8Array> {
    const command = readBinary(offset, this.#channel.responseBytes);
    const { data, statusWord } = await this.#channel.exchange(command);
    if (statusWord === statusWords.wrongOffset) return new Uint8Array();
    if (statusWord !== statusWords.success) throw refusal(command, statusWord);
    return data;
  }

  /** @returns false when the file is missing */
  async #select(place: FilePlace): Promise<boolean> {
    if (this.#selection.file === pathOf(place)) return true;
    const command = selectPath(pathOf(place));
    const { statusWord } = await this.#channel.exchange(command);
    if (statusWord === statusWords.fileNotFound) return false;
    if (statusWord !== statusWords.success) throw refusal(command, statusWord);
    this.#selected(place);
    return true;
  }

  /** Selects an existing file. @returns its size in bytes */
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
   * Overwrites an existing file; one that is too small is deleted and created again. A padding byte follows the new content, so that the
   * rest of longer earlier content is not read.
   */
  async #replace({ place, presentBytes, content, sizeBytes }: Replacement): Promise<void> {
    if (presentBytes < content.length) return this.#enlarge({ place, presentBytes, content, sizeBytes });
    if (!(await this.#select(place))) throw new CardProtocolError('a file that was there is gone');
    const oneWrite = Math.min(presentBytes, this.#channel.commandBytes);
    const padded = new Uint8Array(Math.min(presentBytes, Math.max(content.length + 1, oneWrite)));
    padded.set(content);
    if (padded.length > oneWrite) await this.#change(updateBinary(0, new Uint8Array(1)));
    return this.#fill(padded);
  }

  /** Deletes a file and creates it larger. On a card without room for that, the file gets its size and content back. */
  async #enlarge({ place, presentBytes, content, sizeBytes }: Replacement): Promise<void> {
    const before = await this.#firstBytes(place, presentBytes);
    const createAgain = async (bytes: number): Promise<void> => {
      if (!(await this.#createFile(place, bytes))) throw new CardProtocolError('a deleted file is still there');
    };
    await this.#change(deleteFile(Number.parseInt(place.id, 16)));
    this.#selection.file = null;
    this.#selection.folder = null;
    try {
      await createAgain(Math.max(sizeBytes, content.length));
    } catch (error) {
      if (!(error instanceof CardFullError)) throw error;
      await createAgain(presentBytes);
      await this.#fill(before);
      throw error;
    }
    await this.#fill(content);
  }

  async #firstBytes(place: FilePlace, length: number): Promise<Uint8Array> {
    await this.#select(place);
    let bytes: Uint8Array = new Uint8Array();
    while (bytes.length < length) {
      const part = await this.#readMore(bytes.length);
      if (part.length === 0) throw new CardProtocolError('a file is shorter than its size');
      bytes = concatBytes(bytes, part);
    }
    return bytes;
  }

  /** Creates a file, which becomes the current EF. @returns false when it exists already */
  async #createFile(place: FilePlace, sizeBytes: number): Promise<boolean> {
    const fileId = Number.parseInt(place.id, 16);
    const created = await this.#create({ kind: 'file', fileId, sizeBytes, access: publicFile }, place.folder);
    if (created) this.#selection.file = pathOf(place);
    return created;
  }

  /** @returns false when the file exists already */
  async #create(file: FileControl, folder: Folder): Promise<boolean> {
    await this.#enterFolder(folder);
    this.#forget();
    return create(this.#channel, file, folder + file.fileId.toString(16).padStart(4, '0'));
  }

  /** Writes the current EF from its end to its start, so that an interrupted write leaves a file that counts as empty. */
  async #fill(content: Uint8Array): Promise<void> {
    const step = this.#channel.commandBytes;
    for (let offset = Math.floor((content.length - 1) / step) * step; offset >= 0; offset -= step) {
      await this.#change(updateBinary(offset, content.subarray(offset, offset + step)));
    }
  }

  /** Sends a command that changes a file. What was read before is forgotten first, so that a check after a write reads the card. */
  #change(command: Command<void>): Promise<void> {
    this.#forget();
    return this.#channel.send(command);
  }

  #forget(): void {
    this.#selection.known.objects.clear();
    this.#selection.known.lists.clear();
  }
}
