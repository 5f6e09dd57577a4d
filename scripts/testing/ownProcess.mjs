/** Runs each test file in a process of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ranNothing } from './choice.mjs';
import { closeAfterExit } from './outputGrace.mjs';
import { machineNode } from './runtime.mjs';

/** After its time limit a file reports itself what keeps it; only then is it killed. */
const graceMs = 20_000;

/**
 * @param {readonly string[]} lines of a whole process; the last count is that of all assertions
 * @returns {import('./layer.mjs').Tally | null}
 */
function readTally(lines) {
  const line = lines.findLast((one) => one.startsWith('# { total: '));
  if (line === undefined) return null;
  const counts = new Map([...line.matchAll(/(\w+): (\d+)/g)].map(([, name = '', count]) => [name, Number(count)]));
  const [total = 0, passed = 0, skipped = 0] = ['total', 'pass', 'skip'].map((name) => counts.get(name) ?? 0);
  return { passed, failed: total - passed - skipped, skipped };
}

/** A {@link import('./layer.mjs').Lane}. */
export class OwnProcess {
  /**
   * @param {NodeJS.ProcessEnv} env
   * @param {number} timeoutSeconds
   */
  constructor(env, timeoutSeconds) {
    /** @type {NodeJS.ProcessEnv} */
    this.env = { ...env, TAP_TIMEOUT: String(timeoutSeconds) };
    this.limitMs = timeoutSeconds * 1000 + graceMs;
  }

  /**
   * @param {string} file
   * @param {import('./runtime.mjs').Runtime} [node]
   * @returns {Promise<import('./layer.mjs').FileRun>}
   */
  async run(file, node = machineNode) {
    const child = spawn(node.program, ['--enable-source-maps', file], {
      cwd: node.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    /** @type {string[]} */
    const lines = [];
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => lines.push(line));
    }
    const limit = setTimeout(() => child.kill('SIGKILL'), this.limitMs);
    child.once('exit', () => clearTimeout(limit));
    closeAfterExit(child);
    /** @type {[number | null, NodeJS.Signals | null]} */
    const [status, signal] = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (...ended) => resolve(ended));
    });
    const tally = readTally(lines) ?? { passed: 0, failed: 0, skipped: 0 };
    const empty = ranNothing(tally) && this.env.TAP_GREP === undefined;
    if (tally.failed === 0 && (status !== 0 || empty)) {
      if (empty) lines.push('no assertion was made');
      if (status !== 0) lines.push(`the process ended with ${signal ?? status}`);
      return { tally: { ...tally, failed: 1 }, lines };
    }
    return { tally, lines };
  }

  async stop() {
    // Nothing outlives a file.
  }
}
