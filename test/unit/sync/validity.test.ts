import t from 'tap';
import { endOfValidity } from '../../../sync/reference-ra/ca/validity.js';

const cases: readonly (readonly [string, string, string])[] = [
  ['an ordinary day', '2026-11-22T06:00:00Z', '2028-11-22T23:59:59+08:00'],
  ['before midnight in Taipei', '2026-11-22T15:59:59.999Z', '2028-11-22T23:59:59+08:00'],
  ['after midnight in Taipei', '2026-11-22T16:00:00Z', '2028-11-23T23:59:59+08:00'],
  ['New Year in Taipei', '2026-12-31T16:00:00Z', '2029-01-01T23:59:59+08:00'],
  ['29 February', '2028-02-29T03:00:00Z', '2030-02-28T23:59:59+08:00'],
  ['28 February before a leap year', '2026-02-28T03:00:00Z', '2028-02-28T23:59:59+08:00'],
];

for (const [name, issuedAt, expected] of cases) {
  void t.test(name, (t) => {
    t.same(endOfValidity(new Date(issuedAt)), new Date(expected));
    t.end();
  });
}
