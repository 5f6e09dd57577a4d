/**
 * Files sealed to several recipients: CMS EnvelopedData (RFC 5652 §6) in DER, content AES-256-CBC, which is encrypted and decrypted
 * piece by piece. The recipients are those of `sealed.ts`. CBC does not notice a change, so the caller verifies a signature over
 * the whole file before it decrypts anything.
 */
import { createCipheriv, createDecipheriv, webcrypto, type Cipher, type Decipher } from 'node:crypto';
import * as asn1js from 'asn1js';
import { ContentInfo, CryptoEngine, EnvelopedData, id_ContentType_EnvelopedData } from 'pkijs';
import type { Secret } from '../secret.js';
import { arrayBuffer, der } from './der.js';
import { DerError, elementAt, expected, tags } from './derReader.js';
import { derBeginning, derElement, derObjectIdentifier } from './derWriter.js';
import { addRecipient, contentEncryption, UnsealError } from './sealed.js';

const blockBytes = 16;
const contextTag = 0xa0;
/** encryptedContent [0] IMPLICIT OCTET STRING */
const encryptedContentTag = 0x80;
const data = derObjectIdentifier('1.2.840.113549.1.7.1');
const enveloped = derObjectIdentifier(id_ContentType_EnvelopedData);

type Algorithm = Parameters<webcrypto.SubtleCrypto['encrypt']>[0];

/** pkijs wraps and unwraps the content key for the recipients; the content does not pass through it. */
class ContentKeyEngine extends CryptoEngine {
  #contentKey: Uint8Array | null = null;

  constructor() {
    super({ name: 'content-key', crypto: webcrypto });
  }

  /** @throws {Error} when pkijs did not come as far as the content */
  contentKey(): Uint8Array {
    if (this.#contentKey === null) throw new Error('there is no content key');
    return this.#contentKey;
  }

  override encrypt(
    algorithm: Algorithm,
    key: webcrypto.CryptoKey,
    content: webcrypto.BufferSource,
  ): Promise<ArrayBuffer> {
    return isContent(algorithm) ? this.#keep(key) : super.encrypt(algorithm, key, content);
  }

  override decrypt(
    algorithm: Algorithm,
    key: webcrypto.CryptoKey,
    content: webcrypto.BufferSource,
  ): Promise<ArrayBuffer> {
    return isContent(algorithm) ? this.#keep(key) : super.decrypt(algorithm, key, content);
  }

  async #keep(key: webcrypto.CryptoKey): Promise<ArrayBuffer> {
    this.#contentKey = new Uint8Array(await this.exportKey('raw', key));
    return new ArrayBuffer(0);
  }
}

function isContent(algorithm: Algorithm): boolean {
  return typeof algorithm !== 'string' && algorithm.name === contentEncryption.name;
}

export interface Envelope {
  /** Everything before the encrypted content, which ends the file. */
  readonly beginning: Uint8Array;
  readonly contentBytes: number;
  /** Each call encrypts the same content to the same bytes. */
  readonly encryptor: () => Cipher;
  /** Zeroes the content key. */
  readonly dispose: () => void;
}

/**
 * Makes a content key for the recipients.
 * @param certificates X.509 DER, RSA or P-256
 * @param plainBytes length of the content that will be encrypted
 * @throws {RangeError} when the file would be longer than 4 GiB
 */
export async function envelopeFor(certificates: readonly Uint8Array[], plainBytes: number): Promise<Envelope> {
  const engine = new ContentKeyEngine();
  const draft = new EnvelopedData();
  for (const certificate of certificates) addRecipient(draft, certificate);
  await draft.encrypt(contentEncryption, new ArrayBuffer(0), engine);
  const contentBytes = (Math.floor(plainBytes / blockBytes) + 1) * blockBytes;
  // In the order of a DER SET OF.
  const recipients = draft.recipientInfos
    .map((recipient) => der(recipient.toSchema()))
    .sort((a, b) => Buffer.compare(a, b));
  const algorithm = der(draft.encryptedContentInfo.contentEncryptionAlgorithm.toSchema());
  const encrypted = derBeginning(encryptedContentTag, contentBytes);
  const body = derBeginning(
    tags.sequence,
    contentBytes,
    der(new asn1js.Integer({ value: draft.version })),
    derElement(tags.set, ...recipients),
    derBeginning(tags.sequence, contentBytes, data, algorithm, encrypted),
  );
  const key = engine.contentKey();
  const iv = initialVector(draft);
  return {
    beginning: derBeginning(tags.sequence, contentBytes, enveloped, derBeginning(contextTag, contentBytes, body)),
    contentBytes,
    encryptor: () => createCipheriv('aes-256-cbc', key, iv),
    dispose: () => key.fill(0),
  };
}

