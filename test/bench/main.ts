/** The bench's command line. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectPath } from '../../base/projectRoot.js';
import type { Bench } from './bench.js';
import { cardIn } from './cardIn.js';
import { daemonProcess } from './daemonProcess.js';
import { familyApdus } from './familyApdus.js';
import { kioskScreen } from './kioskScreen.js';
import { issuingApdus, issuingJ3r180 } from './issuing.js';
import { outbox } from './outbox.js';
import { personalisation } from './personalisation.js';
import { textHeading, toJson, toText, type Row } from './row.js';
import { secretCopies } from './secretCopies.js';
import { sixteenReaders } from './sixteenReaders.js';
import { unblocking } from './unblocking.js';

const benches: readonly Bench[] = [
  personalisation,
  ...familyApdus,
  issuingApdus,
  issuingJ3r180,
  sixteenReaders,
  cardIn,
  unblocking,
  outbox,
  daemonProcess,
  secretCopies,
  kioskScreen,
];

/** Wrong words on the command line. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Options {
  readonly json: boolean;
  readonly runs: number;
  /** Is a row of this name asked for? */
  readonly wanted: (row: string) => boolean;
}

function readOptions(): Options | 'help' {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new UsageError('--runs takes a number from 1 up');
  const covers = (only: string, row: string): boolean => row === only || row.startsWith(`${only}.`);
  const stranger = values.only.find((only) => !benches.some(({ rows }) => rows.some((row) => covers(only, row))));
  if (stranger !== undefined) throw new UsageError(`there is no row ${stranger}`);
  const wanted = (row: string): boolean => values.only.length === 0 || values.only.some((only) => covers(only, row));
  return { json: values.json, runs, wanted };
}

/** On stderr: stdout is the table's. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function runInFolder(bench: Bench, runs: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await bench.run(runs, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns exit status */
async function run({ json, runs, wanted }: Options): Promise<number> {
  const measured: Row[] = [];
  let failed = false;
  if (!json) process.stdout.write(`${textHeading}\n`);
  for (const bench of benches) {
    const names = bench.rows.filter(wanted);
    if (names.length === 0) continue;
    say(`· measuring ${names.join(', ')}`);
    try {
      const rows = (await runInFolder(bench, runs)).filter(({ name }) => wanted(name));
      measured.push(...rows);
      if (!json) for (const row of rows) process.stdout.write(`${toText(row)}\n`);
    } catch (error) {
      failed = true;
      say(`${names.join(', ')} could not be measured: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(toJson(measured), null, 2)}\n`);
  return failed ? 1 : 0;
}

async function main(): Promise<number> {
  try {
    const options = readOptions();
    if (options !== 'help') return await run(options);
    process.stdout.write(readFileSync(projectPath('test', 'bench', 'help.txt')));
    return 0;
  } catch (error) {
    // parseArgs throws a TypeError for an option that it does not know.
    if (!(error instanceof UsageError) && !(error instanceof TypeError && 'code' in error)) throw error;
    say(`bench: ${error.message} (--help tells what there is)`);
    return 2;
  }
}

process.exitCode = await main();
