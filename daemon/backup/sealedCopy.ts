/**
 * A copy as it lies on a medium: the database encrypted to the recipients of the settings (CMS EnvelopedData), and that signed by
 * the gateway (CMS SignedData) in one file. The signature is outermost, so that it is verified before anything is decrypted, also
 * by somebody who cannot decrypt it. Both are written and read in pieces: memory does not grow with the store.
 */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { DerError } from '../../base/pki/derReader.js';
import { longestContent } from '../../base/pki/derWriter.js';
import { envelopeFor, openEnvelope, type Envelope, type OpenedEnvelope } from '../../base/pki/envelope.js';
import { UnsealError } from '../../base/pki/sealed.js';
import {
  FileSignatureError,
  signedBeginning,
  signedEnd,
  signedRange,
  verifySignedEnd,
  type FileSigner,
  type SignedRange,
} from '../../base/pki/signedFile.js';
import type { Secret } from '../../base/secret.js';
import { BackupError } from './backupFile.js';

const pieceBytes = 256 * 1024;
/** More than the header of any envelope: a recipient takes less than 2 KiB. */
const beginningBytes = 256 * 1024;
/** More than one certificate and one signature. */
const longestEnd = 64 * 1024;
/** What surrounds the database is smaller than this. */
const largestCopy = longestContent - beginningBytes - longestEnd;
const plainDatabase = Buffer.from('SQLite format 3\0');

/**
 * Encrypts and signs the database `plain` into `target`. The content is encrypted twice with the same key: once for the digest that
 * is signed, because the length of the signature stands before the content, and once to be written.
 * @throws {BackupError}
 */
export async function writeSealed(
  plain: FileHandle,
  target: FileHandle,
  by: { readonly recipients: readonly Uint8Array[]; readonly signer: FileSigner; readonly at: Date },
): Promise<void> {
  const { size } = await plain.stat();
  if (size > largestCopy) throw new BackupError('the store is larger than 4 GiB: no copy of it can be made');
  const envelope = await envelopeFor(by.recipients, size);
  try {
    const digest = await digestOf(pieces(plain, size, envelope));
    const end = await signedEnd(digest, by.at, by.signer);
    const written = createHash('sha256');
    await target.writeFile(signedBeginning(envelope.beginning.length + envelope.contentBytes, end.length));
    for await (const piece of pieces(plain, size, envelope)) {
      written.update(piece);
      await target.writeFile(piece);
    }
    if (!written.digest().equals(digest)) throw new BackupError('the database changed while it was encrypted');
    await target.writeFile(end);
  } finally {
    envelope.dispose();
  }
}

async function* pieces(plain: FileHandle, size: number, envelope: Envelope): AsyncGenerator<Uint8Array> {
  yield envelope.beginning;
  const encryptor = envelope.encryptor();
  for await (const piece of slice(plain, 0, size)) yield encryptor.update(piece);
  yield encryptor.final();
}

async function digestOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of content) hash.update(piece);
  return hash.digest();
}

/** An open copy whose signature was verified, or one that has none. The caller closes it. */
export type OpenedCopy = SealedCopy | PlainCopy;

/** @throws {BackupError} when it is no copy, or its signature does not fit */
export async function openCopy(file: string): Promise<OpenedCopy> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const head = await readAt(handle, 0, 128);
    if (head.subarray(0, plainDatabase.length).equals(plainDatabase)) return new PlainCopy(handle);
    return await SealedCopy.verified(handle, signedRange(head, size), size);
  } catch (error) {
    await handle.close();
    if (error instanceof DerError) throw new BackupError('this is no copy that `backup` made', { cause: error });
    if (error instanceof FileSignatureError)
      throw new BackupError(`the copy was changed: ${error.message}`, { cause: error });
    throw error;
  }
}

/** A copy of an earlier version of the program: neither signed nor encrypted. */
export class PlainCopy {
  readonly sealed = false;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** The database. */
  async *content(): AsyncGenerator<Uint8Array> {
    yield* slice(this.#handle, 0, (await this.#handle.stat()).size);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** A copy with a signature that fits to it. Whose signature it is, is the caller's question. */
export class SealedCopy {
  readonly sealed = true;
  readonly #handle: FileHandle;
  readonly #range: SignedRange;
  readonly #digest: Buffer;
  #envelope: OpenedEnvelope | null = null;

  private constructor(
    handle: FileHandle,
    range: SignedRange,
    digest: Buffer,
    /** X.509 DER */
    readonly signer: Uint8Array,
  ) {
    this.#handle = handle;
    this.#range = range;
    this.#digest = digest;
  }

  /** @throws {FileSignatureError} */
  static async verified(handle: FileHandle, range: SignedRange, size: number): Promise<SealedCopy> {
    if (size - range.contentEnd > longestEnd) throw new FileSignatureError('its signature cannot be read');
    const digest = await digestOf(slice(handle, range.contentStart, range.contentEnd));
    const end = await readAt(handle, range.contentEnd, size - range.contentEnd);
    return new SealedCopy(handle, range, digest, verifySignedEnd(digest, end));
  }

  /**
   * Finds the content key.
   * @param privateKey of one recipient, PKCS #8, DER
   * @returns the database; its reader gets an error at the end when the file changed since the signature was verified
   * @throws {BackupError} when it is not encrypted to this key
   */
  async decrypt(privateKey: Secret): Promise<AsyncIterable<Uint8Array>> {
    const { contentStart, contentEnd } = this.#range;
    const bytes = contentEnd - contentStart;
    const head = await readAt(this.#handle, contentStart, Math.min(beginningBytes, bytes));
    try {
      const envelope = await openEnvelope(head, bytes, privateKey);
      this.#envelope = envelope;
      return this.#decrypted(contentStart + envelope.contentStart, envelope);
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      throw new BackupError('the copy is not encrypted to this key', { cause: error });
    }
  }

  /** Zeroes the content key too, also of a content that was not read. */
  close(): Promise<void> {
    this.#envelope?.dispose();
    return this.#handle.close();
  }

  async *#decrypted(start: number, { decryptor, dispose }: OpenedEnvelope): AsyncGenerator<Uint8Array> {
    const { contentStart, contentEnd } = this.#range;
    try {
      const hash = createHash('sha256').update(await readAt(this.#handle, contentStart, start - contentStart));
      const stream = decryptor();
      for await (const piece of slice(this.#handle, start, contentEnd)) {
        hash.update(piece);
        yield stream.update(piece);
      }
      if (!hash.digest().equals(this.#digest)) throw new BackupError('the copy changed while it was read');
      yield stream.final();
    } finally {
      dispose();
    }
  }
}

/** @param end position after the last byte */
async function* slice(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const piece = await readAt(handle, at, Math.min(pieceBytes, end - at));
    if (piece.length === 0) throw new BackupError('the file became shorter while it was read');
    at += piece.length;
    yield piece;
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
