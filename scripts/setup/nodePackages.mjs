/** node_modules as package-lock.json wants it, with the native modules compiled for this Node. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustRun } from './command.mjs';
import { say, step } from './say.mjs';
import { digest, isStamped, writeStamp } from './stamp.mjs';

const stampFile = 'node_modules/.card-gateway-installed';

/** Settings that node-gyp and the packages' own build files read from the environment. */
function buildSettings() {
  const nodePrefix = dirname(dirname(realpathSync(process.execPath)));
  const hasHeaders = existsSync(join(nodePrefix, 'include', 'node', 'node_api.h'));
  if (!hasHeaders) say(`  no Node headers in ${nodePrefix}/include: node-gyp will fetch them`);
  return {
    ...(hasHeaders ? { npm_config_nodedir: nodePrefix } : {}),
    npm_config_build_from_source: 'true',
    npm_config_sqlite: '/usr',
    JOBS: 'max',
  };
}

/** npm itself when it started us, else the one on PATH. */
export function npmCommand() {
  const startedBy = process.env.npm_execpath;
  return startedBy?.endsWith('npm-cli.js') === true ? [process.execPath, startedBy] : ['npm'];
}

/** A work tree may link to another one's packages: npm would empty them for that one too. */
function isBorrowed() {
  return lstatSync('node_modules', { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

export async function ensureNodePackages() {
  if (isBorrowed()) return;
  const wanted = await digest(['package-lock.json'], [process.versions.modules, process.arch]);
  if (await isStamped(stampFile, wanted)) return;
  await step('npm ci (compiles pcsclite, pkcs11js and sqlite3)', async () => {
    const [program = 'npm', ...before] = npmCommand();
    // npm warns about settings it does not know itself; ours are for node-gyp.
    const args = [...before, 'ci', '--loglevel=error', '--no-audit', '--no-fund'];
    await mustRun(program, args, { env: { ...process.env, ...buildSettings() } });
    await writeStamp(stampFile, wanted);
  });
}
