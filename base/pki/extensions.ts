/** Extensions of certificates and CRLs (RFC 5280 §4.2.1, §5.2). */
import * as asn1js from 'asn1js';
import {
  AltName,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CRLDistributionPoints,
  DistributionPoint,
  ExtKeyUsage,
  Extension,
  GeneralName,
  id_AuthorityKeyIdentifier,
  id_BasicConstraints,
  id_CRLDistributionPoints,
  id_CRLNumber,
  id_ExtKeyUsage,
  id_KeyUsage,
  id_SubjectAltName,
  id_SubjectKeyIdentifier,
  type Certificate,
} from 'pkijs';
import { arrayBuffer, bitString, der } from './der.js';
import { keyIdentifier } from './keys.js';

/** Bit numbers of KeyUsage (RFC 5280 §4.2.1.3). */
export const keyUsageBits = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

export type KeyUsage = keyof typeof keyUsageBits;

function extension(extnID: string, critical: boolean, value: { toBER(sizeOnly?: boolean): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: arrayBuffer(der(value)) });
}

/** KeyUsage, critical (RFC 5280 §4.2.1.3). Encodes the usages with bit numbers 0 to 7. */
export function keyUsage(...usages: readonly KeyUsage[]): Extension {
  const bits = usages.reduce((byte, usage) => byte | (0x80 >> keyUsageBits[usage]), 0);
  // DER (X.690 §11.2.2): a named bit list has no trailing zero bits.
  const unusedBits = bits === 0 ? 0 : Math.log2(bits & -bits);
  const value = bitString(Uint8Array.of(bits));
  value.valueBlock.unusedBits = unusedBits;
  return extension(id_KeyUsage, true, value);
}

/** The usages that a certificate lists; an empty list when it has no KeyUsage extension. */
export function keyUsagesOf({ extensions }: Certificate): KeyUsage[] {
  const extnValue = extensions?.find(({ extnID }) => extnID === id_KeyUsage)?.extnValue;
  const bits = extnValue && asn1js.fromBER(arrayBuffer(extnValue.valueBlock.valueHexView)).result;
  if (!(bits instanceof asn1js.BitString)) return [];
  const bytes = bits.valueBlock.valueHexView;
  const usages = Object.entries(keyUsageBits) as [KeyUsage, number][];
  return usages.filter(([, bit]) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0).map(([usage]) => usage);
}

/** BasicConstraints, critical (RFC 5280 §4.2.1.9). A CA gets path length 0: it issues end-entity certificates only. */
export function basicConstraints(isCa: boolean): Extension {
  const constraints = isCa ? new BasicConstraints({ cA: true, pathLenConstraint: 0 }) : new BasicConstraints();
  return extension(id_BasicConstraints, true, constraints.toSchema());
}

/** RFC 5280 §4.2.1.2. @param publicKey SubjectPublicKeyInfo, DER */
export function subjectKeyIdentifier(publicKey: Uint8Array): Extension {
  return extension(
    id_SubjectKeyIdentifier,
    false,
    new asn1js.OctetString({ valueHex: arrayBuffer(keyIdentifier(publicKey)) }),
  );
}

/** RFC 5280 §4.2.1.1. @param issuerPublicKey SubjectPublicKeyInfo, DER */
export function authorityKeyIdentifier(issuerPublicKey: Uint8Array): Extension {
  const identifier = new AuthorityKeyIdentifier({
    keyIdentifier: new asn1js.OctetString({ valueHex: arrayBuffer(keyIdentifier(issuerPublicKey)) }),
  });
  return extension(id_AuthorityKeyIdentifier, false, identifier.toSchema());
}

const purposes = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;

/** ExtendedKeyUsage with one purpose (RFC 5280 §4.2.1.12). */
export function extendedKeyUsage(purpose: keyof typeof purposes): Extension {
  return extension(id_ExtKeyUsage, false, new ExtKeyUsage({ keyPurposes: [purposes[purpose]] }).toSchema());
}

/** An IA5String. asn1js takes any text and cuts each character down to an octet. @throws {Error} */
function ascii(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  throw new Error(`not ASCII: ${text}`);
}

/** @param addresses IPv4 addresses, 4 bytes each. */
export function subjectAltName(dnsNames: readonly string[], addresses: readonly Uint8Array[]): Extension {
  const names = [
    ...dnsNames.map((value) => new GeneralName({ type: 2, value: ascii(value) })),
    ...addresses.map(
      (address) => new GeneralName({ type: 7, value: new asn1js.OctetString({ valueHex: arrayBuffer(address) }) }),
    ),
  ];
  return extension(id_SubjectAltName, false, new AltName({ altNames: names }).toSchema());
}

/** CRLDistributionPoints with one address (RFC 5280 §4.2.1.13). @param url of the CRL in DER */
export function crlDistributionPoint(url: string): Extension {
  const point = new DistributionPoint({ distributionPoint: [new GeneralName({ type: 6, value: ascii(url) })] });
  const points = new CRLDistributionPoints({ distributionPoints: [point] });
  return extension(id_CRLDistributionPoints, false, points.toSchema());
}

/** CRLNumber (RFC 5280 §5.2.3). @param number greater than that of every earlier CRL of the issuer */
export function crlNumber(number: number): Extension {
  return extension(id_CRLNumber, false, asn1js.Integer.fromBigInt(BigInt(number)));
}
