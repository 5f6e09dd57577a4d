/**
 * Values sealed to one recipient: CMS EnvelopedData (RFC 5652 §6), content AES-256-CBC.
 *
 * RSA recipient: the content key is encrypted with RSAES-OAEP and its default parameters (RFC 8017 appendix A.2.1: SHA-1 and MGF1
 * with SHA-1). It is the only OAEP that every PKCS #11 token supports, and OAEP does not need collision resistance.
 *
 * P-256 recipient: ephemeral-static ECDH with SHA-256 and AES-256 key wrap (RFC 5753). `ukm` must be present: without it pkijs
 * derives another key than the sender.
 */
import { createDecipheriv } from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  ContentInfo,
  EnvelopedData,
  IssuerAndSerialNumber,
  KeyTransRecipientInfo,
  id_ContentType_EnvelopedData,
} from 'pkijs';
import { equalBytes } from '../bytes.js';
import { Secret } from '../secret.js';
import { parseCertificate } from './certificate.js';
import { arrayBuffer, der } from './der.js';

const rsaesOaep = '1.2.840.113549.1.1.7';
const aes256Cbc = '2.16.840.1.101.3.4.1.42';
/** Parameters of WebCrypto. */
export const contentEncryption = { name: 'AES-CBC', length: 256 };

/** The value is not sealed to this recipient, or it is damaged. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

/** @param certificate X.509 DER, RSA or P-256 */
export function addRecipient(enveloped: EnvelopedData, certificate: Uint8Array): void {
  enveloped.addRecipientByCertificate(parseCertificate(certificate), {
    oaepHashAlgorithm: 'SHA-1',
    kdfAlgorithm: 'SHA-256',
    kekEncryptionLength: 256,
  });
}

/**
 * Encrypts a secret for one recipient.
 * @param certificate the recipient's, X.509 DER, RSA or P-256
 * @returns ContentInfo with EnvelopedData, DER
 */
export async function sealTo(certificate: Uint8Array, secret: Secret): Promise<Uint8Array> {
  const enveloped = new EnvelopedData();
  addRecipient(enveloped, certificate);
  const plain = secret.use(arrayBuffer);
  try {
    await enveloped.encrypt(contentEncryption, plain);
  } finally {
    new Uint8Array(plain).fill(0);
  }
  const content = new ContentInfo({ contentType: id_ContentType_EnvelopedData, content: enveloped.toSchema() });
  return der(content.toSchema());
}

/**
 * Decrypts a sealed value with a private key in this process.
 * @param sealed ContentInfo with EnvelopedData, DER
 * @param privateKey PKCS #8, DER
 * @param certificate the recipient's, X.509 DER
 * @throws {UnsealError}
 */
export async function openSealed(sealed: Uint8Array, privateKey: Secret, certificate: Uint8Array): Promise<Secret> {
  const enveloped = parseSealed(sealed);
  const key = privateKey.use(arrayBuffer);
  try {
    const plain = await enveloped.decrypt(0, {
      recipientCertificate: parseCertificate(certificate),
      recipientPrivateKey: key,
    });
    return Secret.takeBytes(new Uint8Array(plain));
  } catch (cause) {
    throw new UnsealError('not sealed to this key', { cause });
  } finally {
    new Uint8Array(key).fill(0);
  }
}

/**
 * Decrypts a sealed value with an RSA key that is not in this process, e.g. in a PKCS #11 token.
 * @param sealed ContentInfo with EnvelopedData, DER
 * @param decrypt RSAES-OAEP with default parameters; this function zeroes the bytes that it returns
 * @throws {UnsealError}
 */
export async function openSealedBy(
  sealed: Uint8Array,
  decrypt: (encryptedKey: Uint8Array) => Promise<Uint8Array>,
): Promise<Secret> {
  const { encryptedContentInfo, recipientInfos } = parseSealed(sealed);
  const recipient: unknown = recipientInfos[0]?.value;
  const { algorithmId } = encryptedContentInfo.contentEncryptionAlgorithm;
  const algorithmParams: unknown = encryptedContentInfo.contentEncryptionAlgorithm.algorithmParams;
  if (
    !(recipient instanceof KeyTransRecipientInfo) ||
    recipient.keyEncryptionAlgorithm.algorithmId !== rsaesOaep ||
    algorithmId !== aes256Cbc ||
    !(algorithmParams instanceof asn1js.OctetString)
  ) {
    throw new UnsealError('not RSAES-OAEP with AES-256-CBC');
  }
  const contentKey = await decrypt(new Uint8Array(recipient.encryptedKey.valueBlock.valueHexView));
  try {
    const decipher = createDecipheriv('aes-256-cbc', contentKey, algorithmParams.valueBlock.valueHexView);
    const first = decipher.update(new Uint8Array(encryptedContentInfo.getEncryptedContent()));
    const last = decipher.final();
    const plain = new Uint8Array(first.length + last.length);
    plain.set(first);
    plain.set(last, first.length);
    first.fill(0);
    last.fill(0);
    return Secret.takeBytes(plain);
  } catch (cause) {
    throw new UnsealError('the content does not decrypt', { cause });
  } finally {
    contentKey.fill(0);
  }
}

/**
 * Makes a test for sealed values: is the value EnvelopedData whose first recipient uses key transport (RSA) and is identified by
 * this certificate's issuer and serial number? Nothing is decrypted.
 * @param certificate the recipient's, X.509 DER
 */
export function sealedToCheck(certificate: Uint8Array): (sealed: Uint8Array) => boolean {
  const { issuer, serialNumber } = parseCertificate(certificate);
  const expected = der(new IssuerAndSerialNumber({ issuer, serialNumber }).toSchema());
  return (sealed) => {
    const { result, offset } = asn1js.fromBER(arrayBuffer(sealed));
    if (offset === -1) return false;
    const [contentType, content] = children(result);
    if (!(contentType instanceof asn1js.ObjectIdentifier)) return false;
    if (contentType.getValue() !== id_ContentType_EnvelopedData) return false;
    const recipientInfos = children(children(content)[0]).find((member) => member instanceof asn1js.Set);
    const [keyTransport] = children(recipientInfos);
    if (!(keyTransport instanceof asn1js.Sequence)) return false;
    const rid = children(keyTransport)[1];
    return rid !== undefined && equalBytes(rid.valueBeforeDecodeView, expected);
  };
}

function children(block: asn1js.BaseBlock | undefined): readonly asn1js.BaseBlock[] {
  return block instanceof asn1js.Constructed ? block.valueBlock.value : [];
}

function parseSealed(sealed: Uint8Array): EnvelopedData {
  try {
    const content = ContentInfo.fromBER(arrayBuffer(sealed));
    if (content.contentType !== id_ContentType_EnvelopedData) throw new Error('another content type');
    return new EnvelopedData({ schema: content.content });
  } catch (cause) {
    throw new UnsealError('not CMS EnvelopedData', { cause });
  }
}
