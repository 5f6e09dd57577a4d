/** The fault matrix in its reduced form, as a layer of `npm test`. */
import { spawn } from 'node:child_process';
import { root } from '../setup/command.mjs';
import { say } from '../setup/say.mjs';

/** The others have hundreds of points each: they are left to `npm run test:matrix`, and `issueCard` to the crash tests. */
const kinds = ['unblockPin', 'changePin', 'viewCard'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./tapRun.mjs').Tally>} a point each
 */
export async function runMatrix(env) {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const kind of kinds) {
    const { status, tried, lost } = await runKind(kind, env);
    say(`  ${status === 0 ? 'ok    ' : 'FAILED'} ${kind}: ${tried} points, ${lost} lost`);
    tally.passed += tried - lost;
    // What fails without a point that is lost has failed too.
    tally.failed += status === 0 ? lost : Math.max(lost, 1);
  }
  return tally;
}

/**
 * @param {string} kind
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ status: number | null, tried: number, lost: number }>}
 */
async function runKind(kind, env) {
  const program = ['--enable-source-maps', 'dist/test/matrix/main.js', '--reduced', '--json', '--kind', kind];
  const child = spawn(process.execPath, program, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (output += part));
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { status, ...readTotal(output) };
}

/**
 * @param {string} output
 * @returns {{ tried: number, lost: number }}
 */
function readTotal(output) {
  if (output.trim() === '') return { tried: 0, lost: 0 };
  const { total } = /** @type {{ total: { tried: number, lost: number } }} */ (JSON.parse(output));
  return total;
}
