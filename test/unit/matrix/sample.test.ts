/** The sample of the fault matrix: small, and no step, instruction, request or fault left out within six seeds. */
import t from 'tap';
import type { Fault } from '../../matrix/faults.js';
import { pairs, pairsOnce } from '../../matrix/pairs.js';
import { matrixFamilies } from '../../matrix/families.js';
import { can, kindNames } from '../../matrix/kinds.js';
import { nameOf, pointsOf, sampled, sampleOf, thinned } from '../../matrix/points.js';
import { tasksOf } from '../../matrix/sample.js';

const steps = Array.from({ length: 20 }, (_, i) => `step${i}`);

const points = pointsOf({
  apdus: steps.flatMap((_, i) => [`00A40000${i}`, `00D6${i}`, `00D6${i}`, `80${(i % 7) + 10}0000`]),
  writes: ['job', ...steps.flatMap((name) => [`journal ${name} intent`, `journal ${name} outcome`, `fact ${name}`])],
  requests: Array.from({ length: 9 }, (_, i) => `POST /v1/thing${i % 4}`),
});

const names = (seed: number): string[] => sampled(points, seed).map(nameOf);

const seeds = Array.from({ length: sampleOf }, (_, i) => 20_000 + i);

await t.test('a sixth of the points, the same with the same seed', (t) => {
  for (const seed of seeds) {
    const size = names(seed).length / points.length;
    t.ok(size > 0.14 && size < 0.19, `${size}`);
    t.same(names(seed), names(seed));
    const text = names(seed).join('\n');
    t.match(text, /before write/);
    t.match(text, /after write \d+ \(journal \S+ outcome/);
    t.match(text, /after write \d+ \(journal \S+ intent/);
  }
  t.notSame(names(20_000), names(20_001));
  t.end();
});

await t.test('six seeds in a row take every point once', (t) => {
  t.same(seeds.flatMap(names).sort(), points.map(nameOf).sort());
  t.end();
});

const faults = Array.from({ length: 5 }, (_, i): Fault => ({
  name: `fault ${i}`,
  at: ['apdu', 'write'],
  apdu: 'before',
}));

await t.test('one fault at each point, and with the seeds each fault at each point', (t) => {
  const few = thinned(points)
    .filter(({ at }) => at === 'write')
    .slice(0, 8);
  const met = (seed: number, kind: number): string[] =>
    pairs(sampled(few, seed), faults, { full: false, seed, kind }).map(
      ([point, { name }]) => `${name} ${nameOf(point)}`,
    );
  for (const kind of [0, 3]) {
    for (const seed of seeds) t.equal(met(seed, kind).length, sampled(few, seed).length);
    const all = new Set(Array.from({ length: sampleOf * faults.length }, (_, seed) => met(seed, kind)).flat());
    t.equal(all.size, few.length * faults.length);
  }
  t.end();
});

await t.test('kinds with few points have different faults: all of them in one run', (t) => {
  const [one] = points.filter(({ at }) => at === 'apdu');
  if (one === undefined) throw new Error('a point');
  const run = (seed: number): Set<string> =>
    new Set(
      [0, 1, 2, 3, 4].flatMap((kind) => pairs([one], faults, { full: false, seed, kind }).map(([, { name }]) => name)),
    );
  for (const seed of seeds) t.equal(run(seed).size, faults.length);
  t.end();
});

await t.test('faults that come once: a third of them, all within three seeds; in full all of them', (t) => {
  const once = faults.map((fault): Fault => ({ ...fault, once: true }));
  const met = (seed: number, full: boolean): string[] =>
    pairsOnce(points, once, { full, seed, kind: 2 }).map(([, { name }]) => name);
  t.same([...met(7, false), ...met(8, false), ...met(9, false)].sort(), once.map(({ name }) => name).sort());
  t.equal(met(7, true).length, once.length);
  t.end();
});

await t.test(
  'a sample tries every kind once, and consecutive seeds take all families with consecutive samples',
  (t) => {
    const tasks = (seed: number, full = false): string[] =>
      tasksOf({ families: matrixFamilies, kinds: kindNames, full, seed }).map(
        ({ kind, seed: own }) => `${kind.family.name} ${kind.kind} ${own % sampleOf}`,
      );
    const kindsOf = (names: readonly string[]): string[] => names.map((name) => name.split(' ')[1] ?? '').sort();
    // A family that cannot have a kind of job leaves it out when it is its turn.
    const all = matrixFamilies.flatMap((family) => kindNames.filter((kind) => can(family, kind)));
    for (const seed of seeds) {
      const tried = kindsOf(tasks(seed));
      t.same(tried, [...new Set(tried)], 'each once');
      const left = kindNames.filter((kind) => !tried.includes(kind));
      t.ok(left.every((kind) => matrixFamilies.some((family) => !can(family, kind))));
    }
    const days = sampleOf * matrixFamilies.length;
    const met = new Set(Array.from({ length: days }, (_, day) => tasks(20_001 + day)).flat());
    t.equal(met.size, sampleOf * all.length);
    t.equal(tasks(0, true).length, all.length);
    t.end();
  },
);
t.end();