export interface OpenedEnvelope {
  /** Position of the encrypted content, which goes to the end of the file. */
  readonly contentStart: number;
  readonly decryptor: () => Decipher;
  /** Zeroes the content key. */
  readonly dispose: () => void;
}

/**
 * Opens the envelope for one recipient.
 * @param beginning the file's first bytes; all of it up to the content
 * @param fileBytes length of the whole file
 * @param privateKey PKCS #8, DER
 * @throws {UnsealError} when it is not sealed to this key @throws {DerError} when it is no such file
 */
export async function openEnvelope(
  beginning: Uint8Array,
  fileBytes: number,
  privateKey: Secret,
): Promise<OpenedEnvelope> {
  const { draft, contentStart } = parseBeginning(beginning, fileBytes);
  const engine = new ContentKeyEngine();
  const recipientPrivateKey = privateKey.use(arrayBuffer);
  try {
    for (const [index] of draft.recipientInfos.entries()) {
      const opens = await draft.decrypt(index, { recipientPrivateKey }, engine).then(
        () => true,
        () => false,
      );
      if (!opens) continue;
      const key = engine.contentKey();
      const iv = initialVector(draft);
      return {
        contentStart,
        decryptor: () => createDecipheriv('aes-256-cbc', key, iv),
        dispose: () => key.fill(0),
      };
    }
  } finally {
    new Uint8Array(recipientPrivateKey).fill(0);
  }
  throw new UnsealError('not sealed to this key');
}

/** The EnvelopedData without its content. @throws {DerError} */
function parseBeginning(
  bytes: Uint8Array,
  fileBytes: number,
): { readonly draft: EnvelopedData; readonly contentStart: number } {
  const at = (start: number, tag: number) => expected(elementAt(bytes, start, fileBytes), tag);
  const after = (start: number, tag: number) => at(start, tag).end;
  const outer = at(0, tags.sequence);
  const wrapper = at(after(outer.contentStart, tags.objectIdentifier), contextTag);
  const body = at(wrapper.contentStart, tags.sequence);
  const recipients = after(body.contentStart, tags.integer);
  const content = at(after(recipients, tags.set), tags.sequence);
  const algorithm = after(content.contentStart, tags.objectIdentifier);
  const encrypted = at(after(algorithm, tags.sequence), encryptedContentTag);
  if (encrypted.end !== fileBytes) throw new DerError('the content is not at the end');
  const withoutContent = derElement(
    tags.sequence,
    bytes.subarray(outer.contentStart, wrapper.start),
    derElement(
      contextTag,
      derElement(
        tags.sequence,
        bytes.subarray(body.contentStart, content.start),
        derElement(
          tags.sequence,
          bytes.subarray(content.contentStart, encrypted.start),
          derElement(encryptedContentTag, new Uint8Array(blockBytes)),
        ),
      ),
    ),
  );
  const info = ContentInfo.fromBER(arrayBuffer(withoutContent));
  return { draft: new EnvelopedData({ schema: info.content }), contentStart: encrypted.contentStart };
}

/** @throws {UnsealError} */
function initialVector({ encryptedContentInfo }: EnvelopedData): Uint8Array {
  const parameters: unknown = encryptedContentInfo.contentEncryptionAlgorithm.algorithmParams;
  if (!(parameters instanceof asn1js.OctetString)) throw new UnsealError('the content has no initial vector');
  return new Uint8Array(parameters.valueBlock.valueHexView);
}
