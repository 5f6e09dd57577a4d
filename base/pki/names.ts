/** X.501 distinguished names. `DistinguishedName` has the order of the encoding; RFC 4514 text has the reverse order. */
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

/** One attribute per RDN, in the order of the encoding: usually from `C` to `CN`. */
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

/** The X.501 Name, one attribute per RDN. */
export function encodeName(name: DistinguishedName): RelativeDistinguishedNames {
  // Encoded with asn1js and parsed again: pkijs itself would put all attributes into one multi-valued RDN.
  const rdns = name.map(({ type, value }) => {
    const attribute = new AttributeTypeAndValue({ type: oids[type], value: encodeValue(type, value) });
    return new asn1js.Set({ value: [attribute.toSchema()] });
  });
  return RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: rdns }).toBER());
}

/** Escapes the characters that have a meaning in RFC 4514 text (§2.4). */
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

/** The text is not a name that this program supports: RFC 4514 with the attribute types above, one attribute per RDN. */
export class NameSyntaxError extends Error {
  override readonly name = 'NameSyntaxError';
}

/** Splits the text at each `separator` that is not escaped by a backslash. */
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

/** Removes the escapes of RFC 4514 §2.4: `\\,` becomes a comma, `\\E8\\87\\BA` becomes three octets of UTF-8. */
function unescapeValue(value: string): string {
  return value.replace(
    /((?:\\[0-9A-Fa-f]{2})+)|\\([^])/gu,
    (_, octets: string | undefined, sign: string | undefined) =>
      octets === undefined ? (sign ?? '') : Buffer.from(octets.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}

/** Parses RFC 4514 text. @throws {NameSyntaxError} */
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

/** RFC 4514 text of a name. */
export function distinguishedNameText(name: DistinguishedName): string {
  return nameText(encodeName(name));
}

function attributeText({ text, encoding }: AttributeParts): string {
  return text === null ? `#${Buffer.from(encoding).toString('hex')}` : escapeValue(text);
}
