/** What a virtual card holds, looked at and changed past its commands. */
import { fromHex, toHex } from '../../../../base/bytes.js';
import type { PinReference } from '../../../../base/terms.js';
import type { CardState, FileState } from '../../../virtual/cardState.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';

export function copyOf(store: MemoryCardStore): MemoryCardStore {
  const copy = new MemoryCardStore();
  const state = store.load();
  if (state !== null) copy.save(structuredClone(state));
  return copy;
}

/** What the card holds, but for its own serial number. */
export function contentOf(store: MemoryCardStore, serial: string): string {
  return JSON.stringify(store.load()?.instances).replaceAll(serial, 'serial');
}

function stateOf(store: MemoryCardStore): CardState {
  const state = store.load();
  if (state === null) throw new Error('there is no card');
  return state;
}

const isFile = (file: FileState, id: string): boolean => file.fci.includes(`8302${id}`);

function fileIn(files: readonly (FileState | null)[], id: string): FileState | undefined {
  for (const file of files) {
    if (file === null) continue;
    const found = isFile(file, id) ? file : fileIn(file.children ?? [], id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** @param id file identifier, four hex digits */
export function dataOf(store: MemoryCardStore, reference: PinReference, id: string): Uint8Array {
  const file = fileIn(stateOf(store).instances[reference - 1]?.files ?? [], id);
  if (file?.data === undefined) throw new Error(`there is no file ${id}`);
  return fromHex(file.data);
}

/** A copy of the card in which this file holds this, from its beginning; what it held behind stays. */
export function withData(
  store: MemoryCardStore,
  reference: PinReference,
  id: string,
  data: Uint8Array,
): MemoryCardStore {
  const copy = copyOf(store);
  const file = fileIn(stateOf(copy).instances[reference - 1]?.files ?? [], id);
  if (file?.data === undefined) throw new Error(`there is no file ${id}`);
  const whole = fromHex(file.data);
  whole.set(data.subarray(0, whole.length));
  Object.assign(file, { data: toHex(whole) });
  return copy;
}
