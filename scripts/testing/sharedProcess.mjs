/** Runs test files one after another in one process: what each process has to load is loaded once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { closeAfterExit } from './outputGrace.mjs';
import { machineNode } from './runtime.mjs';

/** Begins the line with which the worker ends a file; a tally in JSON follows. */
export const fileDone = '# file done ';

/** After its time limit a file fails by itself; a worker that cannot even do that is killed. */
const graceMs = 10_000;

const stopMs = 5_000;

/** A {@link import('./layer.mjs').Lane}. A file that failed may leave anything behind, so the next one gets a new process. */
export class SharedProcess {
  /**
   * @param {NodeJS.ProcessEnv} env
   * @param {number} timeoutSeconds
   */
  constructor(env, timeoutSeconds) {
    this.env = { ...env, TAP_TIMEOUT: '0', FILE_TIMEOUT: String(timeoutSeconds) };
    this.limitMs = timeoutSeconds * 1000 + graceMs;
    /** @type {ReturnType<SharedProcess['start']> | null} */
    this.worker = null;
    this.node = machineNode;
  }

  start() {
    const child = spawn(this.node.program, ['--enable-source-maps', 'scripts/testing/worker.mjs'], {
      cwd: this.node.folder,
      env: this.env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // A worker that has ended is noticed by its end, not by what could not be written to it.
    child.stdin.on('error', () => undefined);
    closeAfterExit(child);
    return child;
  }

  /**
   * @param {string} file
   * @param {import('./runtime.mjs').Runtime} [node]
   * @returns {Promise<import('./layer.mjs').FileRun>}
   */
  async run(file, node = machineNode) {
    if (node !== this.node) await this.stop();
    this.node = node;
    const worker = (this.worker ??= this.start());
    /** @type {string[]} */
    const lines = [];
    const outputs = [worker.stdout, worker.stderr].map((input) => createInterface({ input }));
    const limit = setTimeout(() => worker.kill('SIGKILL'), this.limitMs);
    /** @type {import('./layer.mjs').Tally} */
    const tally = await new Promise((resolve) => {
      for (const output of outputs) {
        output.on('line', (line) => {
          if (line.startsWith(fileDone)) resolve(JSON.parse(line.slice(fileDone.length)));
          else lines.push(line);
        });
      }
      worker.once('close', (status, signal) => {
        lines.push(`the process ended with ${signal ?? status} while this file ran`);
        resolve({ passed: 0, failed: 1, skipped: 0 });
      });
      worker.stdin.write(`${file}\n`);
    });
    clearTimeout(limit);
    worker.removeAllListeners('close');
    for (const output of outputs) output.close();
    if (tally.failed > 0) await this.stop();
    return { tally, lines };
  }

  async stop() {
    const worker = this.worker;
    this.worker = null;
    if (worker === null || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = once(worker, 'exit');
    // Nobody reads any more; a full pipe would keep it from ending.
    worker.stdout.resume();
    worker.stderr.resume();
    worker.stdin.end();
    const limit = setTimeout(() => worker.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(limit);
  }
}
