/** Which test runs, and on which Node: over two seeds every stack test on both and every walk in both languages. */
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

interface Runtime {
  readonly name: string;
}

interface Layer {
  readonly name: string;
  readonly files: readonly string[];
}

interface Planned extends Layer {
  readonly title: string;
  readonly later: readonly string[];
  readonly nodeOf: (file: string) => Runtime;
}

interface Choice {
  readonly whole: boolean;
  readonly machine: Runtime;
  readonly other: Runtime | null;
  readonly everythingOnOther: boolean;
  readonly seed: number;
}

interface PlanScript {
  readonly planned: (layers: readonly Layer[], choice: Choice) => Planned[];
}

const { planned } = (await import(projectPath('scripts/testing/plan.mjs'))) as PlanScript;

const machine = { name: 'Node 20' };
const other = { name: 'Node 24' };
const files = (layer: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `dist/test/${layer}/room/file${i}.test.js`);
const interruption = 'dist/test/stack/platform/interruption.test.js';
const ofScripts = 'dist/test/unit/scripts/testRunner.test.js';
const layers = [
  { name: 'unit', files: [...files('unit', 3), ofScripts] },
  { name: 'property', files: files('property', 2) },
  { name: 'stack', files: [...files('stack', 9), interruption] },
  { name: 'browser', files: files('browser', 4) },
];

const usual: Choice = { whole: true, machine, other, everythingOnOther: false, seed: 0 };

/** Titles, and of each layer the files that run on the other Node. */
function onOther(choice: Partial<Choice>): (readonly [title: string, files: readonly string[]])[] {
  return planned(layers, { ...usual, ...choice }).map(({ title, files: all, nodeOf }) => [
    title,
    all.filter((file) => nodeOf(file) === other),
  ]);
}

const filesOf = (title: string, seed: number): readonly string[] =>
  onOther({ seed }).find(([name]) => name === title)?.[1] ?? [];

await t.test(
  'a whole run: on the other Node half of the unit tests once more, half of the stack tests and one browser test',
  (t) => {
    for (const seed of [20_000, 20_001, 7]) {
      t.same(
        onOther({ seed }).map(([title, those]) => [title, those.length]),
        [
          ['unit', 0],
          ['unit, Node 24', seed % 2 === 0 ? 2 : 1],
          ['property', 0],
          ['stack', seed % 2 === 0 ? 5 : 4],
          ['browser', 1],
        ],
      );
    }
    t.end();
  },
);

await t.test('two seeds in a row take every unit and stack test once, four every browser test', (t) => {
  t.same([...filesOf('unit, Node 24', 5), ...filesOf('unit, Node 24', 6)].sort(), files('unit', 3), 'each once');
  const twice = [...filesOf('stack', 5), ...filesOf('stack', 6)];
  t.same(twice.sort(), files('stack', 9), 'each once');
  t.same([0, 1, 2, 3].flatMap((seed) => filesOf('browser', seed)).sort(), files('browser', 4));
  t.end();
});

await t.test('what is asked for on the other Node runs there, but a test of the scripts', (t) => {
  t.same(
    onOther({ whole: false, everythingOnOther: true }),
    layers.map(({ name, files: all }) => [name, all.filter((file) => file !== interruption && file !== ofScripts)]),
  );
  t.end();
});

await t.test('what is asked for by layer or name runs on the machine’s Node', (t) => {
  t.same(
    onOther({ whole: false }),
    layers.map(({ name }) => [name, []]),
  );
  t.end();
});

await t.test('a walk in both languages: one of them, with the next seed the other; asked for by name both', (t) => {
  const [dog, cat, alone] = ['dist/test/browser/dog', 'dist/test/browser/cat', 'dist/test/browser/alone.en.test.js'];
  const walks = [dog, cat].flatMap((name) => [`${name}.en.test.js`, `${name}.zh-TW.test.js`]);
  const browser = { name: 'browser', files: [...walks, alone] };
  const run = (choice: Partial<Choice>) => {
    const [layer] = planned([browser], { ...usual, ...choice });
    return { files: layer?.files ?? [], later: layer?.later ?? [] };
  };
  for (const other of [usual.other, null]) {
    const [today, tomorrow] = [run({ seed: 7, other }), run({ seed: 8, other })];
    t.same(today.files, [`${dog}.en.test.js`, `${cat}.zh-TW.test.js`, alone]);
    t.same(tomorrow.files, [`${dog}.zh-TW.test.js`, `${cat}.en.test.js`, alone]);
    t.same(today.later, tomorrow.files.slice(0, 2), 'named');
  }
  t.same(run({ whole: false }), { files: browser.files, later: [] });
  t.end();
});

await t.test('without another Node everything runs on the machine’s', (t) => {
  for (const everythingOnOther of [false, true]) {
    t.same(
      onOther({ other: null, everythingOnOther }),
      layers.map(({ name }) => [name, []]),
    );
  }
  t.end();
});
t.end();
