/** `npm run mutate`: do the tests notice a small fault in the modules where one hurts most? */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages } from './bootstrap.mjs';
import { areas } from './mutation/areas.mjs';
import { mutantsOf } from './mutation/mutants.mjs';
import { runs, runWithCoverage, runWithMutant } from './mutation/testRun.mjs';
import { buildNode } from './setup/build.mjs';
import { root } from './setup/command.mjs';
import { Refusal, runMain, say } from './setup/say.mjs';
import { filesBelow } from './setup/stamp.mjs';
import { endWhenInterrupted, unlessInterrupted } from './testing/interruption.mjs';
import { endEverything } from './testing/leftovers.mjs';

/** @typedef {import('./mutation/mutants.mjs').Mutant} Mutant */
/** @typedef {{ ms: number, coverage: import('./mutation/testRun.mjs').Coverage }} TestRecord */

const help = `Usage: npm run mutate [-- [--area NAME]... [--sample N] [--seed N] [--tests PART]... [--jobs N] [--json]]

Puts one small fault after the other into the compiled modules of an area (a condition, a boundary, an operator, a call that is
left out, another returned value) and runs the unit and property tests that reach the place; for sync those of stack/sync too. A
fault that no test notices has survived, and is listed with its place. Faults that change nothing are named with a reason in
scripts/mutation/equivalents.json and do not count.

  --area NAME   ${Object.keys(areas).join(', ')}; all when none is named; may be repeated
  --sample N    so many faults of each area, chosen by the seed; without it all of them, which takes hours
  --seed N      another sample (default 1)
  --tests PART  only test files with this in their path; may be repeated. Quick, and the score is lower than it is
  --jobs N      tests at once (default: the number of cores)
  --json        on stdout {"area": {"killed": N, "survived": N, "score": 0 to 1}}`;

/** A test that is slower without a fault is not asked. */
const slowestMs = 300_000;

const recordFolder = 'dist/test-results/mutation';

/** @param {string} option @param {string | undefined} text */
function numberOf(option, text) {
  if (text === undefined) return null;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Refusal(`--${option} takes a number from 1 up.`);
  return number;
}

/**
 * @template T
 * @param {readonly T[]} all
 * @param {number} jobs
 * @param {(one: T) => Promise<void>} work
 */
async function sideBySide(all, jobs, work) {
  const queue = [...all];
  const lane = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: jobs }, lane));
}

/** @param {Mutant} mutant @param {number} seed */
const rankOf = ({ file, start, becomes }, seed) =>
  createHash('sha256').update(`${seed} ${file} ${start} ${becomes}`).digest('hex');

/** @returns {Promise<{ file: string, was: string, becomes: string, reason: string }[]>} */
const readEquivalents = async () => JSON.parse(await readFile(join(root, 'scripts/mutation/equivalents.json'), 'utf8'));

/**
 * @param {import('./mutation/areas.mjs').Area} area
 * @param {{ sample: number | null, seed: number }} choice
 */
async function chooseMutants({ folder, without }, { sample, seed }) {
  const files = await filesBelow(`dist/${folder}`, (name) => name.endsWith('.js') && without?.test(name) !== true);
  const equivalents = await readEquivalents();
  /** @param {Mutant} mutant */
  const counts = (mutant) =>
    !equivalents.some(
      ({ file, was, becomes }) => mutant.file === `dist/${file}` && mutant.was === was && mutant.becomes === becomes,
    );
  const all = await Promise.all(
    files.map(async (file) => mutantsOf(file, await readFile(join(root, file), 'utf8')).filter(counts)),
  );
  const ranked = all.flat().map((mutant) => ({ mutant, rank: rankOf(mutant, seed) }));
  const inOrder = ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ mutant }) => mutant);
  return { all: inOrder.length, chosen: sample === null ? inOrder : inOrder.slice(0, sample) };
}

/** What the tests reach, a file for each test; measured again when the test or the program was compiled since. */
class Records {
  /** @type {Map<string, TestRecord | null>} null: it does not pass without a fault */
  #known = new Map();

