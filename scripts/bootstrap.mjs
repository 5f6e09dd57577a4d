/**
 * From a fresh clone to something that runs: Debian packages, npm packages, the build. Shared by every command of
 * package.json; does only what is missing. Nothing but Node's own modules is imported here.
 */
import { fileURLToPath } from 'node:url';
import { buildKioskUi, buildNode } from './setup/build.mjs';
import { ensureDebianPackages } from './setup/debianPackages.mjs';
import { ensureNodePackages } from './setup/nodePackages.mjs';
import { Refusal, runMain, say } from './setup/say.mjs';

const oldestNode = [20, 19];

/** Older ones get no security fixes any more. */
const supportedNode = 24;

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Refusal(`Node ${oldestNode.join('.')} or later is needed; this is ${process.versions.node}.`);
}

/**
 * Debian and npm packages.
 * @param {import('./setup/debianPackages.mjs').Purpose} purpose
 * @param {{ yes: boolean }} options `yes`: sudo may be used without asking
 */
export async function ensurePackages(purpose, options) {
  checkNode();
  await ensureDebianPackages(purpose, options);
  await ensureNodePackages();
}

/**
 * @param {import('./setup/debianPackages.mjs').Purpose} purpose
 * @param {{ yes: boolean }} options `yes`: sudo may be used without asking
 */
export async function bootstrap(purpose, options) {
  await ensurePackages(purpose, options);
  await Promise.all([buildNode(), buildKioskUi()]);
}

const help = `Usage: npm run bootstrap [-- --for run|demo|test] [--yes]

Installs what is missing and builds what changed.

  --for PURPOSE   run: to build and run the gateway (the default); demo: virtual readers and cards besides;
                  test: what the tests and the bench use besides
  --yes           use sudo without asking (not needed as root)`;

async function main() {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    say(help);
    return 0;
  }
  const purpose = args.includes('--for') ? args[args.indexOf('--for') + 1] : 'run';
  if (purpose !== 'run' && purpose !== 'demo' && purpose !== 'test') throw new Refusal(help);
  await bootstrap(purpose, { yes: args.includes('--yes') });
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < supportedNode) say(`Node ${major} gets no security fixes any more; install Node ${supportedNode}.`);
  say('Everything is in place.');
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runMain(main);
