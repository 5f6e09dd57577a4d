/** Faults of `npm run mutate`: what is changed, what is left alone, and which test gets to a place. */
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly becomes: string;
}

const script = async <T>(name: string): Promise<T> => (await import(projectPath(`scripts/mutation/${name}.mjs`))) as T;

const { mutantsOf } = await script<{ readonly mutantsOf: (file: string, text: string) => Mutant[] }>('mutants');
const { mutated } = await script<{ readonly mutated: (text: string, mutant: Mutant) => string }>('mutated');
const { runs } = await script<{
  readonly runs: (coverage: Record<string, readonly (readonly [number, number])[]>, mutant: Mutant) => boolean;
}>('testRun');

const all = (text: string): string[] => mutantsOf('a.js', text).map((mutant) => mutated(text, mutant));

await t.test('conditions, boundaries, operators', (t) => {
  t.same(all('if (a < b) c = 1;'), [
    'if (true) c = 1;',
    'if (false) c = 1;',
    'if (a <= b) c = 1;',
    'if (a >= b) c = 1;',
  ]);
  t.same(all('x = a && !b;'), ['x = a || !b;', 'x = a && (b);']);
  t.same(all('x = n + 1;'), ['x = n - 1;']);
  t.same(all("x = 'text ' + 1;"), []);
  t.same(all('x = list.some(f);'), ['x = list.every(f);']);
  t.same(all('x = true;'), ['x = false;']);
  t.end();
});

await t.test('calls that are left out, values that are returned', (t) => {
  t.same(all('async function f() { await g(); }'), ['async function f() { ; }']);
  t.same(all('class A extends B { constructor() { super(); } }'), []);
  t.same(all("this.logger.info({ a: a < b }, 'word');"), []);
  t.same(all('function f() { return g(x); }'), ['function f() { return undefined; }']);
  t.same(all('function f() { return null; }'), []);
  t.same(all('f = () => [1];'), ['f = () => [];']);
  t.end();
});

await t.test('a test gets to a place unless no process of it ran the part', (t) => {
  const mutant = { file: 'a.js', start: 10, end: 12, was: '', becomes: '' };
  t.equal(runs({ 'a.js': [] }, mutant), true);
  t.equal(runs({ 'a.js': [[5, 20]] }, mutant), false);
  t.equal(runs({ 'a.js': [[11, 20]] }, mutant), true);
  t.equal(runs({}, mutant), false);
  t.end();
});
