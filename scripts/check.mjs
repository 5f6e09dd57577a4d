/** `npm run check`: everything that is known without running the program, side by side. */
import { fileURLToPath } from 'node:url';
import { checkRepository } from './checks/repository.mjs';
import { bootstrap } from './bootstrap.mjs';
import { buildNode } from './setup/build.mjs';
import { run } from './setup/command.mjs';
import { runMain, say, seconds } from './setup/say.mjs';

/**
 * @param {string} module of node_modules, with its arguments
 * @param {readonly string[]} args
 * @returns {() => Promise<string>} complaints; empty when there are none
 */
const tool =
  (module, ...args) =>
  async () => {
    // The matrix, which a whole run does at the same time, waits for clocks; the checks do not.
    const { status, output } = await run('nice', [process.execPath, module, ...args]);
    return status === 0 ? '' : output || `status ${status}`;
  };

const eslint = 'node_modules/eslint/bin/eslint.js';

/** @type {Record<string, () => Promise<string>>} */
const checks = {
  // Two programs for the type-aware rules, one a core.
  eslint: tool(eslint, '.', '--ignore-pattern', 'kiosk-ui', '--max-warnings', '0'),
  'eslint kiosk-ui': tool(eslint, 'kiosk-ui', '--max-warnings', '0'),
  'kiosk-ui types': tool('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'kiosk-ui/tsconfig.json'),
  'script types': tool('node_modules/typescript/bin/tsc', '-p', 'scripts/tsconfig.json'),
  prettier: tool('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  floors: tool(
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    ...['--config', '.dependency-cruiser.mjs', 'base', 'card', 'config', 'daemon', 'sync', 'kiosk-ui'],
  ),
  'generated files': tool('scripts/generate.mjs', '--check'),
  repository: async () => (await checkRepository()).join('\n'),
};

/**
 * @param {string} name
 * @param {() => Promise<string>} check
 */
async function verdict(name, check) {
  const begin = performance.now();
  const complaints = await check();
  say(`  ${complaints === '' ? 'ok    ' : 'FAILED'} ${name}  ${seconds(performance.now() - begin)}`);
  if (complaints !== '') say(complaints.trimEnd().replace(/^/gm, '    '));
  return complaints === '';
}

/** @returns {Promise<boolean[]>} one a check */
export async function runChecks() {
  // The types of what runs in Node are checked by the build; the generated files are made from its output.
  await buildNode();
  return Promise.all(Object.entries(checks).map(([name, check]) => verdict(name, check)));
}

async function main() {
  await bootstrap('run', { yes: process.argv.includes('--yes') });
  const verdicts = await runChecks();
  return verdicts.every((ok) => ok) ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runMain(main);
