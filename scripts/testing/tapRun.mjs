/** One layer of tests through tap's own runner: a line a file, the whole story of a file that failed. */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../setup/command.mjs';
import { say } from '../setup/say.mjs';

/**
 * @typedef {object} Tally
 * @property {number} passed assertions that held
 * @property {number} failed assertions that did not, unwritten tests included
 * @property {number} skipped tests that said why they cannot be made here
 */

/**
 * @typedef {object} Pace
 * @property {number} jobs files that run at once
 * @property {number} timeoutSeconds time limit for one file
 */

const resultsFolder = 'dist/test-results';

/** What held is not worth a line in the story of a failure. */
const held = /^\s*(ok \d+ .*|\d+\.\.\d+)?$/;

/**
 * Keeps the indented lines of the file that is under way and shows them when the file turns out to have failed.
 * @param {(line: string) => void} show
 */
function fileByFile(show) {
  /** @type {string[]} */
  let story = [];
  let showing = false;
  /** @param {string} line */
  return (line) => {
    const skipped = /^ +ok \d+ - (.*) # SKIP (.*)$/.exec(line);
    if (skipped !== null) show(`  skipped: ${skipped[1]}: ${skipped[2]}`);
    const verdict = /^(not )?ok \d+ - (.*?)( # time=([\d.]+)ms)?$/.exec(line);
    if (verdict !== null) {
      const [, not, name = '', , ms] = verdict;
      const time = ms === undefined ? '' : `  ${(Number(ms) / 1000).toFixed(1)} s`;
      show(`  ${not === undefined ? 'ok    ' : 'FAILED'} ${name.replace(/^dist\//, '')}${time}`);
      showing = not !== undefined;
      if (showing) for (const told of story) show(`  ${told}`);
      story = [];
    } else if (line.startsWith('# Subtest: ')) {
      showing = false;
    } else if (showing && line.startsWith('  ')) {
      show(`  ${line}`);
    } else if (line.startsWith('    ') && !held.test(line)) {
      story.push(line);
    }
  };
}

/**
 * @param {string} line tap's last words, e.g. `# { total: 4, pass: 2, fail: 1, skip: 1 }`
 * @returns {Tally | null}
 */
function readTally(line) {
  if (!/^# \{ total: /.test(line)) return null;
  const counts = new Map([...line.matchAll(/(\w+): (\d+)/g)].map(([, name = '', count]) => [name, Number(count)]));
  const [total = 0, passed = 0, skipped = 0] = ['total', 'pass', 'skip'].map((name) => counts.get(name) ?? 0);
  return { passed, failed: total - passed - skipped, skipped };
}

/**
 * @param {string} layer
 * @param {readonly string[]} files compiled tests, from the project's root
 * @param {Pace} pace
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Tally>}
 */
export async function runLayer(layer, files, pace, env) {
  await mkdir(join(root, resultsFolder), { recursive: true });
  const record = createWriteStream(join(root, resultsFolder, `${layer}.tap`));
  const options = ['--reporter=tap', `--jobs=${pace.jobs}`, `--timeout=${pace.timeoutSeconds}`];
  const child = spawn(process.execPath, ['node_modules/tap/dist/esm/run.mjs', ...options, ...files], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  /** @type {Tally | null} */
  let tally = null;
  const tell = fileByFile(say);
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    record.write(`${line}\n`);
    tell(line);
    tally = readTally(line) ?? tally;
  });
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  record.end();
  const counted = /** @type {Tally} */ (tally ?? { passed: 0, failed: 0, skipped: 0 });
  // A runner that fails without naming a failed test, or that ran nothing, has failed too.
  const unexplained = (status !== 0 && counted.failed === 0) || counted.passed + counted.failed === 0;
  return unexplained ? { ...counted, failed: 1 } : counted;
}
