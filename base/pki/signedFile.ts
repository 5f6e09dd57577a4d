/**
 * Files with their signature: CMS SignedData (RFC 5652 §5) in DER with one signer, whose certificate is in it. The content is any
 * file (id-data) and is written and read piece by piece: of it only the SHA-256 is needed here. `openssl cms -verify` reads it.
 */
import { AlgorithmIdentifier, Attribute, IssuerAndSerialNumber } from 'pkijs';
import * as asn1js from 'asn1js';
import { equalBytes } from '../bytes.js';
import { parseCertificate, readCertificate, time } from './certificate.js';
import { arrayBuffer, der } from './der.js';
import {
  contentOf,
  elementAt,
  elementsIn,
  encodingOf,
  expected,
  objectIdentifier,
  tags,
  wholeElement,
  DerError,
  type Element,
} from './derReader.js';
import { derBeginning, derElement, derObjectIdentifier } from './derWriter.js';
import { signatureAlgorithm, signatureVerifies, type Signer } from './keys.js';

const contextTag = 0xa0;
const signedData = derObjectIdentifier('1.2.840.113549.1.7.2');
const dataId = '1.2.840.113549.1.7.1';
const data = derObjectIdentifier(dataId);
const sha256Id = '2.16.840.1.101.3.4.2.1';
const contentTypeId = '1.2.840.113549.1.9.3';
const messageDigestId = '1.2.840.113549.1.9.4';
const signingTimeId = '1.2.840.113549.1.9.5';
const versionOne = Uint8Array.of(tags.integer, 1, 1);
const sha256 = der(new AlgorithmIdentifier({ algorithmId: sha256Id }).toSchema());

/** Whoever signs a file. */
export interface FileSigner extends Signer {
  /** X.509 DER, of `publicKey`. */
  readonly certificate: Uint8Array;
}

/** The signature does not fit to the content, or is not of the one form that is written here. */
export class FileSignatureError extends Error {
  override readonly name = 'FileSignatureError';
}

/** Everything before the content. @param endBytes length of what `signedEnd` returned @throws {RangeError} beyond 4 GiB */
export function signedBeginning(contentBytes: number, endBytes: number): Uint8Array {
  const rest = contentBytes + endBytes;
  const content = derBeginning(
    tags.sequence,
    contentBytes,
    data,
    derBeginning(contextTag, contentBytes, derBeginning(tags.octetString, contentBytes)),
  );
  const body = derBeginning(tags.sequence, rest, versionOne, derElement(tags.set, sha256), content);
  return derBeginning(tags.sequence, rest, signedData, derBeginning(contextTag, rest, body));
}

/** Everything after the content: the signer's certificate and signature. @param digest SHA-256 of the content */
export async function signedEnd(digest: Uint8Array, at: Date, signer: FileSigner): Promise<Uint8Array> {
  const { issuer, serialNumber } = parseCertificate(signer.certificate);
  // In the order of a DER SET OF: each is longer than the one before.
  const attributes = [
    attribute(contentTypeId, new asn1js.ObjectIdentifier({ value: dataId })),
    attribute(signingTimeId, time(at).toSchema()),
    attribute(messageDigestId, new asn1js.OctetString({ valueHex: arrayBuffer(digest) })),
  ];
  const signature = await signer.sign(derElement(tags.set, ...attributes));
  const info = derElement(
    tags.sequence,
    versionOne,
    der(new IssuerAndSerialNumber({ issuer, serialNumber }).toSchema()),
    sha256,
    derElement(contextTag, ...attributes),
    der(signatureAlgorithm(signer.publicKey).toSchema()),
    derElement(tags.octetString, signature),
  );
  const certificates = derElement(contextTag, signer.certificate);
  return Buffer.concat([certificates, derElement(tags.set, info)]);
}

function attribute(type: string, value: asn1js.BaseBlock): Uint8Array {
  return der(new Attribute({ type, values: [value] }).toSchema());
}

/** Positions of the content in a file. */
export interface SignedRange {
  readonly contentStart: number;
  readonly contentEnd: number;
}

