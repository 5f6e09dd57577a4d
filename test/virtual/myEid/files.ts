/** The files of a MyEID card: the master file, the PKCS #15 folder 5015, files and key files in both. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { concatBytes, equalBytes, fromBase64, fromHex, toBase64, toHex } from '../../../base/bytes.js';
import { statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { CardEnvironment } from '../application.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject, findValue, parseDataObjects } from '../tlv.js';
import { deliveredFolders, type FolderId, type MyEidFileState, type MyEidState } from './myEidState.js';

export const applicationId = fromHex('A000000063504B43532D3135');
export const fileTypes = { transparent: 0x01, rsaKey: 0x11, nistKey: 0x22 } as const;

const folderIds: Readonly<Record<FolderId, number>> = { '3F00': 0x3f00, '5015': 0x5015 };
const folderSize = 0x7fff;
const fileExists = 0x6a89;
const fileOverhead = 24;
/** Memory of a key file of so many bits, about. */
const keyBytes = (bits: number): number => Math.ceil((bits * 5) / 16);

/** A transparent file or a key file. */
export interface CardFile {
  readonly folder: FolderId;
  readonly fileId: number;
  readonly size: number;
  readonly type: number;
  readonly access: Uint8Array;
  readonly properties: Uint8Array;
  readonly data: Uint8Array;
  key: KeyObject | null;
}

/** What an access nibble guards. Of a key file `read` is the use of the key. */
export type Access = 'read' | 'update' | 'delete' | 'generate';
const nibbles: Readonly<Record<Access, readonly [number, 'high' | 'low']>> = {
  read: [0, 'high'],
  update: [0, 'low'],
  delete: [1, 'high'],
  generate: [1, 'low'],
};

export function conditionOf(access: Uint8Array, of: Access): number {
  const [index, half] = nibbles[of];
  const byte = access[index] ?? 0xff;
  return half === 'high' ? byte >> 4 : byte & 0x0f;
}

/** Each command method throws a `StatusError` for a status word other than 9000. */
export class MyEidFiles {
  #files: CardFile[];
  #folders: Record<FolderId, Uint8Array>;
  #folder: FolderId = '3F00';
  #current: CardFile | null = null;
  readonly #allows: (condition: number) => boolean;
  readonly #isActivated: () => boolean;
  readonly #environment: CardEnvironment;
  readonly #counted: (writes: number) => void;

  constructor(
    state: MyEidState,
    parts: {
      readonly allows: (condition: number) => boolean;
      readonly isActivated: () => boolean;
      readonly environment: CardEnvironment;
      /** Files were written. */
      readonly counted: (writes: number) => void;
    },
  ) {
    this.#files = state.files.map(restored);
    this.#folders = { '3F00': fromHex(state.folders['3F00']), '5015': fromHex(state.folders['5015']) };
    this.#allows = parts.allows;
    this.#isActivated = parts.isActivated;
    this.#environment = parts.environment;
    this.#counted = parts.counted;
  }

  get memoryBytes(): number {
    return this.#files.reduce((sum, file) => sum + fileOverhead + memoryOf(file.type, file.size), 0);
  }

