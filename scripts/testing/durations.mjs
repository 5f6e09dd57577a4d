/** How long each test file took, so that the longest start first and no long one runs alone at the end. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../setup/command.mjs';

/** Of the last run here. */
const lastRunFile = 'dist/test-results/durations.json';

/** For a fresh clone: seconds of the long files. */
const committedFile = 'scripts/testing/durations.json';

/**
 * @param {string} file
 * @returns {Promise<Record<string, number>>} seconds, by path of the compiled file below `dist/test/`
 */
async function read(file) {
  try {
    return JSON.parse(await readFile(join(root, file), 'utf8'));
  } catch {
    // There was no run yet, or it was killed while it wrote: only the order depends on it.
    return {};
  }
}

/** @param {string} file from the project's root */
const keyOf = (file) => file.replace(/^dist\/test\//, '').replace(/\.test\.js$/, '');

/**
 * @param {readonly string[]} files
 * @returns {Promise<string[]>}
 */
export async function longestFirst(files) {
  const known = { ...(await read(committedFile)), ...(await read(lastRunFile)) };
  /** @param {string} file */
  const secondsOf = (file) => known[keyOf(file)] ?? 0;
  return files.toSorted((a, b) => secondsOf(b) - secondsOf(a));
}

/** @param {ReadonlyMap<string, number>} durations milliseconds by file */
export async function keepDurations(durations) {
  const known = await read(lastRunFile);
  for (const [file, ms] of durations) known[keyOf(file)] = Math.round(ms / 100) / 10;
  await writeFile(join(root, lastRunFile), `${JSON.stringify(known, null, 2)}\n`);
}
