/** Where files are in an applet instance. */

/** Path of a DF, hex: the master file or the PKCS #15 application. */
export type Folder = '' | '5015';

/** Where a file is in an instance. */
export interface FilePlace {
  readonly folder: Folder;
  /** File identifier, four hex digits. */
  readonly id: string;
}

/** The file's path from the master file, hex. */
export const pathOf = (place: FilePlace): string => place.folder + place.id;
