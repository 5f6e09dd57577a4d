/** What the settings of the gateway say of a family of cards behind a vendor's module. */
import type { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import { utf8 } from '../../../base/bytes.js';
import type { TokenInfo } from '../../pkcs11/messages.js';
import type { PinRule } from '../driver.js';

/** Stands in `slotDescription` for the PC/SC name of the reader. */
const readerSign = '{reader}';
/** CK_SLOT_INFO.slotDescription has 64 bytes. */
const descriptionBytes = 64;

export interface VendorModuleSettings {
  /** Name of the family: `pkcs11`, or `pkcs11-` and a name of the vendor. */
  readonly family: string;
  /** Path of the module. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Which cards are the module's: regular expressions for the whole answer to reset (upper-case hex) and the whole PC/SC name. */
  readonly atr: string;
  readonly readers: string;
  /** Regular expression for CK_SLOT_INFO.slotDescription, in which `{reader}` stands for the reader's name. */
  readonly slotDescription: string;
  /** Of PIN 1 and PIN 2: a regular expression for the whole label of its token. One: the card has one PIN. */
  readonly tokenLabels: readonly string[];
  readonly pinRule: PinRule;
  /** Tries of a PIN, and of the security officer's, when none is spent. PKCS #11 does not tell them. */
  readonly maxTries: { readonly pin: number; readonly officer: number };
  /** Length of the security officer's PIN that a card is given in place of the factory's. */
  readonly officerPinLength: number;
  /** CKA_ALWAYS_AUTHENTICATE for keys that sign. */
  readonly alwaysAuthenticate: boolean;
  readonly timeoutMs: number;
  /** Reads the security officer's PIN of the factory. The caller disposes of it. null: the settings name none; no card is prepared. */
  readonly factoryOfficerPin: (() => Promise<Secret>) | null;
  /** Path of pcscd's socket; undefined: the default of pcsc-lite. */
  readonly socketPath: string | undefined;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Does the module show the token in this reader? */
export function isOfReader({ slotDescription }: TokenInfo, reader: string, pattern: string): boolean {
  const name = new TextDecoder().decode(utf8(reader).subarray(0, descriptionBytes)).trimEnd();
  return new RegExp(pattern.replaceAll(readerSign, escaped(name)), 'u').test(slotDescription);
}

/** Does the whole text match? */
export const matchesWhole = (pattern: string, text: string): boolean => new RegExp(`^(?:${pattern})$`, 'u').test(text);

/** @throws {RangeError} when the settings name no such PIN */
export function labelPatternOf({ tokenLabels }: VendorModuleSettings, reference: PinReference): string {
  const pattern = tokenLabels[reference - 1];
  if (pattern === undefined) throw new RangeError(`the card has no PIN ${reference}`);
  return pattern;
}