/** @param beginning the file's first bytes, at least 128 of a longer file @throws {DerError} when it is no such file */
export function signedRange(beginning: Uint8Array, fileBytes: number): SignedRange {
  const at = (start: number, tag: number) => expected(elementAt(beginning, start, fileBytes), tag);
  const outer = at(0, tags.sequence);
  const type = at(outer.contentStart, tags.objectIdentifier);
  if (!equalBytes(encodingOf(beginning, type), signedData) || outer.end !== fileBytes) throw new DerError('not signed');
  const body = at(at(type.end, contextTag).contentStart, tags.sequence);
  const digests = at(at(body.contentStart, tags.integer).end, tags.set);
  const content = at(digests.end, tags.sequence);
  const contentType = at(content.contentStart, tags.objectIdentifier);
  if (!equalBytes(encodingOf(beginning, contentType), data)) throw new DerError('another kind of content');
  const octets = at(at(contentType.end, contextTag).contentStart, tags.octetString);
  return { contentStart: octets.contentStart, contentEnd: octets.end };
}

/**
 * Verifies that the signer in `end` signed a content of this digest. Whether that signer is the right one is the caller's question.
 * @param digest SHA-256 of the content
 * @param end the bytes after the content
 * @returns the signer's certificate, DER
 * @throws {FileSignatureError}
 */
export function verifySignedEnd(digest: Uint8Array, end: Uint8Array): Uint8Array {
  try {
    const { certificate, attributes, algorithmId, signature } = partsOfEnd(end);
    const signedDigest = valueOf(attributes, messageDigestId);
    if (!equalBytes(signedDigest, derElement(tags.octetString, digest))) {
      throw new FileSignatureError('its content is not what was signed');
    }
    if (!equalBytes(valueOf(attributes, contentTypeId), data)) throw new DerError('another kind of content was signed');
    const { publicKey } = readCertificate(certificate);
    if (signatureVerifies({ publicKey, algorithmId, data: attributes, signature })) return certificate;
    throw new FileSignatureError('its signature was not made by the key of the certificate in it');
  } catch (cause) {
    if (cause instanceof FileSignatureError) throw cause;
    throw new FileSignatureError('its signature cannot be read', { cause });
  }
}

/** @throws {DerError} */
function partsOfEnd(end: Uint8Array) {
  const read = (element: Element | undefined, tag: number) => encodingOf(end, expected(element, tag));
  const members = (element: Element | undefined, tag: number) => elementsIn(end, expected(element, tag));
  const [certificates, infos, ...more] = elementsIn(end, { tag: 0, start: 0, contentStart: 0, end: end.length });
  const [certificate, ...others] = members(certificates, contextTag);
  const [info, ...otherInfos] = members(infos, tags.set);
  if (more.length + others.length + otherInfos.length > 0) throw new DerError('not one signer');
  const [, , digestAlgorithm, attributes, algorithm, octets] = members(info, tags.sequence);
  if (!equalBytes(read(digestAlgorithm, tags.sequence), sha256)) throw new DerError('not SHA-256');
  return {
    certificate: read(certificate, tags.sequence),
    // What is signed has the tag of a SET (RFC 5652 §5.4).
    attributes: derElement(tags.set, contentOf(end, expected(attributes, contextTag))),
    algorithmId: objectIdentifier(end, members(algorithm, tags.sequence)[0]),
    signature: contentOf(end, expected(octets, tags.octetString)),
  };
}

/** The one value of an attribute, DER. @param attributes SET @throws {DerError} */
function valueOf(attributes: Uint8Array, id: string): Uint8Array {
  for (const element of elementsIn(attributes, wholeElement(attributes, tags.set))) {
    const [type, values] = elementsIn(attributes, element);
    if (objectIdentifier(attributes, type) !== id) continue;
    const [value, ...more] = elementsIn(attributes, expected(values, tags.set));
    if (value === undefined || more.length > 0) throw new DerError('not one value');
    return encodingOf(attributes, value);
  }
  throw new DerError('a signed attribute is missing');
}
