/** The file tree: dedicated files (DF), transparent elementary files (EF) and their access rules (ISO 7816-4 §7). */
import { equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import type { FileState } from '../cardState.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { findValue, parseDataObjects, type DataObject } from '../tlv.js';

/** Operations with a security condition of their own in the compact security attribute (ISO 7816-4 tables 16 and 17). */
export type FileOperation = 'deleteSelf' | 'createDf' | 'createEf' | 'update' | 'read';

/** Index of the operation's security condition in the value of tag 86 (byte 0 is the access mode). */
const conditionIndex: Readonly<Record<FileOperation, number>> = {
  deleteSelf: 1,
  createDf: 5,
  createEf: 6,
  update: 6,
  read: 7,
};

const tagAccessRule = 0x86;
const tagName = 0x84;
const maxChildren = 30;
/** Memory of an object and of the reference to it, about. */
const objectBytes = 32;

abstract class File {
  parent: DedicatedFile | null = null;
  protected readonly controlObjects: readonly DataObject[];

  constructor(
    readonly fileId: number,
    /** The template (6F or 62) in the data field of CREATE FILE. SELECT returns it unchanged. */
    readonly fci: Uint8Array,
  ) {
    const [template] = parseDataObjects(fci) ?? [];
    this.controlObjects = (template && parseDataObjects(template.value)) ?? [];
  }

  /** The security condition byte: 00 always, FF never, 90 or x1 with the PIN. */
  condition(operation: FileOperation): number {
    const rule = findValue(this.controlObjects, tagAccessRule);
    return rule === undefined ? 0x00 : (rule[conditionIndex[operation]] ?? 0xff);
  }

  /** How much of the card's memory the file takes, with its object. */
  abstract get memoryBytes(): number;
  /** The file in the form of the state file. */
  abstract state(): FileState;
}

/** An EF with its content. */
export class ElementaryFile extends File {
  readonly data: Uint8Array;

  constructor(fileId: number, fci: Uint8Array, data: Uint8Array) {
    super(fileId, fci);
    this.data = data;
  }

  /** The last five bits of the file identifier. */
  get shortIdentifier(): number {
    return this.fileId & 0x1f;
  }

  get memoryBytes(): number {
    return objectBytes + this.fci.length + this.data.length;
  }

  state(): FileState {
    return { fci: toHex(this.fci), data: toHex(this.data) };
  }
}

/** A DF with its children. */
export class DedicatedFile extends File {
  readonly #children: (CardFile | null)[] = [];

  /** The children in their order. Coming to a hole ends the command with 6F00: the applet calls a method of null. */
  *children(): Generator<CardFile> {
    for (const child of this.#children) {
      if (child === null) throw new StatusError(StatusWord.unknown);
      yield child;
    }
  }

  /** The first EF with this short identifier. The applet looks at the type first, so holes are passed over. */
  byShortIdentifier(shortIdentifier: number): ElementaryFile | null {
    const isIt = (one: CardFile | null): one is ElementaryFile =>
      one instanceof ElementaryFile && one.shortIdentifier === shortIdentifier;
    return this.#children.find(isIt) ?? null;
  }

  get memoryBytes(): number {
    return this.#children.reduce((sum, child) => sum + (child?.memoryBytes ?? 0), objectBytes + this.fci.length);
  }

  get full(): boolean {
    return this.#children.length >= maxChildren;
  }

  /** Is this the DF name (tag 84)? */
  hasName(name: Uint8Array): boolean {
    const own = findValue(this.controlObjects, tagName);
    return own !== undefined && equalBytes(own, name);
  }

  add(file: CardFile): void {
    file.parent = this;
    this.#children.push(file);
  }

  /** The applet counts a new child first and stores it then: power went in between. */
  addHole(): void {
    this.#children.push(null);
  }

  /** The last child takes the place of the removed one. */
  remove(file: CardFile): void {
    const index = this.#children.indexOf(file);
    if (index < 0) return;
    const last = this.#children.pop() ?? null;
    if (index < this.#children.length) this.#children[index] = last;
  }

  /** The applet removes a child first and counts it then: power went in between. */
  removeToHole(file: CardFile): void {
    this.#children[this.#children.indexOf(file)] = null;
  }

  /** Every file below this one, each dedicated file before its content. */
  *descendants(): Generator<CardFile> {
    for (const child of this.children()) {
      yield child;
      if (child instanceof DedicatedFile) yield* child.descendants();
    }
  }

  /** Follows file identifiers of two bytes each, from child to child. */
  byPath(path: Uint8Array): CardFile | null {
    if (path.length < 2 || path.length % 2 !== 0) return null;
    const fileId = new DataView(path.buffer, path.byteOffset).getUint16(0);
    const child = this.#child(fileId);
    if (path.length === 2) return child;
    return child instanceof DedicatedFile ? child.byPath(path.subarray(2)) : null;
  }

  state(): FileState & { readonly children: readonly (FileState | null)[] } {
    return { fci: toHex(this.fci), children: this.#children.map((file) => file?.state() ?? null) };
  }

  #child(fileId: number): CardFile | null {
    for (const child of this.children()) if (child.fileId === fileId) return child;
    return null;
  }
}

export type CardFile = DedicatedFile | ElementaryFile;

/** A master file without children. */
export function newMasterFile(): DedicatedFile {
  return new DedicatedFile(0x3f00, fromHex('6F0782013883023F00'));
}

/** Creates the stored files as children of `parent`. @throws {Error} when a file has no identifier */
export function restoreFiles(parent: DedicatedFile, states: readonly (FileState | null)[]): void {
  for (const state of states) {
    if (state === null) {
      parent.addHole();
      continue;
    }
    const fci = fromHex(state.fci);
    const fileId = fileIdOf(fci);
    if (state.children === undefined) {
      parent.add(new ElementaryFile(fileId, fci, fromHex(state.data ?? '')));
    } else {
      const file = new DedicatedFile(fileId, fci);
      parent.add(file);
      restoreFiles(file, state.children);
    }
  }
}

function fileIdOf(fci: Uint8Array): number {
  const [template] = parseDataObjects(fci) ?? [];
  const value = template && findValue(parseDataObjects(template.value) ?? [], 0x83);
  if (value?.length !== 2) throw new Error('a stored file has no identifier');
  return new DataView(value.buffer, value.byteOffset).getUint16(0);
}
