/**
 * PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE (PC/SC part 10 §2.5.2 and §2.5.3). Numbers are little-endian, as CCID has them. The reader
 * puts the PIN into the command after Lc and sets Lc itself; with padding Lc stands, and the PIN overwrites the padding.
 */
import { concatBytes } from '../../base/bytes.js';

/** bmPINBlockString has four bits for the length of a padded PIN; the other four would tell the reader something else. */
export const mostBlockBytes = 15;

/** How PINs stand in the command, and how long they may be. */
export interface PadPinFormat {
  readonly minLength: number;
  readonly maxLength: number;
  /** Padding to a fixed length; null: the PIN stands alone. */
  readonly padding: { readonly length: number; readonly byte: number } | null;
}

/** CLA, INS, P1, P2 of the command that gets the PIN. */
export type CommandHeader = readonly [cla: number, ins: number, p1: number, p2: number];

/** Seconds until the reader gives up: before the first key, and after one. */
const timeouts = [0, 30] as const;
/** bmFormatString: units are bytes, the PIN stands at the begin of the data field, to the left, in ASCII. */
const asciiLeft = 0x82;
/** bEntryValidationCondition: the person presses OK. */
const validationKey = 0x02;
/** wLangId: Chinese (Taiwan). A reader without this language uses its own. */
const language = 0x0404;
/** bConfirmPIN: ask for the old PIN, and for the new one twice. */
const oldAndNewTwice = 0x03;

const u16 = (value: number): readonly number[] => [value & 0xff, value >> 8];
const u32 = (value: number): readonly number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** wPINMaxExtraDigit: shortest PIN in the high byte, longest in the low one. */
const lengths = ({ minLength, maxLength }: PadPinFormat): readonly number[] => u16((minLength << 8) | maxLength);
const blockLength = ({ padding }: PadPinFormat): number => padding?.length ?? 0;

/** The command with the places of its PINs filled with padding. */
function commandOf(header: CommandHeader, format: PadPinFormat, pins: number): Uint8Array {
  const length = blockLength(format) * pins;
  return concatBytes(Uint8Array.of(...header, length), new Uint8Array(length).fill(format.padding?.byte ?? 0));
}

const command = (bytes: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(...u32(bytes.length)), bytes);
const noPrologue = [0, 0, 0] as const;

export function verifyStructure(header: CommandHeader, format: PadPinFormat): Uint8Array {
  const messages = 1;
  const start = Uint8Array.of(
    ...timeouts,
    ...[asciiLeft, blockLength(format), 0x00],
    ...lengths(format),
    ...[validationKey, messages],
    ...u16(language),
    ...[0x00, ...noPrologue],
  );
  return concatBytes(start, command(commandOf(header, format, 1)));
}

/** CHANGE REFERENCE DATA with the old PIN and the new one. */
export function modifyStructure(header: CommandHeader, format: PadPinFormat): Uint8Array {
  const messages = 3;
  const start = Uint8Array.of(
    ...timeouts,
    ...[asciiLeft, blockLength(format), 0x00],
    // bInsertionOffsetOld, bInsertionOffsetNew. Without padding the reader puts the new PIN behind the old one.
    ...[0, blockLength(format)],
    ...lengths(format),
    ...[oldAndNewTwice, validationKey, messages],
    ...u16(language),
    ...[0, 1, 2],
    ...noPrologue,
  );
  return concatBytes(start, command(commandOf(header, format, 2)));
}