  /** @param {readonly string[]} files @param {number} jobs */
  async measure(files, jobs) {
    const program = await filesBelow('dist', (name) => name.endsWith('.js') && !name.endsWith('.test.js'));
    const compiled = Math.max(...(await Promise.all(program.map(timeOf))));
    await mkdir(join(root, recordFolder), { recursive: true });
    /** @type {string[]} */
    const missing = [];
    for (const file of files) {
      const record = recordOf(file);
      if ((await timeOf(record)) < Math.max(compiled, await timeOf(file))) missing.push(file);
      else this.#known.set(file, JSON.parse(await readFile(join(root, record), 'utf8')));
    }
    if (missing.length > 0) say(`· what ${missing.length} test files reach`);
    await sideBySide(missing, jobs, async (file) => {
      const { outcome, ms, coverage } = await runWithCoverage(file, slowestMs);
      await unlessInterrupted();
      if (outcome !== 'passed') say(`  left out, ${outcome} without a fault: ${file}`);
      const record = outcome === 'passed' ? { ms, coverage } : null;
      this.#known.set(file, record);
      if (record !== null) await writeFile(join(root, recordOf(file)), JSON.stringify(record));
    });
  }

  /** Tests that run the place, the quickest first. @param {Mutant} mutant @param {readonly string[]} files */
  reaching(mutant, files) {
    const found = files.flatMap((file) => {
      const record = this.#known.get(file) ?? null;
      return record !== null && runs(record.coverage, mutant) ? [{ file, ms: record.ms }] : [];
    });
    return found.sort((a, b) => a.ms - b.ms);
  }
}

/** @param {string} test */
const recordOf = (test) => join(recordFolder, `${test.replaceAll('/', '-')}on`);

/** @param {string} file */
const timeOf = async (file) => (await stat(join(root, file)).catch(() => null))?.mtimeMs ?? 0;

/** @param {Mutant} mutant @returns {Promise<string>} file:line of the source */
async function placeOf({ file, start }) {
  const before = (await readFile(join(root, file), 'utf8')).slice(0, start).split('\n');
  const map = new SourceMap(JSON.parse(await readFile(join(root, `${file}.map`), 'utf8')));
  const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
  const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
  return 'originalLine' in entry ? `${source}:${entry.originalLine + 1}` : source;
}

/** @param {string} text */
const onOneLine = (text) => text.replace(/\s+/g, ' ').slice(0, 100);

/**
 * @param {string} name
 * @param {{ sample: number | null, seed: number, parts: readonly string[], jobs: number, records: Records }} options
 */
async function tryArea(name, { sample, seed, parts, jobs, records }) {
  const area = areas[name];
  if (area === undefined) throw new Refusal(`There is no area ${name}.\n\n${help}`);
  const { all, chosen } = await chooseMutants(area, { sample, seed });
  const folders = await Promise.all(
    area.tests.map((folder) => filesBelow(`dist/${folder}`, (file) => file.endsWith('.test.js'))),
  );
  const tests = folders.flat().filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
  await records.measure(tests, jobs);
  say(`\n${name}: ${chosen.length} of ${all} faults, seed ${seed}`);
  const count = { killed: 0, survived: 0 };
  await sideBySide(chosen, jobs, async (mutant) => {
    const reaching = records.reaching(mutant, tests);
    for (const { file, ms } of reaching) {
      const outcome = await runWithMutant(file, mutant, 5 * ms + 5_000);
      await unlessInterrupted();
      if (outcome === 'passed') continue;
      count.killed += 1;
      return;
    }
    count.survived += 1;
    const tried = reaching.length === 0 ? 'no test gets there' : `${reaching.length} test files`;
    say(`  ${await placeOf(mutant)}  ${onOneLine(mutant.was)}  →  ${onOneLine(mutant.becomes)}  (${tried})`);
  });
  const score = chosen.length === 0 ? 1 : Math.round((count.killed / chosen.length) * 1000) / 1000;
  say(`  ${count.killed} noticed, ${count.survived} not: ${score}`);
  return { ...count, score };
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      area: { type: 'string', multiple: true, default: [] },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      tests: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(help);
    return 0;
  }
  const unknown = values.area.find((name) => !(name in areas));
  if (unknown !== undefined) throw new Refusal(`There is no area ${unknown}.\n\n${help}`);
  const sample = numberOf('sample', values.sample);
  const seed = numberOf('seed', values.seed) ?? 1;
  const jobs = numberOf('jobs', values.jobs) ?? availableParallelism();
  await ensurePackages('test', { yes: false });
  await buildNode();
  // Its name is the mark by which processes of this run are known.
  const folder = await mkdtemp(join(tmpdir(), 'mu-'));
  process.env.TMPDIR = folder;
  endWhenInterrupted(folder);
  const records = new Records();
  /** @type {Record<string, { killed: number, survived: number, score: number }>} */
  const scores = {};
  for (const name of values.area.length === 0 ? Object.keys(areas) : values.area) {
    scores[name] = await tryArea(name, { sample, seed, parts: values.tests, jobs, records });
  }
  await endEverything(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  if (values.json) process.stdout.write(`${JSON.stringify(scores, null, 2)}\n`);
  return 0;
});
