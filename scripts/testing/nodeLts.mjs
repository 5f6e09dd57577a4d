/**
 * The supported Node for the tests, from npm, with a tree of its own in `dist/node-lts`. Nothing of the checkout is changed:
 *
 * - `runtime/` holds npm's package of that Node, with its headers. `scripts/testing/node-lts` pins version and hash.
 * - `node_modules/` holds the packages whose native part fits one version of Node alone, compiled for this one. Node looks for every
 *   other package further up and finds it in the checkout's `node_modules`.
 * - `dist/` is a copy of the compiled files, and everything else is a link: Node resolves links before it looks for packages.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { mustRun, root } from '../setup/command.mjs';
import { npmCommand } from '../setup/nodePackages.mjs';
import { Refusal, step } from '../setup/say.mjs';
import { digest, isStamped, writeStamp } from '../setup/stamp.mjs';
import { machineNode, nameOfNode } from './runtime.mjs';

const pins = 'scripts/testing/node-lts';
const tree = 'dist/node-lts';
const runtimeFolder = `${tree}/runtime`;

/** Not on Node-API: pcsclite uses nan. */
const boundToVersion = ['pcsclite'];

const packageName = `node-linux-${process.arch}`;
const home = join(root, runtimeFolder, 'node_modules', packageName);

/** @returns {Promise<string>} the pinned version */
async function pinnedVersion() {
  const { optionalDependencies } = JSON.parse(await readFile(join(root, pins, 'package.json'), 'utf8'));
  const version = optionalDependencies[packageName];
  if (version === undefined) throw new Refusal(`npm has no Node for ${process.arch}: no ${packageName} in ${pins}`);
  return version;
}

/** What `--node` takes. */
export const pinnedMajor = async () => (await pinnedVersion()).split('.')[0];

async function fetchRuntime() {
  const stamp = `${tree}/.runtime.stamp`;
  const wanted = await digest([`${pins}/package-lock.json`], [process.arch]);
  if (await isStamped(stamp, wanted)) return;
  await step(`npm ci in ${runtimeFolder}`, async () => {
    await rm(join(root, runtimeFolder), { recursive: true, force: true });
    await cp(join(root, pins), join(root, runtimeFolder), { recursive: true });
    const [program = 'npm', ...before] = npmCommand();
    const where = ['--prefix', join(root, runtimeFolder)];
    await mustRun(program, [
      ...before,
      'ci',
      ...where,
      '--ignore-scripts',
      '--loglevel=error',
      '--no-audit',
      '--no-fund',
    ]);
    // npm leaves an optional package out without a word when it cannot have it.
    if (!existsSync(join(home, 'bin', 'node'))) throw new Refusal(`npm did not install ${packageName}`);
    await writeStamp(stamp, wanted);
  });
}

/** @param {string} node */
async function compileModules(node) {
  const stamp = `${tree}/.modules.stamp`;
  const wanted = await digest(['package-lock.json', `${pins}/package-lock.json`], [process.arch]);
  if (await isStamped(stamp, wanted)) return;
  await step(`npm rebuild ${boundToVersion.join(' ')} in ${tree}`, async () => {
    await rm(join(root, tree, 'node_modules'), { recursive: true, force: true });
    for (const name of boundToVersion) {
      const copy = join(root, tree, 'node_modules', name);
      await cp(join(root, 'node_modules', name), copy, { recursive: true });
      await rm(join(copy, 'build'), { recursive: true, force: true });
    }
    // npm needs it to know which packages may run a script.
    await cp(join(root, 'package.json'), join(root, tree, 'package.json'));
    const npm = npmCommand().at(-1) ?? 'npm';
    const [program, ...args] = npm.endsWith('.js') ? [node, npm] : [npm];
    await mustRun(
      program ?? node,
      [...args, 'rebuild', '--prefix', join(root, tree), '--loglevel=error', ...boundToVersion],
      {
        env: {
          ...process.env,
          PATH: [dirname(node), process.env.PATH].join(delimiter),
          npm_config_nodedir: home,
          JOBS: 'max',
        },
      },
    );
    await writeStamp(stamp, wanted);
  });
}

/** What the tree links to, and not what it has itself or what no program reads. */
async function linkEverything() {
  const own = new Set(['dist', 'node_modules', 'package.json']);
  for (const name of await readdir(root)) {
    const link = join(root, tree, name);
    if (own.has(name) || name.startsWith('.')) continue;
    await rm(link, { force: true });
    await symlink(join('..', '..', name), link);
  }
}

/** @param {string} name of the version, for people */
async function copyCompiled(name) {
  const stamp = `${tree}/.compiled.stamp`;
  const wanted = await digest(['dist/.node.stamp', 'package.json']);
  if (await isStamped(stamp, wanted)) return;
  await step(`a copy of dist/ for ${name}`, async () => {
    const copy = join(root, tree, 'dist');
    await rm(copy, { recursive: true, force: true });
    await mkdir(copy, { recursive: true });
    for (const entry of await readdir(join(root, 'dist'), { withFileTypes: true })) {
      const whole = entry.isDirectory() && existsSync(join(root, entry.name)) && entry.name !== 'kiosk-ui';
      if (whole) await cp(join(root, 'dist', entry.name), join(copy, entry.name), { recursive: true });
    }
    await symlink(join('..', '..', 'kiosk-ui'), join(copy, 'kiosk-ui'));
    await cp(join(root, 'package.json'), join(root, tree, 'package.json'));
    await linkEverything();
    await writeStamp(stamp, wanted);
  });
}

/**
 * Fetches it and compiles for it what has to be. It needs the checkout's packages and nothing that is built.
 * @returns {Promise<() => Promise<import('./runtime.mjs').Runtime | null>>} to be called after the build; null when the machine's Node
 *   is of the same major version already
 */
export async function nodeLts() {
  const name = nameOfNode(await pinnedVersion());
  if (name === machineNode.name) return async () => null;
  const program = join(home, 'bin', 'node');
  await fetchRuntime();
  await compileModules(program);
  return async () => {
    await copyCompiled(name);
    return { name, program, folder: join(root, tree) };
  };
}
