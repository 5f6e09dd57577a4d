/** `npm test`: everything that is installed and built, every check, every layer of tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages } from './bootstrap.mjs';
import { runChecks } from './check.mjs';
import { buildKioskUi, buildNode } from './setup/build.mjs';
import { threadPool } from './setup/launch.mjs';
import { Refusal, runMain, say, seconds } from './setup/say.mjs';
import { chooseTests, onlyTests, ranNothing } from './testing/choice.mjs';
import { endWhenInterrupted, outstanding, unlessInterrupted } from './testing/interruption.mjs';
import { nameOf, runLayer } from './testing/layer.mjs';
import { endLeftovers } from './testing/leftovers.mjs';
import { runMatrix } from './testing/matrix.mjs';
import { nodeLts, pinnedMajor } from './testing/nodeLts.mjs';
import { planned } from './testing/plan.mjs';
import { machineNode } from './testing/runtime.mjs';

/**
 * Files at once, for two cores: two stack tests keep both cores busy, and more of them only take each other's time. The time limit
 * is for one file. Unit and property tests start no other process of ours, so their files share two.
 * @type {Record<string, import('./testing/layer.mjs').Pace>}
 */
const layers = {
  unit: { jobs: 2, timeoutSeconds: 120, shared: true },
  property: { jobs: 2, timeoutSeconds: 300, shared: true },
  stack: { jobs: 2, timeoutSeconds: 300, shared: false },
  browser: { jobs: 2, timeoutSeconds: 300, shared: false },
};

const help = `Usage: npm test [-- [--layer NAME]... [--only 'PART OF A NAME'] [--node 24] [--seed N] [--yes] [PART OF A FILE NAME]...]

Installs and builds what is missing, runs the checks of \`npm run check\` with the fault matrix beside them, then the tests layer by layer:
${Object.keys(layers).join(', ')}. With --layer or a file name, only those tests run, without the checks; unit and property tests
without building the screens.
The whole run uses two Nodes, the machine's and the supported one, which npm brings: the unit tests run on the
machine's and half of them, in turn, on the supported one too; of the stack tests each runs on one and with the next seed on the
other, of the browser tests one, in turn, on the supported one. Of a walk that stands in both languages it
takes one, and with the next seed the other; it says which were left. What is asked for by layer or name runs on the machine's Node, all of it.
The last line is "N passed, N failed", with ", N skipped" where a test could not be made here: assertions, checks, and whether a process was left behind.

  --layer NAME   only this layer; may be repeated
  --only NAME    only tests of a file whose name has this part, with all their steps
  --node 24      what is asked for runs on this Node alone
  --seed N       which sample of the matrix, which tests on which Node, which language; without it the number of the day; a run prints it
  --yes          use sudo without asking when a Debian package is missing`;

/** Days since 1970: each day another number. */
const today = Math.floor(Date.now() / 86_400_000);

/** Layers whose tests use no built screens. */
const withoutScreens = new Set(['unit', 'property']);

/** @typedef {import('./testing/layer.mjs').Tally & { title: string, ms: number }} Section */

/**
 * @param {string} title
 * @param {() => Promise<import('./testing/layer.mjs').Tally>} work
 * @returns {Promise<Section>}
 */
async function section(title, work) {
  say(`\n${title}`);
  const begin = performance.now();
  const tally = await work();
  await unlessInterrupted();
  return { title, ...tally, ms: performance.now() - begin };
}

async function checks() {
  const verdicts = await runChecks();
  const passed = verdicts.filter((ok) => ok).length;
  return { passed, failed: verdicts.length - passed, skipped: 0 };
}

/**
 * In a whole run the supported Node is one judge more. Where npm cannot bring it (no network, a registry without it), the run says so.
 * @param {unknown} error
 */
const withoutOther = (error) => {
  if (error instanceof Refusal) return error;
  throw error;
};

const nothing = { passed: 0, failed: 0, skipped: 0 };

/** @param {readonly import('./testing/layer.mjs').Tally[]} tallies */
const together = (tallies) =>
  tallies.reduce((sum, { passed, failed, skipped }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
    skipped: sum.skipped + skipped,
  }));

