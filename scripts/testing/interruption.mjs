/** What an interrupted test run does: it starts nothing more, and ends everything that it started. */
import { rm } from 'node:fs/promises';
import { say } from '../setup/say.mjs';
import { endEverything } from './leftovers.mjs';

/** npm hands SIGINT and SIGTERM on, and dies of SIGHUP and SIGKILL without a word: its end shows in who the parent is. */
const parentPollMs = 500;

let interrupted = false;

/** Names of what is still to be run or runs now; an interrupted run says them. @type {Set<string>} */
export const outstanding = new Set();

/**
 * From now on a signal, or the end of the npm that started this process, ends the run with status 130.
 * @param {string} folder the run's folder for temporary files, whose name is the mark of its processes
 */
export function endWhenInterrupted(folder) {
  const abandon = async () => {
    // A terminal's Ctrl-C comes twice: from the terminal, and handed on by npm.
    if (interrupted) return;
    interrupted = true;
    say(`\ninterrupted; not run, or not to the end: ${[...outstanding].join(', ') || 'nothing'}`);
    await endEverything(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    process.exit(130);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => void abandon());
  }
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void abandon();
  }, parentPollMs).unref();
}

/** Resolves when the run may go on: never in an interrupted one. */
export async function unlessInterrupted() {
  if (interrupted) await new Promise(() => undefined);
}
