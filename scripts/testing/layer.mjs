/** One layer of tests: a line for each file, and the whole output of a file that failed. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../setup/command.mjs';
import { say, seconds } from '../setup/say.mjs';
import { ranNothing, withoutLeftOut } from './choice.mjs';
import { keepDurations, longestFirst } from './durations.mjs';
import { OwnProcess } from './ownProcess.mjs';
import { outstanding, unlessInterrupted } from './interruption.mjs';
import { machineNode } from './runtime.mjs';
import { SharedProcess } from './sharedProcess.mjs';

/**
 * @typedef {object} Tally
 * @property {number} passed assertions that held
 * @property {number} failed assertions that did not, unwritten tests included
 * @property {number} skipped tests that said why they cannot be made here
 */

/**
 * @typedef {object} FileRun
 * @property {Tally} tally
 * @property {readonly string[]} lines what the file printed
 */

/**
 * @typedef {object} Pace
 * @property {number} jobs files that run at once
 * @property {number} timeoutSeconds time limit for one file
 * @property {boolean} shared whether files follow each other in one process, instead of a process each
 */

/**
 * Runs one file after another.
 * @typedef {{ run: (file: string, node?: import('./runtime.mjs').Runtime) => Promise<FileRun>, stop: () => Promise<void> }} Lane
 */

const resultsFolder = 'dist/test-results';

/** An assertion that held, and what surrounds it, is not part of the report of a failure. */
const uninteresting = /^\s*(ok \d+ .*|\d+\.\.\d+|TAP version \d+|# \{ total: .*|# time=.*)?$/;

/**
 * @param {string} file
 * @param {FileRun} result
 * @param {string} words how long, on which Node
 */
function report(file, { tally, lines }, words) {
  for (const line of lines) {
    const skipped = /^ *ok \d+ - (.*) # SKIP (.*)$/.exec(line);
    if (skipped !== null) say(`  skipped: ${skipped[1]}: ${skipped[2]}`);
  }
  say(`  ${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${file.replace(/^dist\//, '')}  ${words}`);
  if (tally.failed > 0) for (const line of lines) if (!uninteresting.test(line)) say(`    ${line}`);
}

/**
 * In the list of what is outstanding.
 * @param {string} title of the layer
 * @param {string} file
 */
export const nameOf = (title, file) => `${file.replace(/^dist\/test\/|\.test\.js$/g, '')}${title.replace(/^\w+/, '')}`;

/**
 * @param {object} layer
 * @param {string} layer.title
 * @param {readonly string[]} layer.files compiled tests, from the project's root
 * @param {Pace} layer.pace
 * @param {(file: string) => import('./runtime.mjs').Runtime} [layer.nodeOf]
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Tally>}
 */
export async function runLayer({ title, files, pace, nodeOf = () => machineNode }, env) {
  await mkdir(join(root, resultsFolder), { recursive: true });
  const record = createWriteStream(join(root, resultsFolder, `${title.replaceAll(/\W+/g, '-')}.tap`));
  const queue = await longestFirst(files);
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {Map<string, number>} */
  const durations = new Map();

  /** @param {Lane} lane */
  const runQueue = async (lane) => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const begin = performance.now();
      const node = nodeOf(file);
      const result = withoutLeftOut(await lane.run(file, node));
      await unlessInterrupted();
      const ms = performance.now() - begin;
      durations.set(file, ms);
      outstanding.delete(nameOf(title, file));
      report(file, result, node === machineNode ? seconds(ms) : `${seconds(ms)} (${node.name})`);
      record.write(`# ${file} (${node.name})\n${result.lines.join('\n')}\n`);
      for (const count of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[count] += result.tally[count];
    }
    await lane.stop();
  };
  const lanes = Array.from({ length: Math.min(pace.jobs, files.length) }, () =>
    pace.shared ? new SharedProcess(env, pace.timeoutSeconds) : new OwnProcess(env, pace.timeoutSeconds),
  );
  await Promise.all(lanes.map(runQueue));
  record.end();
  // A part of a test's name shortens the file, which says nothing about the next run.
  if (env.TAP_GREP === undefined) await keepDurations(durations);
  // A part of a name may be that of tests of another layer alone.
  if (!ranNothing(total) || env.TAP_GREP !== undefined) return total;
  say(`  FAILED nothing ran: ${files.length} test files`);
  return { ...total, failed: 1 };
}
