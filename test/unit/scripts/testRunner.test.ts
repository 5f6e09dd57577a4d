/** The test runner: nothing that did not run is green. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface FileRun {
  readonly tally: Tally;
  readonly lines: readonly string[];
}

interface Lane {
  run(file: string): Promise<FileRun>;
  stop(): Promise<void>;
}

type LaneClass = new (env: NodeJS.ProcessEnv, timeoutSeconds: number) => Lane;

interface Choice {
  readonly chooseTests: (
    layers: Record<string, number>,
    wanted: { chosen: readonly string[]; parts: readonly string[] },
    filesOf: (layer: string) => Promise<string[]>,
  ) => Promise<{ name: string; files: string[] }[]>;
  readonly onlyTests: (part: string | undefined) => NodeJS.ProcessEnv;
  readonly withoutLeftOut: (run: FileRun) => FileRun;
  readonly ranNothing: (tally: Tally) => boolean;
}

interface LayerScript {
  readonly runLayer: (
    layer: { title: string; files: readonly string[]; pace: object },
    env: NodeJS.ProcessEnv,
  ) => Promise<Tally>;
}

interface MatrixScript {
  readonly verdictOf: (run: { ended: number | string; output: string }) => Tally;
}

const script = async <T>(name: string): Promise<T> => (await import(projectPath(`scripts/testing/${name}.mjs`))) as T;

const { chooseTests, onlyTests, withoutLeftOut, ranNothing } = await script<Choice>('choice');
const { OwnProcess } = await script<{ OwnProcess: LaneClass }>('ownProcess');
const { SharedProcess } = await script<{ SharedProcess: LaneClass }>('sharedProcess');
const { runLayer } = await script<LayerScript>('layer');
const { verdictOf } = await script<MatrixScript>('matrix');

/** Without what this test itself was started with. */
const env: NodeJS.ProcessEnv = { PATH: process.env.PATH };

const limitSeconds = 30;

const lanes = [
  { name: 'a process for each file', lane: OwnProcess },
  { name: 'a shared process', lane: SharedProcess },
];

/** @returns path of a compiled test with this text */
function testFile(t: Test, text: string): string {
  const folder = t.testdir();
  symlinkSync(projectPath('node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const file = join(folder, 'dist', 'one.test.js');
  writeFileSync(file, text);
  return file;
}

async function runIn(lane: Lane, file: string): Promise<FileRun> {
  try {
    return withoutLeftOut(await lane.run(file));
  } finally {
    await lane.stop();
  }
}

const twoTests = `
  import t from 'tap';
  await t.test('cards', async (t) => t.pass());
  await t.test('readers', async (t) => { t.pass(); t.pass(); });
`;

for (const { name, lane } of lanes) {
  await t.test(name, async (t) => {
    await t.test('a part of a name chooses the tests that run', async (t) => {
      const { tally } = await runIn(new lane({ ...env, ...onlyTests('Card') }, limitSeconds), testFile(t, twoTests));
      t.same(tally, { passed: 1, failed: 0, skipped: 0 });
    });
    await t.test('a part that no name has: nothing ran', async (t) => {
      const { tally, lines } = await runIn(
        new lane({ ...env, ...onlyTests('typo') }, limitSeconds),
        testFile(t, twoTests),
      );
      t.ok(ranNothing(tally), JSON.stringify(tally));
      t.notMatch(lines.join('\n'), /SKIP/);
    });
    await t.test('a test that says why it cannot be made stays skipped', async (t) => {
      const file = testFile(
        t,
        `import t from 'tap'; await t.test('cards', { skip: 'no reader' }, async () => undefined);`,
      );
      const { tally } = await runIn(new lane({ ...env, ...onlyTests('cards') }, limitSeconds), file);
      t.same(tally, { passed: 0, failed: 0, skipped: 1 });
    });
    await t.test('a file without an assertion fails and says so', async (t) => {
      const { tally, lines } = await runIn(new lane(env, limitSeconds), testFile(t, `import 'tap';`));
      t.same(tally, { passed: 0, failed: 1, skipped: 0 });
      t.match(lines.join('\n'), /no assertion was made/);
    });
    await t.test('a file that sets the exit status fails', async (t) => {
      const file = testFile(t, `import t from 'tap'; t.pass(); process.exitCode = 3;`);
      const { tally, lines } = await runIn(new lane(env, limitSeconds), file);
      t.equal(tally.failed, 1);
      t.match(lines.join('\n'), /(ended with|exit status) 3/);
    });
    await t.test('a process that has died ends its file, also when its child holds the output', async (t) => {
      const file = testFile(
        t,
        `
          import { spawn } from 'node:child_process';
          import t from 'tap';
          t.pass();
          const child = spawn('sleep', ['25'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
          console.log('child ' + child.pid);
          setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300);
          await new Promise(() => undefined);
        `,
      );
      const begin = performance.now();
      const { tally, lines } = await runIn(new lane(env, limitSeconds), file);
      const child = /^child (\d+)$/m.exec(lines.join('\n'))?.[1];
      if (child !== undefined) process.kill(Number(child), 'SIGKILL');
      t.equal(tally.failed, 1);
      t.match(lines.join('\n'), /ended with SIGKILL/);
      t.ok(performance.now() - begin < 15_000, 'before the child ended');
    });
  });
}

await t.test('an empty layer stays in the list, and fails', async (t) => {
  const filesOf = (layer: string): Promise<string[]> => Promise.resolve(layer === 'unit' ? ['unit/a', 'unit/b'] : []);
  const layers = { unit: 1, stack: 2 };
  const names = async (chosen: string[], parts: string[]): Promise<object> =>
    (await chooseTests(layers, { chosen, parts }, filesOf)).map(({ name, files }) => `${name} ${files.length}`);
  t.same(await names([], []), ['unit 2', 'stack 0'], 'the whole');
  t.same(await names(['stack'], []), ['stack 0'], 'asked for by name');
  t.same(await names([], ['unit/a']), ['unit 1'], 'a part of a file name leaves layers out');
  const pace = { jobs: 2, timeoutSeconds: 1, shared: true };
  t.match(await runLayer({ title: 'empty', files: [], pace }, env), { passed: 0, failed: 1 });
  t.match(
    await runLayer({ title: 'empty', files: [], pace }, { ...env, TAP_GREP: '/x/' }),
    { failed: 0 },
    'one that a name leaves out',
  );
});

await t.test('a matrix that says nothing has failed', (t) => {
  const report = (tried: number, lost: number): string =>
    JSON.stringify({ rows: [{ family: 'piv', kind: 'viewCard', tried, lost }], total: { tried, lost } });
  t.same(verdictOf({ ended: 0, output: report(3, 0) }), { passed: 3, failed: 0, skipped: 0 });
  t.same(verdictOf({ ended: 0, output: report(3, 1) }), { passed: 2, failed: 1, skipped: 0 });
  t.same(verdictOf({ ended: 1, output: report(3, 0) }), { passed: 3, failed: 1, skipped: 0 });
  for (const output of ['', ' \n', '{"rows": [', report(0, 0)]) {
    t.same(verdictOf({ ended: 0, output }), { passed: 0, failed: 1, skipped: 0 }, output);
  }
  t.end();
});
