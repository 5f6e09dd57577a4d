/** The fault matrix in its reduced form, as a layer of `npm test`. */
import { spawn } from 'node:child_process';
import { root } from '../setup/command.mjs';
import { say } from '../setup/say.mjs';

/** The kinds on certificates have as many points again: they are left to `npm run test:matrix`. */
const kinds = ['issueCard', 'prepareCard', 'unblockPin', 'changePin', 'viewCard'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./tapRun.mjs').Tally>} a point each
 */
export async function runMatrix(env) {
  const only = kinds.flatMap((kind) => ['--kind', kind]);
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', 'dist/test/matrix/main.js', '--reduced', '--json', ...only],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (output += part));
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const { tried, lost } = readTotal(output);
  say(`  ${status === 0 ? 'ok    ' : 'FAILED'} ${tried} points, ${lost} lost`);
  // What fails without a point that is lost has failed too.
  return { passed: tried - lost, failed: status === 0 ? lost : Math.max(lost, 1), skipped: 0 };
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