/** @param {string} mark */
async function noProcessLeft(mark) {
  const left = await endLeftovers(mark);
  for (const { pid, commandLine } of left) say(`  FAILED left behind: ${pid} ${commandLine}`);
  return { passed: left.length === 0 ? 1 : 0, failed: left.length, skipped: 0 };
}

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      layer: { type: 'string', multiple: true, default: [] },
      only: { type: 'string' },
      node: { type: 'string' },
      seed: { type: 'string', default: String(today) },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(help);
    return 0;
  }
  const unknown = values.layer.find((name) => !(name in layers) && name !== 'matrix');
  if (unknown !== undefined) throw new Refusal(`There is no layer ${unknown}.\n\n${help}`);
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0) throw new Refusal('--seed takes a number from 0 up');
  if (values.node !== undefined && values.node !== (await pinnedMajor())) {
    throw new Refusal(`--node takes ${await pinnedMajor()}: ${values.node} is not fetched.`);
  }
  await ensurePackages('test', { yes: values.yes });
  // Its name is the mark by which processes of this run are known.
  const folder = await mkdtemp(join(tmpdir(), 'gw-'));
  process.env.TMPDIR = folder;
  endWhenInterrupted(folder);
  const whole = values.layer.length === 0 && positionals.length === 0 && values.only === undefined;
  const everythingOnOther = values.node !== undefined;
  const [other] = await Promise.all([
    everythingOnOther ? nodeLts() : whole ? nodeLts().catch(withoutOther) : () => null,
    buildNode(),
    whole || values.layer.includes('matrix') ? buildKioskUi() : null,
  ]);
  const tests = await chooseTests(layers, { chosen: values.layer, parts: positionals });
  const withMatrix = whole || (positionals.length === 0 && values.layer.includes('matrix'));
  if (tests.length === 0 && !withMatrix) throw new Refusal('No test file matches.');
  if (tests.some(({ name }) => !withoutScreens.has(name))) await buildKioskUi();
  await unlessInterrupted();

  const lts = typeof other === 'function' ? await other() : null;
  const plan = planned(tests, { whole, machine: machineNode, other: lts, everythingOnOther, seed });
  const used = lts === null ? [machineNode] : everythingOnOther ? [lts] : [machineNode, lts];
  say(`${used.map(({ name }) => name).join(' and ')}, seed ${seed}`);
  for (const { title, files } of plan) for (const file of files) outstanding.add(nameOf(title, file));

  /** @type {Section[]} */
  const sections = [];
  if (other instanceof Refusal) {
    say(`  skipped: everything on Node ${await pinnedMajor()}, which npm did not bring:\n${other.message}`);
    sections.push({ title: `Node ${await pinnedMajor()}`, passed: 0, failed: 0, skipped: 1, ms: 0 });
  }
  const env = { ...process.env, ...threadPool, ...onlyTests(values.only) };
  const matrix = () => runMatrix(env, seed, everythingOnOther ? (lts ?? machineNode) : machineNode);
  // The matrix waits most of its time, and the checks calculate.
  const first = [...(whole ? ['checks'] : []), ...(withMatrix ? ['matrix'] : [])];
  if (first.length > 0) {
    for (const name of first) outstanding.add(name);
    const both = () => Promise.all([whole ? checks() : nothing, withMatrix ? matrix() : nothing]).then(together);
    sections.push(await section(first.join(', '), both));
    for (const name of first) outstanding.delete(name);
  }
  for (const layer of plan) {
    sections.push(await section(layer.title, () => runLayer(layer, env)));
    if (layer.later.length > 0) say(`  with the next seed: ${layer.later.map((file) => nameOf('', file)).join(', ')}`);
  }
  if (values.only !== undefined && sections.every(ranNothing)) {
    say(`  FAILED no test has ${values.only} in its name`);
    sections.push({ title: 'only', passed: 0, failed: 1, skipped: 0, ms: 0 });
  }
  sections.push(await section('processes', () => noProcessLeft(folder)));
  await rm(folder, { recursive: true, force: true });

  say('');
  for (const { title, passed, failed, ms } of sections) {
    say(
      `${title.padEnd(14)} ${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed  ${seconds(ms)}`,
    );
  }
  /** @param {'passed' | 'failed' | 'skipped'} count */
  const total = (count) => sections.reduce((sum, each) => sum + each[count], 0);
  const skipped = total('skipped') === 0 ? '' : `, ${total('skipped')} skipped`;
  process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed${skipped}\n`);
  return total('failed') === 0 ? 0 : 1;
});
