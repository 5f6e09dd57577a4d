/** The CRLs of the staff cards' authorities: from files, or fetched. The last fetched list is kept for when a fetch fails. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Clock } from '../../base/clock.js';
import { isRevocationList } from '../../base/pki/revocationList.js';
import { pemBlocks } from './pem.js';

export interface RevocationListsParts {
  /** Paths, and addresses that begin with http. */
  readonly sources: readonly string[];
  /** Where fetched lists are kept. */
  readonly directory: string;
  readonly refreshMinutes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const fetchTimeoutMs = 5_000;
/** The pause after a failed fetch, so that not every login waits for another one. */
const pauseAfterFailureMs = 60_000;
const largestBytes = 32 * 1024 * 1024;

export class RevocationLists {
  readonly #parts: RevocationListsParts;
  /** By address: when the next fetch is due. */
  readonly #due = new Map<string, number>();

  constructor(parts: RevocationListsParts) {
    this.#parts = parts;
  }

  /** Every available list, DER. Issuer and dates are not checked here. */
  async all(): Promise<readonly Uint8Array[]> {
    const lists = await Promise.all(this.#parts.sources.map((source) => this.#list(source)));
    return lists.flat();
  }

  async #list(source: string): Promise<readonly Uint8Array[]> {
    const file = /^https?:/.test(source) ? await this.#fetched(source) : source;
    try {
      return pemBlocks(await readFile(file), 'X509 CRL');
    } catch (error) {
      this.#parts.logger.warn({ source, err: error }, 'a revocation list cannot be read');
      return [];
    }
  }

  /** Fetches the list when it is due. @returns the file of the kept list */
  async #fetched(url: string): Promise<string> {
    const { clock, directory, refreshMinutes, logger } = this.#parts;
    const file = join(directory, `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.crl`);
    if (clock.now() < (this.#due.get(url) ?? 0)) return file;
    try {
      const list = await fetchList(url);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, list);
      await rename(`${file}.new`, file);
      this.#due.set(url, clock.now() + refreshMinutes * 60_000);
    } catch (error) {
      logger.warn({ url, err: error }, 'a revocation list cannot be fetched; the kept one is used');
      this.#due.set(url, clock.now() + pauseAfterFailureMs);
    }
    return file;
  }
}

async function fetchList(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > largestBytes) throw new Error('larger than any revocation list');
    chunks.push(chunk);
  }
  const list = new Uint8Array(Buffer.concat(chunks));
  if (!pemBlocks(list, 'X509 CRL').every(isRevocationList)) throw new Error('the answer is no revocation list');
  return list;
}
