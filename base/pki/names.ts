/** X.501 distinguished names. `DistinguishedName` has the order of the encoding; RFC 4514 text has the reverse order. */
import * as asn1js from 'asn1js';
import { AttributeTypeAndValue, RelativeDistinguishedNames } from 'pkijs';

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

function encodeValue(type: AttributeType, value: string): asn1js.PrintableString | asn1js.Utf8String {
  // RFC 5280 appendix A: country and serial number are PrintableString; everything else is UTF8String (§4.1.2.4).
  return type === 'C' || type === 'SERIALNUMBER'
    ? new asn1js.PrintableString({ value })
    : new asn1js.Utf8String({ value });
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

/** RFC 4514 text. An attribute type that is not in the list above is written as its OID. */
export function nameText(name: RelativeDistinguishedNames): string {
  return name.typesAndValues
    .map(({ type, value }) => `${typeByOid.get(type) ?? type}=${attributeText(value)}`)
    .reverse()
    .join(',');
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

function attributeText(value: AttributeTypeAndValue['value']): string {
  const content: unknown = value.valueBlock.value;
  return typeof content === 'string' ? escapeValue(content) : `#${Buffer.from(value.toBER()).toString('hex')}`;
}
