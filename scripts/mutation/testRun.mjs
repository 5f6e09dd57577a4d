/** One test file in a process of its own, with a fault or with its coverage. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../setup/command.mjs';
import { threadPool } from '../setup/launch.mjs';

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 * @param {number} limitMs
 * @returns {Promise<'passed' | 'failed' | 'timeout'>}
 */
async function runTest(file, env, limitMs) {
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env: { ...process.env, ...threadPool, TAP_TIMEOUT: '0', TAP_BAIL: '1', ...env },
    stdio: 'ignore',
    // A group of its own, so that what the test has started ends with it.
    detached: true,
  });
  let late = false;
  const endGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  const limit = setTimeout(() => {
    late = true;
    endGroup();
  }, limitMs);
  const [status] = await once(child, 'exit');
  clearTimeout(limit);
  endGroup();
  if (late) return 'timeout';
  return status === 0 ? 'passed' : 'failed';
}

/**
 * @param {string} file
 * @param {import('./mutants.mjs').Mutant} mutant
 * @param {number} limitMs
 */
export function runWithMutant(file, mutant, limitMs) {
  const apply = new URL('./apply.mjs', import.meta.url).href;
  return runTest(file, { MUTANT: JSON.stringify(mutant), NODE_OPTIONS: `--import ${apply}` }, limitMs);
}

/**
 * What a test runs, by compiled file: offsets of the parts that it does not run.
 * @typedef {Record<string, readonly [number, number][]>} Coverage
 */

/**
 * @param {string} file
 * @param {number} limitMs
 * @returns {Promise<{ outcome: 'passed' | 'failed' | 'timeout', ms: number, coverage: Coverage }>}
 */
export async function runWithCoverage(file, limitMs) {
  const folder = await mkdtemp(join(tmpdir(), 'coverage-'));
  try {
    const begin = performance.now();
    const outcome = await runTest(file, { NODE_V8_COVERAGE: folder }, limitMs);
    const ms = performance.now() - begin;
    /** @type {Coverage} */
    const coverage = {};
    for (const name of await readdir(folder)) await addCoverage(coverage, join(folder, name));
    return { outcome, ms, coverage };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Coverage} coverage
 * @param {string} reportFile of one process
 */
async function addCoverage(coverage, reportFile) {
  /** @type {{ result: { url: string, functions: { ranges: { startOffset: number, endOffset: number, count: number }[] }[] }[] }} */
  const { result } = JSON.parse(await readFile(reportFile, 'utf8'));
  for (const { url, functions } of result) {
    if (!url.startsWith('file:')) continue;
    const path = fileURLToPath(url);
    if (!path.startsWith(join(root, 'dist/'))) continue;
    const name = path.slice(root.length + 1);
    /** @type {[number, number][]} */
    const idle = functions.flatMap(({ ranges }) =>
      ranges.flatMap(({ startOffset, endOffset, count }) =>
        count === 0 ? [/** @type {[number, number]} */ ([startOffset, endOffset])] : [],
      ),
    );
    const former = coverage[name];
    // A part is idle when no process has run it.
    coverage[name] = former === undefined ? idle : idle.filter((part) => former.some((other) => isWithin(part, other)));
  }
}

/** @param {readonly [number, number]} part @param {readonly [number, number]} other */
const isWithin = ([start, end], [from, to]) => from <= start && end <= to;

/** @param {Coverage} coverage @param {import('./mutants.mjs').Mutant} mutant */
export function runs(coverage, { file, start, end }) {
  return coverage[file]?.some((part) => isWithin([start, end], part)) === false;
}
