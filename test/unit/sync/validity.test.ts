/** When a certificate ends and when it may be renewed, by the calendar of Taipei. */
import t from 'tap';
import { endOfValidity, renewalWindow } from '../../../sync/reference-ra/ca/validity.js';

const ends: readonly (readonly [string, string, string])[] = [
  ['an ordinary day', '2026-11-22T06:00:00Z', '2028-11-22T23:59:59+08:00'],
  ['before midnight in Taipei', '2026-11-22T15:59:59.999Z', '2028-11-22T23:59:59+08:00'],
  ['after midnight in Taipei', '2026-11-22T16:00:00Z', '2028-11-23T23:59:59+08:00'],
  ['New Year in Taipei', '2026-12-31T16:00:00Z', '2029-01-01T23:59:59+08:00'],
  ['29 February', '2028-02-29T03:00:00Z', '2030-02-28T23:59:59+08:00'],
  ['28 February before a leap year', '2026-02-28T03:00:00Z', '2028-02-28T23:59:59+08:00'],
];

for (const [name, issuedAt, expected] of ends) {
  void t.test(`the end of validity: ${name}`, (t) => {
    t.same(endOfValidity(new Date(issuedAt)), new Date(expected));
    t.end();
  });
}

const windows: readonly (readonly [string, string, string, string])[] = [
  ['an ordinary day', '2028-11-22', '2028-10-22', '2028-10-22T00:00:00+08:00'],
  ['over New Year', '2029-01-05', '2028-12-05', '2028-12-05T00:00:00+08:00'],
  ['a day that the month before does not have', '2029-03-31', '2029-02-28', '2029-02-28T00:00:00+08:00'],
  ['the same in a leap year', '2028-03-30', '2028-02-29', '2028-02-29T00:00:00+08:00'],
  ['the last day of a shorter month', '2028-06-30', '2028-05-30', '2028-05-30T00:00:00+08:00'],
];

for (const [name, endsOn, opensOn, opensAt] of windows) {
  void t.test(`the month before the end: ${name}`, (t) => {
    const endsAt = new Date(`${endsOn}T23:59:59+08:00`);
    t.same(renewalWindow(endsAt), { opensAt: new Date(opensAt), endsAt, opensOn, endsOn });
    t.end();
  });
}