  /** The file that was selected last. @throws {StatusError} 6A82 when there is none */
  get current(): CardFile {
    if (this.#current === null) throw new StatusError(StatusWord.fileNotFound);
    return this.#current;
  }

  state(): Pick<MyEidState, 'files' | 'folders'> {
    const { '3F00': master, '5015': application } = this.#folders;
    return { files: this.#files.map(stored), folders: { '3F00': toHex(master), '5015': toHex(application) } };
  }

  resetSelection(): void {
    this.#folder = '3F00';
    this.#current = null;
  }

  /** Selects 5015 by its name. @returns its file control information */
  selectApplication(): Uint8Array {
    return this.#enter('5015');
  }

  /** Removes all files and gives both folders new access conditions. @throws {StatusError} 6982 */
  erase({ data }: CommandApdu): void {
    this.require(conditionOf(this.#folders['3F00'], 'delete'));
    this.#files = [];
    const given = data.length >= 8;
    this.#folders = {
      '3F00': given ? data.slice(2, 5) : fromHex(deliveredFolders['3F00']),
      '5015': given ? data.slice(5, 8) : fromHex(deliveredFolders['5015']),
    };
    this.resetSelection();
    this.#environment.changed();
  }

  select({ p1, p2, data }: CommandApdu): ResponseApdu {
    const information = this.#select(p1, data);
    return p2 === 0x0c ? statusOnly() : success(information);
  }

  create({ data }: CommandApdu): ResponseApdu {
    const template = findValue(parseDataObjects(data) ?? [], 0x62);
    const objects = (template && parseDataObjects(template)) ?? [];
    const number = (tag: number): number | undefined => {
      const value = findValue(objects, tag);
      return value?.reduce((sum, byte) => sum * 256 + byte, 0);
    };
    const [type, fileId, size] = [number(0x82), number(0x83), number(0x80) ?? number(0x81)];
    const access = findValue(objects, 0x86);
    const known = Object.values<number>(fileTypes);
    if (type === undefined || fileId === undefined || size === undefined || access?.length !== 3) {
      throw new StatusError(StatusWord.wrongData);
    }
    if (!known.includes(type)) throw new StatusError(StatusWord.functionNotSupported);
    this.require(conditionOf(this.#folders[this.#folder], 'update'));
    if (this.#find(this.#folder, fileId) !== null) throw new StatusError(fileExists);
    this.#reserve(fileOverhead + memoryOf(type, size));
    const file: CardFile = {
      folder: this.#folder,
      fileId,
      size,
      type,
      access: access.slice(),
      properties: findValue(objects, 0x85)?.slice() ?? new Uint8Array(2),
      data: type === fileTypes.transparent ? new Uint8Array(size).fill(0xff) : new Uint8Array(0),
      key: null,
    };
    this.#files.push(file);
    this.#current = file;
    this.written(1);
    return statusOnly();
  }

  /** DELETE FILE of the current file. */
  delete(): ResponseApdu {
    const file = this.current;
    this.require(conditionOf(file.access, 'delete'));
    this.#files = this.#files.filter((other) => other !== file);
    this.#current = null;
    this.written(1);
    return statusOnly();
  }

  read({ p1, p2, expectedLength }: CommandApdu): ResponseApdu {
    const { data, access } = this.#transparent();
    this.require(conditionOf(access, 'read'));
    const offset = (p1 << 8) | p2;
    if (offset > data.length) throw new StatusError(StatusWord.wrongP1P2);
    return success(data.slice(offset, offset + (expectedLength ?? 0)));
  }

  update({ p1, p2, data: content }: CommandApdu): ResponseApdu {
    const { data, access } = this.#transparent();
    this.require(conditionOf(access, 'update'));
    const offset = (p1 << 8) | p2;
    if (offset + content.length > data.length) throw new StatusError(StatusWord.wrongLength);
    data.set(content, offset);
    this.written(1);
    return statusOnly();
  }

  /** The key file with this identifier, from the current folder or 5015. @throws {StatusError} 6A82 */
  keyFile(fileId: number): CardFile {
    const file = this.#find(this.#folder, fileId) ?? this.#find('5015', fileId);
    if (file === null) throw new StatusError(StatusWord.fileNotFound);
    return file;
  }

  /** Before activation nothing is guarded. @throws {StatusError} 6982 */
  require(condition: number): void {
    if (this.#isActivated() && !this.#allows(condition)) throw new StatusError(StatusWord.securityStatusNotSatisfied);
  }

  /** @param writes how many the change counter is told of */
  written(writes: number): void {
    this.#counted(writes);
    this.#environment.changed();
  }

  /** Identifiers of the files in the current folder. */
  list(): Uint8Array {
    const own = this.#files.filter(({ folder }) => folder === this.#folder);
    return concatBytes(...own.map(({ fileId }) => Uint8Array.of(fileId >> 8, fileId & 0xff)));
  }

  /** The card checks the room before it writes. @throws {StatusError} 6A84 */
  #reserve(bytes: number): void {
    try {
      this.#environment.reserve(bytes);
    } catch {
      throw new StatusError(StatusWord.notEnoughMemory);
    }
  }

  #select(p1: number, data: Uint8Array): Uint8Array {
    switch (p1) {
      case 0x00: {
        if (data.length === 0 || equalBytes(data, fromHex('3F00'))) return this.#enter('3F00');
        return this.#byPath(data, this.#folder);
      }
      case 0x04:
        if (equalBytes(data, applicationId)) return this.#enter('5015');
        throw new StatusError(StatusWord.fileNotFound);
      case 0x08:
        return this.#byPath(data, '3F00');
      default:
        throw new StatusError(StatusWord.incorrectP1P2);
    }
  }

  #byPath(path: Uint8Array, from: FolderId): Uint8Array {
    if (path.length % 2 !== 0 || path.length === 0) throw new StatusError(StatusWord.wrongData);
    const isApplication = path[0] === 0x50 && path[1] === 0x15;
    if (isApplication && path.length === 2) return this.#enter('5015');
    const folder = isApplication ? '5015' : from;
    const rest = isApplication ? path.subarray(2) : path;
    const file = rest.length === 2 ? this.#find(folder, ((rest[0] ?? 0) << 8) | (rest[1] ?? 0)) : null;
    if (file === null) throw new StatusError(StatusWord.fileNotFound);
    this.#folder = folder;
    this.#current = file;
    return this.#information(file, file.type === fileTypes.transparent ? 0x80 : 0x81);
  }

  #enter(folder: FolderId): Uint8Array {
    this.#folder = folder;
    this.#current = null;
    const isMaster = folder === '3F00';
    const own = { fileId: folderIds[folder], size: folderSize, type: 0x38, access: this.#folders[folder] };
    const properties = Uint8Array.of(0x00, 0x02);
    return this.#information({ ...own, properties }, 0x81, isMaster ? undefined : applicationId);
  }

  #information(
    file: Pick<CardFile, 'fileId' | 'size' | 'type' | 'access' | 'properties'>,
    sizeTag: number,
    name?: Uint8Array,
  ): Uint8Array {
    return encodeDataObject(
      0x6f,
      concatBytes(
        encodeDataObject(sizeTag, Uint8Array.of(file.size >> 8, file.size & 0xff)),
        encodeDataObject(0x82, Uint8Array.of(file.type)),
        encodeDataObject(0x83, Uint8Array.of(file.fileId >> 8, file.fileId & 0xff)),
        encodeDataObject(0x86, file.access),
        encodeDataObject(0x85, file.properties),
        encodeDataObject(0x8a, Uint8Array.of(this.#isActivated() ? 0x07 : 0x01)),
        name === undefined ? new Uint8Array(0) : encodeDataObject(0x84, name),
      ),
    );
  }

  #find(folder: FolderId, fileId: number): CardFile | null {
    return this.#files.find((file) => file.folder === folder && file.fileId === fileId) ?? null;
  }

  #transparent(): CardFile {
    if (this.#current === null) throw new StatusError(StatusWord.commandNotAllowed);
    if (this.#current.type !== fileTypes.transparent) throw new StatusError(StatusWord.incompatibleFileStructure);
    return this.#current;
  }
}

const memoryOf = (type: number, size: number): number => (type === fileTypes.transparent ? size : keyBytes(size));

function restored({ access, properties, data = '', key, ...file }: MyEidFileState): CardFile {
  const privateKey =
    key === undefined ? null : createPrivateKey({ key: Buffer.from(fromBase64(key)), format: 'der', type: 'pkcs8' });
  return { ...file, access: fromHex(access), properties: fromHex(properties), data: fromHex(data), key: privateKey };
}

function stored({ access, properties, data, key, ...file }: CardFile): MyEidFileState {
  const content = file.type === fileTypes.transparent ? { data: toHex(data) } : {};
  const own = key === null ? {} : { key: toBase64(key.export({ format: 'der', type: 'pkcs8' })) };
  return { ...file, access: toHex(access), properties: toHex(properties), ...content, ...own };
}
