/** X.501 distinguished names: in the order they are encoded, and printed as RFC 4514 (last one first). */
import * as asn1js from 'asn1js';
import { AttributeTypeAndValue, RelativeDistinguishedNames } from 'pkijs';
import { der } from './der.js';
import { rdnsOf, type AttributeParts } from './nameStructure.js';

const oids = {
  CN: '2.5.4.3',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
} as const;

export type AttributeType = keyof typeof oids;

const attributeTypes = Object.keys(oids) as AttributeType[];

/** One attribute for each RDN, in the order of the encoding: usually from `C` down to `CN`. */
export type DistinguishedName = readonly { readonly type: AttributeType; readonly value: string }[];

const typeByOid = new Map<string, string>(Object.entries(oids).map(([type, oid]) => [oid, type]));

/** X.680 §41.4. asn1js takes any text and cuts each character down to an octet. */
const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

function encodeValue(type: AttributeType, value: string): asn1js.PrintableString | asn1js.Utf8String {
  // RFC 5280 appendix A: country and serial number are PrintableString; everything else is UTF8String (§4.1.2.4).
  if (type === 'C' && !/^[A-Za-z]{2}$/.test(value)) throw new NameSyntaxError(`not a country: ${value}`);
  // An identifier that PrintableString cannot hold stays as it is: a changed one would name somebody else.
  const isPrintable = type === 'C' || (type === 'SERIALNUMBER' && printable.test(value));
  return isPrintable ? new asn1js.PrintableString({ value }) : new asn1js.Utf8String({ value });
}

export function encodeName(name: DistinguishedName): RelativeDistinguishedNames {
  // Built by hand and read back: pkijs itself would put all attributes into one multi-valued RDN.
  const rdns = name.map(({ type, value }) => {
    const attribute = new AttributeTypeAndValue({ type: oids[type], value: encodeValue(type, value) });
    return new asn1js.Set({ value: [attribute.toSchema()] });
  });
  return RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: rdns }).toBER());
}

/** RFC 4514 §2.4: what has a meaning in the text form is escaped. */
function escapeValue(value: string): string {
  return value
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
    .replaceAll('\0', '\\00');
}

/** RFC 4514 text; an attribute without a short name is printed by its OID, the attributes of one RDN are joined by `+`. */
export function nameText(name: RelativeDistinguishedNames): string {
  return nameTextOf(der(name.toSchema()));
}

/** As `nameText`. @param name DER @throws {DerError} */
export function nameTextOf(name: Uint8Array): string {
  const rdns = rdnsOf(name).map((rdn) =>
    rdn.map((attribute) => `${typeByOid.get(attribute.type) ?? attribute.type}=${attributeText(attribute)}`).join('+'),
  );
  return rdns.reverse().join(',');
}

/** A text is no name that this project can write: RFC 4514 with the attribute types above, one attribute for each RDN. */
export class NameSyntaxError extends Error {
  override readonly name = 'NameSyntaxError';
}

/** Parts the text at `separator` where no backslash stands before it. */
function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const [token] of text.matchAll(/\\[^]|[^]/gu)) {
    if (token === separator) {
      parts.push(part);
      part = '';
    } else {
      part += token;
    }
  }
  return [...parts, part];
}

/** RFC 4514 §2.4 backwards: `\\,` is a comma, `\\E8\\87\\BA` three octets of UTF-8. */
function unescapeValue(value: string): string {
  return value.replace(
    /((?:\\[0-9A-Fa-f]{2})+)|\\([^])/gu,
    (_, octets: string | undefined, sign: string | undefined) =>
      octets === undefined ? (sign ?? '') : Buffer.from(octets.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}

/**
 * Reads RFC 4514 text, whose first RDN is the last one of the encoding.
 * @throws {NameSyntaxError}
 */
export function parseName(text: string): DistinguishedName {
  const attributes = splitUnescaped(text, ',').map((rdn) => {
    const [, type = '', value = ''] = /^\s*([A-Za-z]+)=([^]+)$/.exec(rdn) ?? [];
    const known = attributeTypes.find((candidate) => candidate === type.toUpperCase());
    if (known === undefined || /^#/.test(value) || splitUnescaped(value, '+').length > 1) {
      throw new NameSyntaxError(`not a name: ${text}`);
    }
    return { type: known, value: unescapeValue(value) };
  });
  return attributes.reverse();
}

/** RFC 4514 text of a name that was not encoded yet. */
export function distinguishedNameText(name: DistinguishedName): string {
  return nameText(encodeName(name));
}

function attributeText({ text, encoding }: AttributeParts): string {
  return text === null ? `#${Buffer.from(encoding).toString('hex')}` : escapeValue(text);
}
