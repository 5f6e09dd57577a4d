/** The sample of the fault matrix: small, no step, instruction, request or fault left out, everything within three seeds. */
import t from 'tap';
import type { Fault } from '../../matrix/faults.js';
import { pairs } from '../../matrix/pairs.js';
import { nameOf, pointsOf, sampled, thinned } from '../../matrix/points.js';

const steps = Array.from({ length: 20 }, (_, i) => `step${i}`);

const points = pointsOf({
  apdus: steps.flatMap((_, i) => [`00A40000${i}`, `00D6${i}`, `00D6${i}`, `80${(i % 7) + 10}0000`]),
  writes: ['job', ...steps.flatMap((name) => [`journal ${name} intent`, `journal ${name} outcome`, `fact ${name}`])],
  requests: Array.from({ length: 9 }, (_, i) => `POST /v1/thing${i % 4}`),
});

const names = (seed: number): string[] => sampled(points, seed).map(nameOf);

const seeds = [20_000, 20_001, 20_002];

await t.test('a third of the points, the same with the same seed', (t) => {
  for (const seed of seeds) {
    const size = names(seed).length / points.length;
    t.ok(size > 0.3 && size < 0.5, `${size}`);
    t.same(names(seed), names(seed));
  }
  t.notSame(names(20_000), names(20_001));
  t.end();
});

await t.test('three seeds in a row take every point', (t) => {
  t.same(new Set(seeds.flatMap(names)), new Set(points.map(nameOf)));
  t.end();
});

await t.test('each step, each instruction, each request', (t) => {
  for (const seed of seeds) {
    const text = names(seed).join('\n');
    for (const step of steps) t.match(text, new RegExp(`journal ${step} `));
    for (const fact of steps) t.match(text, new RegExp(`fact ${fact}\\b`));
    for (const instruction of ['00A4', '00D6', '8010', '8016']) t.match(text, new RegExp(`\\(${instruction}`));
    for (const request of [0, 1, 2, 3]) t.match(text, new RegExp(`thing${request}`));
    t.match(text, /before write/);
    t.match(text, /after write \d+ \(journal \S+ outcome/);
    t.match(text, /after write \d+ \(journal \S+ intent/);
  }
  t.end();
});

await t.test('each fault, and with the seeds each at each point', (t) => {
  const faults = Array.from({ length: 6 }, (_, i): Fault => ({
    name: `fault ${i}`,
    at: ['apdu', 'write'],
    apdu: 'before',
  }));
  const few = thinned(points)
    .filter(({ at }) => at === 'write')
    .slice(0, 3);
  const met = (seed: number): string[] =>
    pairs(sampled(few, seed), faults, { full: false, seed }).map(([point, { name }]) => `${name} ${nameOf(point)}`);
  for (const seed of seeds) t.equal(new Set(met(seed).map((name) => name.slice(0, 7))).size, faults.length);
  const all = new Set(Array.from({ length: 3 * faults.length }, (_, seed) => met(seed)).flat());
  t.equal(all.size, few.length * faults.length);
  t.end();
});
