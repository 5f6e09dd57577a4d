/** Bootstraps, then becomes a program of dist/: same arguments, same terminal, same exit status. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from '../bootstrap.mjs';
import { root } from './command.mjs';
import { runMain } from './say.mjs';

/**
 * Each reader's blocking PC/SC call holds a libuv thread, next to SQLite, DNS and files: 16 readers + 8. libuv reads it
 * once, before JavaScript runs, so it is set here.
 */
export const threadPool = { UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '24' };

/**
 * @param {string} file the compiled program, from the project's root
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit status; 128 + n after signal n
 */
export function become(file, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', file, ...args], {
      cwd: root,
      env: { ...process.env, ...threadPool },
      stdio: 'inherit',
    });
    // Node would open its debugger (base/noInspector.ts).
    process.on('SIGUSR1', () => undefined);
    // A terminal's Ctrl-C reaches the whole group; a signal sent to this process alone has to be handed on.
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal));
    }
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/**
 * The whole of a launcher script.
 * @param {{ purpose: import('./debianPackages.mjs').Purpose, file: string, helpFile: string }} program `helpFile` is shown
 *   for --help without installing anything
 */
export async function launch({ purpose, file, helpFile }) {
  await runMain(async () => {
    const args = process.argv.slice(2);
    if (args.includes('--help')) {
      process.stdout.write(await readFile(join(root, helpFile), 'utf8'));
      return 0;
    }
    await bootstrap(purpose, { yes: args.includes('--yes') });
    return become(
      file,
      args.filter((arg) => arg !== '--yes'),
    );
  });
}
