/** A certificate's parts as they are encoded (RFC 5280 §4.1), for checks that must not depend on how a library reads them. */
import {
  bigIntOf,
  contentOf,
  elementsIn,
  encodingOf,
  expected,
  objectIdentifier,
  positiveInteger,
  tags,
  timeOf,
  wholeElement,
  DerError,
  type Element,
} from './derReader.js';

export interface ExtensionParts {
  /** OID */
  readonly id: string;
  readonly critical: boolean;
  /** DER of the extension's value. */
  readonly value: Uint8Array;
}

/** What was signed, by which algorithm, and the signature: the same in certificates and revocation lists. */
export interface SignedParts {
  readonly signed: Uint8Array;
  /** OID, outside of what was signed. */
  readonly algorithm: string;
  readonly signature: Uint8Array;
}

export interface CertificateParts extends SignedParts {
  readonly serial: bigint;
  /** OID, inside of what was signed; it has to be the same as `algorithm`. */
  readonly innerAlgorithm: string;
  /** Name, DER. */
  readonly issuer: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Name, DER. */
  readonly subject: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly ExtensionParts[];
}

const versionTag = 0xa0;
const extensionsTag = 0xa3;

/** @param certificate X.509 DER @throws {DerError} */
export function certificateParts(certificate: Uint8Array): CertificateParts {
  const { body, ...signed } = signedParts(certificate);
  const all = elementsIn(certificate, body);
  const [serial, algorithm, issuer, validity, subject, publicKey, ...optional] =
    all[0]?.tag === versionTag ? all.slice(1) : all;
  if (serial === undefined) throw new DerError('not a certificate');
  const [notBefore, notAfter] = elementsIn(certificate, expected(validity, tags.sequence));
  const wrapper = optional.find(({ tag }) => tag === extensionsTag);
  return {
    ...signed,
    serial: positiveInteger(certificate, serial),
    innerAlgorithm: algorithmOf(certificate, algorithm),
    issuer: encodingOf(certificate, expected(issuer, tags.sequence)),
    notBefore: timeOf(certificate, notBefore),
    notAfter: timeOf(certificate, notAfter),
    subject: encodingOf(certificate, expected(subject, tags.sequence)),
    publicKey: encodingOf(certificate, expected(publicKey, tags.sequence)),
    extensions: wrapper === undefined ? [] : extensionsIn(certificate, elementsIn(certificate, wrapper)[0]),
  };
}

/** SEQUENCE { what was signed, AlgorithmIdentifier, BIT STRING }. @throws {DerError} */
export function signedParts(der: Uint8Array): SignedParts & { readonly body: Element } {
  const [body, algorithm, signature, ...more] = elementsIn(der, wholeElement(der, tags.sequence));
  if (more.length > 0) throw new DerError('more than what was signed and its signature');
  const tbs = expected(body, tags.sequence);
  return {
    body: tbs,
    signed: encodingOf(der, tbs),
    algorithm: algorithmOf(der, algorithm),
    signature: contentOf(der, expected(signature, tags.bitString)).subarray(1),
  };
}

/** @returns OID of an AlgorithmIdentifier @throws {DerError} */
export function algorithmOf(der: Uint8Array, element: Element | undefined): string {
  return objectIdentifier(der, elementsIn(der, expected(element, tags.sequence))[0]);
}

/** @throws {DerError} unless it is a SEQUENCE OF Extension with no extension twice (§4.2) */
export function extensionsIn(der: Uint8Array, list: Element | undefined): ExtensionParts[] {
  const extensions = elementsIn(der, expected(list, tags.sequence)).map((extension) => {
    const [id, ...others] = elementsIn(der, expected(extension, tags.sequence));
    const flag = others.length > 1 ? others[0] : undefined;
    const critical = flag !== undefined && contentOf(der, expected(flag, tags.boolean))[0] !== 0;
    return {
      id: objectIdentifier(der, id),
      critical,
      value: contentOf(der, expected(others.at(-1), tags.octetString)),
    };
  });
  if (new Set(extensions.map(({ id }) => id)).size < extensions.length) throw new DerError('an extension twice');
  return extensions;
}

export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
} as const;

/** @returns the value of that extension; undefined: the certificate does not have it */
export function extensionValue({ extensions }: CertificateParts, id: string): Uint8Array | undefined {
  return extensions.find((extension) => extension.id === id)?.value;
}

/** BasicConstraints with CA:TRUE (§4.2.1.9)? @throws {DerError} */
export function isAuthority(parts: CertificateParts): boolean {
  const value = extensionValue(parts, extensionIds.basicConstraints);
  if (value === undefined) return false;
  const [first] = elementsIn(value, wholeElement(value, tags.sequence));
  return first?.tag === tags.boolean && bigIntOf(contentOf(value, first)) !== 0n;
}

/** May the key be used so (§4.2.1.3)? Without the extension it is not restricted. @param bit of KeyUsage @throws {DerError} */
export function allowsUsage(parts: CertificateParts, bit: number): boolean {
  const value = extensionValue(parts, extensionIds.keyUsage);
  if (value === undefined) return true;
  const [, ...octets] = contentOf(value, wholeElement(value, tags.bitString));
  return ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}

/** OIDs of ExtendedKeyUsage (§4.2.1.12); null: not restricted. @throws {DerError} */
export function purposesOf(parts: CertificateParts): readonly string[] | null {
  const value = extensionValue(parts, extensionIds.extendedKeyUsage);
  if (value === undefined) return null;
  return elementsIn(value, wholeElement(value, tags.sequence)).map((purpose) => objectIdentifier(value, purpose));
}

/** A critical extension that whoever asks does not process: the certificate must not be used (§4.2). */
export function hasUnprocessed(parts: Pick<CertificateParts, 'extensions'>, processed: ReadonlySet<string>): boolean {
  return parts.extensions.some(({ id, critical }) => critical && !processed.has(id));
}
