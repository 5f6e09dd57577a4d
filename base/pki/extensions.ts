/** The extensions that the RA's certificates and CRLs carry (RFC 5280 §4.2.1, §5.2). */
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

/** Bit numbers of KeyUsage. */
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

export function keyUsage(...usages: readonly KeyUsage[]): Extension {
  const bits = usages.reduce((byte, usage) => byte | (0x80 >> keyUsageBits[usage]), 0);
  // DER (X.690 §11.2.2): a named-bit list ends at its last one bit.
  const unusedBits = bits === 0 ? 0 : Math.log2(bits & -bits);
  const value = bitString(Uint8Array.of(bits));
  value.valueBlock.unusedBits = unusedBits;
  return extension(id_KeyUsage, true, value);
}

/** The usages of a certificate; none when it does not say. */
export function keyUsagesOf({ extensions }: Certificate): KeyUsage[] {
  const extnValue = extensions?.find(({ extnID }) => extnID === id_KeyUsage)?.extnValue;
  const bits = extnValue && asn1js.fromBER(arrayBuffer(extnValue.valueBlock.valueHexView)).result;
  if (!(bits instanceof asn1js.BitString)) return [];
  const bytes = bits.valueBlock.valueHexView;
  const usages = Object.entries(keyUsageBits) as [KeyUsage, number][];
  return usages.filter(([, bit]) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0).map(([usage]) => usage);
}

export function basicConstraints(isCa: boolean): Extension {
  const constraints = isCa ? new BasicConstraints({ cA: true, pathLenConstraint: 0 }) : new BasicConstraints();
  return extension(id_BasicConstraints, true, constraints.toSchema());
}

export function subjectKeyIdentifier(publicKey: Uint8Array): Extension {
  return extension(
    id_SubjectKeyIdentifier,
    false,
    new asn1js.OctetString({ valueHex: arrayBuffer(keyIdentifier(publicKey)) }),
  );
}

export function authorityKeyIdentifier(issuerPublicKey: Uint8Array): Extension {
  const identifier = new AuthorityKeyIdentifier({
    keyIdentifier: new asn1js.OctetString({ valueHex: arrayBuffer(keyIdentifier(issuerPublicKey)) }),
  });
  return extension(id_AuthorityKeyIdentifier, false, identifier.toSchema());
}

const purposes = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;

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

/** Where the CRL is found. @param url of the DER */
export function crlDistributionPoint(url: string): Extension {
  const point = new DistributionPoint({ distributionPoint: [new GeneralName({ type: 6, value: ascii(url) })] });
  const points = new CRLDistributionPoints({ distributionPoints: [point] });
  return extension(id_CRLDistributionPoints, false, points.toSchema());
}

/** @param number counts up with each CRL of the issuer */
export function crlNumber(number: number): Extension {
  return extension(id_CRLNumber, false, asn1js.Integer.fromBigInt(BigInt(number)));
}
