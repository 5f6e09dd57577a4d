/** The command line of the whole matrix. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { projectPath } from '../../base/projectRoot.js';
import { faults } from './faults.js';
import { matrixFamilies } from './families.js';
import { kindNames } from './kinds.js';
import { Matrix, type KindReport, type MatrixOptions, type MatrixReport, type Progress } from './matrix.js';
import { nameOf } from './points.js';
import { rowsOfResults, toText, total } from './table.js';

/** Wrong words on the command line. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Options extends Omit<MatrixOptions, 'progress'> {
  readonly json: boolean;
}

/** Those whose names begin so; all when nothing is asked for. @throws {UsageError} */
function choose<T extends string>(what: string, all: readonly T[], asked: readonly string[]): T[] {
  const stranger = asked.find((part) => !all.some((name) => name.startsWith(part)));
  if (stranger !== undefined) throw new UsageError(`there is no ${what} ${stranger}: ${all.join(', ')}`);
  return all.filter((name) => asked.length === 0 || asked.some((part) => name.startsWith(part)));
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < least) throw new UsageError(`--${option} takes a number from ${least} up`);
  return number;
}

/** Days since 1970: another sample every day. */
const today = Math.floor(Date.now() / 86_400_000);

function readOptions(): Options | 'help' {
  const { values } = parseArgs({
    options: {
      family: { type: 'string', multiple: true, default: [] },
      kind: { type: 'string', multiple: true, default: [] },
      fault: { type: 'string', multiple: true, default: [] },
      reduced: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(today) },
      lanes: { type: 'string', default: '2' },
      readers: { type: 'string', default: '6' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const readers = wholeNumber('readers', values.readers, 2);
  if (readers % 2 !== 0 || readers > 14) throw new UsageError('--readers takes an even number up to 14');
  const names = choose(
    'family',
    matrixFamilies.map(({ name }) => name),
    values.family,
  );
  return {
    families: matrixFamilies.filter(({ name }) => names.includes(name)),
    kinds: choose('kind', kindNames, values.kind),
    faults: choose(
      'fault',
      faults.map(({ name }) => name),
      values.fault,
    ),
    full: !values.reduced,
    seed: wholeNumber('seed', values.seed, 0),
    lanes: wholeNumber('lanes', values.lanes, 1),
    readers,
    json: values.json,
  };
}

/** On stderr: stdout is the table's. */
function say(text: string): void {
  process.stderr.write(text);
}

const barLength = 30;

function showProgress({ family, kind, done, of }: Progress): void {
  const bar = '#'.repeat(Math.round((done / of) * barLength)).padEnd(barLength, '.');
  const line = `${family.padEnd(14)} ${kind.padEnd(18)} [${bar}] ${done} of ${of}`;
  if (process.stderr.isTTY) say(`\r${line}`);
  else if (done % 50 === 0) say(`${line}\n`);
}

function showKind({ family, kind, points, chosen, results, missingSteps }: KindReport): void {
  if (process.stderr.isTTY) say('\r\x1b[K');
  say(`${family} ${kind}: points ${chosen} of ${points}\n`);
  for (const step of missingSteps) say(`  LOST: step ${step} was never journalled\n`);
  for (const { task, wrong, reasons, reached } of results) {
    const place = `${task.fault.name} at ${task.point === null ? 'no point' : nameOf(task.point)}`;
    if (!reached) say(`  over before ${place}\n`);
    if (wrong.length > 0) say(`  LOST: ${place}: ${wrong.join('; ')} (${reasons.join(', ')})\n`);
  }
}

function toJson({ kinds: reports, wrong }: MatrixReport): object {
  const rows = reports.flatMap(({ results }) => rowsOfResults(results));
  return {
    families: Object.fromEntries(
      [...new Set(reports.map(({ family }) => family))].map((name) => [
        name,
        Object.fromEntries(
          reports.filter(({ family }) => family === name).map(({ kind, points, chosen }) => [kind, { points, chosen }]),
        ),
      ]),
    ),
    rows,
    total: total(rows),
    lost: reports.flatMap(({ results }) =>
      results
        .filter(({ ending }) => ending === 'lost')
        .map(({ task, wrong: why }) => ({
          family: task.kind.family.name,
          kind: task.kind.kind,
          fault: task.fault.name,
          point: task.point,
          wrong: why,
        })),
    ),
    wrong,
  };
}

/** @returns exit status */
async function run({ json, ...options }: Options): Promise<number> {
  if (!options.full) say(`sample of seed ${options.seed}; --reduced --seed ${options.seed} repeats it\n`);
  const matrix = await Matrix.open({ ...options, progress: showProgress });
  try {
    const report = await matrix.run(showKind);
    const rows = report.kinds.flatMap(({ results }) => rowsOfResults(results));
    process.stdout.write(json ? `${JSON.stringify(toJson(report), null, 2)}\n` : `${toText(rows)}\n`);
    for (const wrong of report.wrong) say(`LOST: ${wrong}\n`);
    const missing = report.kinds.some(({ missingSteps }) => missingSteps.length > 0);
    return total(rows).lost > 0 || report.wrong.length > 0 || missing ? 1 : 0;
  } finally {
    await matrix.close();
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions();
    if (options !== 'help') return await run(options);
    process.stdout.write(readFileSync(projectPath('test', 'matrix', 'help.txt')));
    return 0;
  } catch (error) {
    // parseArgs throws a TypeError for an option that it does not know.
    if (!(error instanceof UsageError) && !(error instanceof TypeError && 'code' in error)) throw error;
    say(`matrix: ${error.message} (--help tells what there is)\n`);
    return 2;
  }
}

process.exitCode = await main();
