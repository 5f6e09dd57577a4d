/** Names as they are encoded: a sequence of RDNs, each a set of attributes (X.501 §9.3). pkijs makes one flat list of them. */
import { isUtf8 } from 'node:buffer';
import {
  contentOf,
  elementsIn,
  encodingOf,
  expected,
  objectIdentifier,
  tags,
  wholeElement,
  type Element,
} from './derReader.js';

export interface AttributeParts {
  /** OID */
  readonly type: string;
  /** null: a value that is not a string; its encoding tells what it is. */
  readonly text: string | null;
  /** DER of the value. */
  readonly encoding: Uint8Array;
}

const utf8String = 0x0c;
const bmpString = 0x1e;
/** PrintableString, TeletexString, IA5String, VisibleString, NumericString: one octet a character. */
const octetStrings: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a]);

/** In the order of the encoding. @param name DER @throws {DerError} */
export function rdnsOf(name: Uint8Array): readonly (readonly AttributeParts[])[] {
  return elementsIn(name, wholeElement(name, tags.sequence)).map((rdn) =>
    elementsIn(name, expected(rdn, tags.set)).map((attribute) => {
      const [type, value] = elementsIn(name, expected(attribute, tags.sequence));
      const present = expected(value, value?.tag ?? 0);
      return { type: objectIdentifier(name, type), text: textOf(name, present), encoding: encodingOf(name, present) };
    }),
  );
}

function textOf(name: Uint8Array, value: Element): string | null {
  const content = Buffer.from(contentOf(name, value));
  if (value.tag === utf8String) return isUtf8(content) ? content.toString('utf8') : null;
  if (value.tag === bmpString && content.length % 2 === 0) return content.swap16().toString('utf16le');
  return octetStrings.has(value.tag) ? content.toString('latin1') : null;
}

/**
 * Are they the same name (RFC 5280 §7.1)? The same RDNs with the same attributes; strings are compared without their case and without
 * blanks that mean nothing, whatever type of string they are.
 * @throws {DerError}
 */
export function sameName(a: Uint8Array, b: Uint8Array): boolean {
  return comparable(a) === comparable(b);
}

function comparable(name: Uint8Array): string {
  const rdns = rdnsOf(name).map((rdn) =>
    rdn.map(({ type, text, encoding }) => [type, prepared(text, encoding)]).sort(),
  );
  return JSON.stringify(rdns);
}

function prepared(text: string | null, encoding: Uint8Array): string {
  if (text === null) return `#${Buffer.from(encoding).toString('hex')}`;
  return text.normalize('NFKC').toLowerCase().trim().replaceAll(/\s+/g, ' ');
}
