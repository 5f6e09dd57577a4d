/** What the scripts tell the person at the terminal. On stderr: stdout belongs to the program that is started. */
import { performance } from 'node:perf_hooks';

/** A message for the person; no stack trace is shown with it. */
export class Refusal extends Error {
  name = 'Refusal';
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * Announces a piece of work, does it, and tells how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  say(`· ${title}`);
  const begin = performance.now();
  const result = await work();
  say(`  ${title}: done in ${seconds(performance.now() - begin)}`);
  return result;
}

/**
 * Runs `main` and ends with its status; a refusal is shown in words, anything else with its stack.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    say(error instanceof Refusal ? `\n${error.message}` : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}
