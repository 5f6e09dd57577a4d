/** The fault matrix in its reduced form, as a layer of `npm test`. */
import { spawn } from 'node:child_process';
import { say } from '../setup/say.mjs';

/**
 * What `dist/test/matrix/main.js --json` prints, as far as it is told here.
 * @typedef {{ family: string, kind: string, tried: number, lost: number }} Row
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {number} seed of its sample
 * @param {import('./runtime.mjs').Runtime} node
 * @returns {Promise<import('./layer.mjs').Tally>} a point each
 */
export async function runMatrix(env, seed, node) {
  const program = ['--enable-source-maps', 'dist/test/matrix/main.js', '--reduced', '--json', '--seed', String(seed)];
  const child = spawn(node.program, program, { cwd: node.folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (output += part));
  /** @type {[number | null, NodeJS.Signals | null]} */
  const [status, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ended) => resolve(ended));
  });
  return verdictOf({ ended: status ?? signal, output });
}

/**
 * @param {{ ended: number | string | null, output: string }} run status or signal, and what it printed on stdout
 * @returns {import('./layer.mjs').Tally}
 */
export function verdictOf({ ended, output }) {
  if (ended !== 0) say(`  FAILED the matrix ended with ${ended}`);
  const report = readReport(output);
  if (report === null || report.total.tried === 0) {
    say('  FAILED the matrix tried nothing');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { rows, total } = report;
  for (const name of new Set(rows.map(nameOf))) {
    const tried = sum(rows, name, 'tried');
    const lost = sum(rows, name, 'lost');
    say(`  ${lost === 0 ? 'ok    ' : 'FAILED'} ${name}: ${tried} points, ${lost} lost`);
  }
  // What fails without a point that is lost has failed too.
  const failed = ended === 0 ? total.lost : Math.max(total.lost, 1);
  return { passed: total.tried - total.lost, failed, skipped: 0 };
}

/** @param {Row} row */
const nameOf = ({ family, kind }) => `${family} ${kind}`;

/**
 * @param {readonly Row[]} rows
 * @param {string} name
 * @param {'tried' | 'lost'} count
 */
function sum(rows, name, count) {
  return rows.filter((row) => nameOf(row) === name).reduce((total, row) => total + row[count], 0);
}

/**
 * @param {string} output
 * @returns {{ rows: readonly Row[], total: { tried: number, lost: number } } | null} null for one that broke off
 */
function readReport(output) {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}
