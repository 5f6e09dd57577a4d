/** `npm run test:card`: does a card do what its family's driver tells? */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equalBytes } from '../../base/bytes.js';
import { projectPath } from '../../base/projectRoot.js';
import type { PcscTransport } from '../../card/transport/pcscTransport.js';
import { startPcsc } from '../harness/pcscHarness.js';
import { Checks, type Check } from './checks.js';
import { begin, personalise, readBack, refuse, refuseAgain, renew } from './course.js';
import { families, type ConformanceFamily } from './families.js';
import { readOptions, UsageError } from './options.js';
import { judgeApdus, openBlank, transportTo } from './personalising.js';

interface Result {
  readonly passed: number;
  readonly failed: number;
  /** From opening the blank card to the first use of each key. */
  readonly apdus: number;
  readonly judgeApdus: number | null;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const marks = { passed: 'ok     ', failed: 'FAILED ', skipped: 'left out' } as const;
const tell = ({ what, outcome, why }: Check): void =>
  say(`  ${marks[outcome]} ${what}${why === undefined ? '' : `: ${why}`}`);

interface Run {
  readonly transport: PcscTransport;
  readonly reader: string;
  /** null: whatever is in the reader, a virtual card. */
  readonly serial: string | null;
  /** The certificates that the tools of others read from it afterwards. */
  readonly readByOthers: (() => Promise<readonly Uint8Array[]>) | null;
}

async function run({ transport, reader, serial, readByOthers }: Run): Promise<[string, Result]> {
  const { connection, card, apdus } = await openBlank(transport, reader, serial);
  say(`${card.identity.family}, ${card.identity.serial} (${card.identity.serialFrom})`);
  const checks = new Checks(tell);
  const course = begin(card, checks);
  const whole = await checks.part('personalise', () => personalise(course));
  const personalising = apdus();
  if (whole) {
    await checks.part('read', () => readBack(course));
    await checks.part('refuse', () => refuse(course));
    await checks.part('renew', () => renew(course));
    await checks.part('refuse again', () => refuseAgain(course));
  }
  await connection.disconnect('reset');
  if (whole && readByOthers !== null) {
    await checks.part('read by others', async () => {
      const read = await readByOthers();
      const found = [...course.certificates.values()].filter((own) => read.some((one) => equalBytes(one, own)));
      checks.holds(
        'the tools of others read what we wrote',
        found.length > 0,
        `${read.length} certificates, none of ours`,
      );
    });
  }
  if (serial !== null) say(`The card now has ${course.secrets.inWords()}`);
  const result = { passed: checks.count('passed'), failed: checks.count('failed'), apdus: personalising };
  return [card.identity.family, { ...result, judgeApdus: null }];
}

async function runVirtual(own: ConformanceFamily): Promise<[string, Result]> {
  const harness = await startPcsc({ readers: 2 });
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const [reader = ''] = harness.readers;
    const ours = await harness.createCard(own.virtualCard);
    await ours.insert(0);
    const transport = await transportTo(reader, harness.socketPath);
    const [family, result] = await run({
      transport,
      reader,
      serial: null,
      readByOthers: () => own.readByOthers(harness, folder),
    }).finally(() => transport.stop());
    await ours.remove();
    const theirs = await judgeApdus(harness, own, folder);
    say(`  ${result.apdus} APDUs, ${theirs} by the tools of others: ${(result.apdus / theirs).toFixed(3)}`);
    return [family, { ...result, judgeApdus: theirs }];
  } finally {
    rmSync(folder, { recursive: true });
    await harness.stop();
  }
}

async function results(options: Exclude<ReturnType<typeof readOptions>, 'help'>): Promise<[string, Result][]> {
  if (options.real !== null) {
    const { reader, serial } = options.real;
    const transport = await transportTo(reader);
    return [await run({ transport, reader, serial, readByOthers: null }).finally(() => transport.stop())];
  }
  const wanted = families.filter(({ family }) => options.family === null || family === options.family);
  if (wanted.length === 0) throw new UsageError(`there is no virtual card of a family ${options.family ?? ''}`);
  const all: [string, Result][] = [];
  for (const one of wanted) all.push(await runVirtual(one));
  return all;
}

async function main(): Promise<number> {
  try {
    const options = readOptions();
    if (options === 'help') {
      process.stdout.write(readFileSync(projectPath('test', 'conformance', 'help.txt')));
      return 0;
    }
    const all = await results(options);
    if (options.json) process.stdout.write(`${JSON.stringify(Object.fromEntries(all))}\n`);
    else
      for (const [family, one] of all) process.stdout.write(`${family}: ${one.passed} passed, ${one.failed} failed\n`);
    return all.every(([, { failed, passed }]) => failed === 0 && passed > 0) ? 0 : 1;
  } catch (error) {
    // parseArgs throws a TypeError for an option that it does not know.
    if (!(error instanceof UsageError) && !(error instanceof TypeError && 'code' in error)) throw error;
    say(`test:card: ${error.message} (--help tells what there is)`);
    return 2;
  }
}

process.exitCode = await main();
