import type { FilePlace } from './filePlace.js';

/** A change of a list. */
export interface ListEdit {
  readonly place: FilePlace;
  /** Size of the file in bytes when it has to be created. */
  readonly sizeBytes: number;
  /**
   * Computes the new content of an existing list. It may read other files.
   * @param objects the present data objects; null when the file holds no valid list, as after an interrupted write
   */
  readonly edit: (objects: readonly Uint8Array[] | null) => Promise<readonly Uint8Array[]>;
}
