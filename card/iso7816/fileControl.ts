/** File control parameters, ISO 7816-4 §7.4 (tables 10 to 12, 14) with the compact security attribute of 8 bytes. */
import { CardProtocolError } from '../errors.js';
import { concatBytes } from '../../base/bytes.js';
import { encodeTlv, parseTlvs, requireTlv } from './tlv.js';

/** File descriptor byte (table 14). */
const descriptors = { dedicatedFile: 0x38, transparentFile: 0x01 } as const;

/** A security condition byte (table 20): always, after the PIN (user authentication in environment 0), never. */
export const conditions = { always: 0x00, afterPin: 0x90, never: 0xff } as const;
export type Condition = (typeof conditions)[keyof typeof conditions];

/** Conditions of an EF (table 17). `other` applies to every operation that has no member here. */
export interface FileAccess {
  readonly read: Condition;
  readonly update: Condition;
  readonly deleteSelf: Condition;
  readonly other: Condition;
}

/** Conditions of a DF (table 16). `other` applies to every operation that has no member here. */
export interface FolderAccess {
  readonly createFile: Condition;
  readonly deleteChild: Condition;
  readonly other: Condition;
}

/** The properties of a DF (`folder`) or a transparent EF (`file`). */
export type FileControl =
  | { readonly kind: 'folder'; readonly fileId: number; readonly sizeBytes: number; readonly access?: FolderAccess }
  | { readonly kind: 'file'; readonly fileId: number; readonly sizeBytes: number; readonly access?: FileAccess };

const twoBytes = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);

/** An access mode byte with all bits set, then one condition for each bit from delete-self (b7) to read or delete-child (b1). */
function securityAttribute(file: FileControl): Uint8Array {
  if (file.access === undefined) return new Uint8Array();
  if (file.kind === 'folder') {
    const { createFile, deleteChild, other } = file.access;
    return encodeTlv(0x86, Uint8Array.of(0xff, other, other, other, other, createFile, createFile, deleteChild));
  }
  const { read, update, deleteSelf, other } = file.access;
  return encodeTlv(0x86, Uint8Array.of(0xff, deleteSelf, other, other, other, update, update, read));
}

/** The FCI template (6F), the data field of CREATE FILE. */
export function encodeFileControl(file: FileControl): Uint8Array {
  const descriptor = file.kind === 'folder' ? descriptors.dedicatedFile : descriptors.transparentFile;
  return encodeTlv(
    0x6f,
    concatBytes(
      encodeTlv(0x81, twoBytes(file.sizeBytes)),
      encodeTlv(0x82, Uint8Array.of(descriptor)),
      encodeTlv(0x83, twoBytes(file.fileId)),
      securityAttribute(file),
    ),
  );
}

/** Reads kind, identifier and size from the response to SELECT (template 6F or 62). @throws {CardProtocolError} */
export function parseFileControl(data: Uint8Array): FileControl {
  const outer = parseTlvs(data);
  const template = outer.find(({ tag }) => tag === 0x6f || tag === 0x62);
  if (template === undefined) throw new CardProtocolError('SELECT answered without file control information');
  const inner = parseTlvs(template.value);
  const number = (value: Uint8Array): number => value.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = inner.find(({ tag }) => tag === 0x81 || tag === 0x80)?.value ?? Uint8Array.of(0);
  const identifier = requireTlv(inner, 0x83);
  if (size.length > 4 || identifier.length !== 2) throw new CardProtocolError('malformed file control information');
  const isFolder = ((requireTlv(inner, 0x82)[0] ?? 0) & 0x38) === descriptors.dedicatedFile;
  return { kind: isFolder ? 'folder' : 'file', fileId: number(identifier), sizeBytes: number(size) };
}
