/** SELECT, READ BINARY, UPDATE BINARY, CREATE FILE and DELETE FILE (ISO 7816-4 §11.2 and §11.3, ISO 7816-9 §6). */
import { p1p2, statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import type { CardEnvironment } from '../application.js';
import type { AppletState, FileState } from '../cardState.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { findValue, parseDataObjects } from '../tlv.js';
import {
  DedicatedFile,
  ElementaryFile,
  newMasterFile,
  restoreFiles,
  type CardFile,
  type FileOperation,
} from './files.js';

const defaultFileSize = 128;
const maxFileSize = 0x7fff;

function uint16(bytes: Uint8Array): number {
  if (bytes.length !== 2) throw new StatusError(StatusWord.wrongLength);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(0);
}

function found<T>(file: T | null | undefined): T {
  if (file === null || file === undefined) throw new StatusError(StatusWord.fileNotFound);
  return file;
}

/** The files of an instance. Each command method throws a `StatusError` for a status word other than 9000. */
export class FileSystem {
  readonly #masterFile = newMasterFile();
  readonly #unlocked: () => boolean;
  readonly #environment: CardEnvironment;
  #currentDf: DedicatedFile = this.#masterFile;
  #currentEf: ElementaryFile | null = null;

  /**
   * @param unlocked may files that need the PIN be written?
   * @param environment is told of each change of persistent state
   */
  constructor(state: AppletState | null, unlocked: () => boolean, environment: CardEnvironment) {
    restoreFiles(this.#masterFile, state?.files ?? []);
    this.#unlocked = unlocked;
    this.#environment = environment;
  }

  /** Makes the master file the current DF, without a current EF. */
  resetSelection(): void {
    this.#currentDf = this.#masterFile;
    this.#currentEf = null;
  }

  /** The files in the form of the state file. */
  state(): readonly (FileState | null)[] {
    return this.#masterFile.state().children;
  }

  /** How much of the card's memory the files take. */
  get memoryBytes(): number {
    return this.#masterFile.memoryBytes;
  }

  select(command: CommandApdu): ResponseApdu {
    // P2 bits 1 and 2: only "first or only occurrence" is supported.
    if ((command.p2 & 0xf3) !== 0x00) throw new StatusError(StatusWord.incorrectP1P2);
    const file = this.#fileToSelect(command.p1, command.data);
    this.#makeCurrent(file);
    switch (command.p2) {
      case 0x00:
      case 0x04:
        return success(file.fci);
      case 0x0c:
        return statusOnly();
      default:
        throw new StatusError(StatusWord.incorrectP1P2);
    }
  }

  readBinary(command: CommandApdu): ResponseApdu {
    const { file, offset } = this.#target(command, 'read');
    if (offset < 0 || offset >= file.data.length) throw new StatusError(StatusWord.wrongP1P2);
    // Without Le the runtime says 0, and no byte is sent.
    return success(file.data.slice(offset, offset + (command.expectedLength ?? 0)));
  }

  updateBinary(command: CommandApdu): ResponseApdu {
    const { file, offset } = this.#target(command, 'update');
    if (offset < 0 || offset + command.data.length > file.data.length) throw new StatusError(StatusWord.wrongP1P2);
    file.data.set(command.data, offset);
    this.#makeCurrent(file);
    this.#environment.changed();
    return statusOnly();
  }

  createFile(command: CommandApdu): ResponseApdu {
    if (p1p2(command) !== 0x0000) throw new StatusError(StatusWord.incorrectP1P2);
    const file = this.#newFile(command.data.slice());
    this.#environment.reserve(file.memoryBytes);
    if (this.#currentDf.full) throw new StatusError(StatusWord.notEnoughMemory);
    if (this.#environment.isTorn) this.#currentDf.addHole();
    else this.#currentDf.add(file);
    this.#makeCurrent(file);
    this.#environment.changed();
    return statusOnly();
  }

  deleteFile(command: CommandApdu): ResponseApdu {
    if (p1p2(command) !== 0x0000) throw new StatusError(StatusWord.incorrectP1P2);
    const file = found(this.#byIdentifier(uint16(command.data)));
    const parent = file.parent;
    if (parent === null) throw new StatusError(StatusWord.commandNotAllowed);
    this.#authorise(file, 'deleteSelf');
    if (this.#environment.isTorn) parent.removeToHole(file);
    else parent.remove(file);
    this.#currentDf = parent;
    this.#currentEf = null;
    this.#environment.changed();
    return statusOnly();
  }

  #fileToSelect(p1: number, data: Uint8Array): CardFile {
    switch (p1) {
      case 0x00:
        return data.length === 0 ? this.#masterFile : found(this.#byIdentifier(uint16(data)));
      case 0x01: {
        const fileId = uint16(data);
        const file = [...this.#currentDf.descendants()].find((one) => one.fileId === fileId);
        return found(file instanceof DedicatedFile ? file : null);
      }
      case 0x02: {
        const fileId = uint16(data);
        const file = [...this.#currentDf.descendants()].find((one) => one.fileId === fileId);
        return found(file instanceof ElementaryFile ? file : null);
      }
      case 0x03:
        return found(data.length === 0 ? this.#currentDf.parent : null);
      case 0x04:
        return found(this.#byName(data));
      case 0x08:
        return found(this.#masterFile.byPath(data));
      case 0x09:
        return found(this.#currentDf.byPath(data));
      default:
        throw new StatusError(StatusWord.incorrectP1P2);
    }
  }

  #byIdentifier(fileId: number): CardFile | undefined {
    if (fileId === this.#masterFile.fileId) return this.#masterFile;
    return [...this.#masterFile.descendants()].find((file) => file.fileId === fileId);
  }

  #byName(name: Uint8Array): DedicatedFile | undefined {
    return [...this.#masterFile.descendants()]
      .filter((file) => file instanceof DedicatedFile)
      .find((file) => file.hasName(name));
  }

  /** Selecting an EF also makes its parent the current DF. Selecting a DF keeps the current EF. */
  #makeCurrent(file: CardFile): void {
    if (file instanceof DedicatedFile) {
      this.#currentDf = file;
    } else {
      this.#currentEf = file;
      this.#currentDf = file.parent ?? this.#masterFile;
    }
  }

  /** P1 bit 8 set: P1 has a short identifier and P2 the offset. Otherwise P1 P2 is the offset in the current EF. */
  #target(command: CommandApdu, operation: 'read' | 'update'): { file: ElementaryFile; offset: number } {
    let file = this.#currentEf;
    let offset = p1p2(command);
    if ((command.p1 & 0x80) !== 0) {
      if ((command.p1 & 0x60) !== 0) throw new StatusError(StatusWord.incorrectP1P2);
      const shortIdentifier = command.p1 & 0x1f;
      file = found(this.#currentDf.byShortIdentifier(shortIdentifier));
      // The applet takes P2 as a signed byte.
      offset = command.p2 < 0x80 ? command.p2 : command.p2 - 0x100;
    }
    if (file === null) throw new StatusError(StatusWord.incompatibleFileStructure);
    this.#authorise(file, operation);
    return { file, offset };
  }

  #authorise(file: CardFile, operation: FileOperation): void {
    const condition = file.condition(operation);
    if (condition === 0x00) return;
    const asksForPin = condition === 0x90 || (condition & 0x9f) === 0x10;
    if (!asksForPin || !this.#unlocked()) throw new StatusError(StatusWord.securityStatusNotSatisfied);
  }

  /** @param fci FCI or FCP template, not copied */
  #newFile(fci: Uint8Array): CardFile {
    const [template, ...more] = parseDataObjects(fci) ?? [];
    const isTemplate = template !== undefined && more.length === 0 && (template.tag === 0x6f || template.tag === 0x62);
    const objects = isTemplate ? parseDataObjects(template.value) : null;
    const fileIdBytes = objects && findValue(objects, 0x83);
    const descriptor = objects && findValue(objects, 0x82);
    if (!objects || fileIdBytes?.length !== 2 || descriptor?.[0] === undefined || descriptor.length > 6) {
      throw new StatusError(StatusWord.dataInvalid);
    }
    const fileId = uint16(fileIdBytes);
    const rule = findValue(objects, 0x86);
    if (this.#byIdentifier(fileId) !== undefined || (rule !== undefined && rule.length !== 8)) {
      throw new StatusError(StatusWord.dataInvalid);
    }
    if ((descriptor[0] & 0x3f) === 0x38) {
      this.#authorise(this.#currentDf, 'createDf');
      return new DedicatedFile(fileId, fci);
    }
    this.#authorise(this.#currentDf, 'createEf');
    // Transparent files only: the applet has no commands for records.
    if ((descriptor[0] & 0x37) !== 0x01) throw new StatusError(StatusWord.dataInvalid);
    return new ElementaryFile(fileId, fci, new Uint8Array(fileSize(findValue(objects, 0x81))));
  }
}

function fileSize(value: Uint8Array | undefined): number {
  if (value === undefined) return defaultFileSize;
  if (value.length < 1 || value.length > 2) throw new StatusError(StatusWord.dataInvalid);
  const size = value.reduce((sum, byte) => (sum << 8) | byte, 0);
  if (size > maxFileSize) throw new StatusError(StatusWord.notEnoughMemory);
  return size;
}
