/** Which test runs on which Node: over two seeds every stack test on both, over as many as there are files every browser test. */
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
  readonly nodeOf: (file: string) => Runtime;
}

interface Nodes {
  readonly machine: Runtime;
  readonly other: Runtime | null;
  readonly everythingOnOther: boolean;
  readonly seed: number;
}

interface RuntimeScript {
  readonly planned: (layers: readonly Layer[], nodes: Nodes) => Planned[];
  readonly nameOfNode: (version: string) => string;
}

const { planned, nameOfNode } = (await import(projectPath('scripts/testing/runtime.mjs'))) as RuntimeScript;

const machine = { name: 'Node 20' };
const other = { name: 'Node 24' };
const files = (layer: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `dist/test/${layer}/room/file${i}.test.js`);
const interruption = 'dist/test/stack/platform/interruption.test.js';
const layers = [
  { name: 'unit', files: files('unit', 3) },
  { name: 'property', files: files('property', 2) },
  { name: 'stack', files: [...files('stack', 9), interruption] },
  { name: 'browser', files: files('browser', 4) },
];

/** Titles, and of each layer the files that run on the other Node. */
function onOther(nodes: Partial<Nodes>): (readonly [title: string, files: readonly string[]])[] {
  const whole = { machine, other, everythingOnOther: false, seed: 0, ...nodes };
  return planned(layers, whole).map(({ title, files: all, nodeOf }) => [
    title,
    all.filter((file) => nodeOf(file) === other),
  ]);
}

const filesOf = (title: string, seed: number): readonly string[] =>
  onOther({ seed }).find(([name]) => name === title)?.[1] ?? [];

await t.test(
  'a whole run: the unit tests twice, half of the stack tests and one browser test on the other Node',
  (t) => {
    for (const seed of [20_000, 20_001, 7]) {
      t.same(
        onOther({ seed }).map(([title, those]) => [title, those.length]),
        [
          ['unit', 0],
          ['unit, Node 24', 3],
          ['property', 0],
          ['stack', seed % 2 === 0 ? 5 : 4],
          ['browser', 1],
        ],
      );
    }
    t.end();
  },
);

await t.test('two seeds in a row take every stack test once, four every browser test', (t) => {
  const twice = [...filesOf('stack', 5), ...filesOf('stack', 6)];
  t.same(twice.sort(), files('stack', 9), 'each once');
  t.same([0, 1, 2, 3].flatMap((seed) => filesOf('browser', seed)).sort(), files('browser', 4));
  t.end();
});

await t.test('what is asked for on the other Node runs there, but a test of the scripts', (t) => {
  t.same(
    onOther({ everythingOnOther: true }),
    layers.map(({ name, files: all }) => [name, all.filter((file) => file !== interruption)]),
  );
  t.end();
});

await t.test('without another Node everything runs on the machine’s', (t) => {
  for (const everythingOnOther of [false, true]) {
    t.same(
      onOther({ other: null, everythingOnOther }),
      layers.map(({ name }) => [name, []]),
    );
  }
  t.equal(nameOfNode('24.22.3'), nameOfNode('24.1.0'));
  t.end();
});
t.end();
