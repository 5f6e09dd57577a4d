/** What became of the last fetch of each revocation list: in a file beside the kept list, where the environment check finds it. */
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const fetchStateSchema = z.object({
  url: z.string(),
  /** RFC 3339 */
  at: z.string(),
  /** null: it was taken. */
  problem: z
    .enum(['unreachable', 'tooManyRedirects', 'tooLarge', 'unreadable', 'foreign', 'partial', 'notBegun', 'older'])
    .nullable(),
  /** Address where it was found; another one than `url` after a redirect. */
  foundAt: z.string().nullable(),
  /** RFC 3339: when the kept list ends. */
  nextUpdate: z.string().nullable(),
});

export type FetchState = z.infer<typeof fetchStateSchema>;

/** File of the list that is kept from an address. */
export function keptList(directory: string, url: string): string {
  return join(directory, `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.crl`);
}

export async function writeFetchState(directory: string, state: FetchState): Promise<void> {
  const file = `${keptList(directory, state.url)}.json`;
  await writeFile(`${file}.new`, JSON.stringify(state));
  await rename(`${file}.new`, file);
}

/** @returns null: it was not fetched yet */
export async function readFetchState(directory: string, url: string): Promise<FetchState | null> {
  const text = await readFile(`${keptList(directory, url)}.json`, 'utf8').catch(() => null);
  return text === null ? null : fetchStateSchema.parse(JSON.parse(text));
}
