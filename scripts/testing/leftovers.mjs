/** Finds processes that a test run left behind. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} Leftover
 * @property {number} pid
 * @property {string} commandLine
 */

/**
 * Processes that carry the run's mark in their environment, or its folder for temporary files in their arguments; the
 * mark is inherited, also into namespaces and by processes that were orphaned.
 * @param {string} mark
 * @returns {Promise<Leftover[]>}
 */
async function marked(mark) {
  /** @type {Leftover[]} */
  const found = [];
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const [environment, commandLine] = await Promise.all(
      ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')),
    );
    // A zombie has neither: it has ended and only waits to be collected.
    if (environment?.includes(mark) === true || commandLine?.includes(mark) === true) {
      found.push({ pid, commandLine: (commandLine ?? '').replaceAll('\0', ' ').trim() });
    }
  }
  return found;
}

/**
 * Gives processes that are just ending a moment, then ends what is still there.
 * @param {string} mark
 * @param {number} [graceMs]
 * @returns {Promise<Leftover[]>} those that had to be ended
 */
export async function endLeftovers(mark, graceMs = 3_000) {
  const pollMs = 100;
  let found = await marked(mark);
  for (let waited = 0; found.length > 0 && waited < graceMs; waited += pollMs) {
    await delay(pollMs);
    found = await marked(mark);
  }
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in between.
    }
  }
  return found;
}

/**
 * Ends everything with this mark, what is started meanwhile included. A process that is just being executed has no environment for
 * a moment and is not found then, so nothing has to be found several times in a row.
 * @param {string} mark
 */
export async function endEverything(mark) {
  const rounds = 50;
  const quietRounds = 5;
  let quiet = 0;
  for (let round = 0; round < rounds && quiet < quietRounds; round++) {
    quiet = (await endLeftovers(mark, 0)).length === 0 ? quiet + 1 : 0;
    await delay(100);
  }
}
