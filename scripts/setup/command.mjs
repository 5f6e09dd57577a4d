/** Child processes of the scripts. */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal } from './say.mjs';

/** The folder of package.json. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

// Debian keeps pcscd and other daemons in folders that an ordinary user's PATH leaves out.
process.env.PATH = [process.env.PATH ?? '', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);

/**
 * @typedef {object} Outcome
 * @property {number} status exit status; 128 + n after signal n would lose which, so a signal counts as 1
 * @property {string} output stdout and stderr as they came
 */

/**
 * Runs a program to its end and keeps what it printed. Never rejects for an exit status.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, inherit?: boolean }} [options] `inherit` gives it the terminal (sudo's question)
 * @returns {Promise<Outcome>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: options.env ?? process.env,
      stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    /** @param {Buffer} chunk */
    const keep = (chunk) => (output += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

/**
 * Runs a program that must succeed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, inherit?: boolean }} [options]
 * @returns {Promise<string>} what it printed
 */
export async function mustRun(program, args, options) {
  const { status, output } = await run(program, args, options);
  if (status === 0) return output;
  const end = output.trimEnd().split('\n').slice(-60).join('\n');
  throw new Refusal(`${end}\n\n${[program, ...args].join(' ')}\nended with status ${status}.`);
}
