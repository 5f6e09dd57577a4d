/** X.501 distinguished names: in the order they are encoded, and printed as RFC 4514 (last one first). */
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

/** One attribute for each RDN, in the order of the encoding: usually from `C` down to `CN`. */
export type DistinguishedName = readonly { readonly type: AttributeType; readonly value: string }[];

const typeByOid = new Map<string, string>(Object.entries(oids).map(([type, oid]) => [oid, type]));

function encodeValue(type: AttributeType, value: string): asn1js.PrintableString | asn1js.Utf8String {
  // RFC 5280 appendix A: country and serial number are PrintableString; everything else is UTF8String (§4.1.2.4).
  return type === 'C' || type === 'SERIALNUMBER'
    ? new asn1js.PrintableString({ value })
    : new asn1js.Utf8String({ value });
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

/** RFC 4514 text; an attribute without a short name is printed by its OID. */
export function nameText(name: RelativeDistinguishedNames): string {
  return name.typesAndValues
    .map(({ type, value }) => `${typeByOid.get(type) ?? type}=${attributeText(value)}`)
    .reverse()
    .join(',');
}

/** RFC 4514 text of a name that was not encoded yet. */
export function distinguishedNameText(name: DistinguishedName): string {
  return nameText(encodeName(name));
}

function attributeText(value: AttributeTypeAndValue['value']): string {
  const content: unknown = value.valueBlock.value;
  return typeof content === 'string' ? escapeValue(content) : `#${Buffer.from(value.toBER()).toString('hex')}`;
}
