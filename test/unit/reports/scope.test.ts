/** The end-of-day report of a person who works for some RAs counts the work for these alone. */
import t from 'tap';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { Reports, type ReportsParts } from '../../../daemon/reports/reports.js';

const entry = (action: string, subject: string, facts: AuditEntry['facts']) => ({
  ...{ at: '2026-03-01T02:00:00.000Z', actor: 'lin', action, subject, facts },
});
const entries = [
  entry('websitePassword.changed', 'a', { ra: 'a' }),
  entry('websitePassword.changed', 'b', { ra: 'b' }),
  // As gateways of before wrote them.
  entry('websitePassword.changed', 'a', {}),
  entry('websitePassword.changed', 'b', {}),
  entry('certificates.saved', '0A', { target: 'link', ra: 'a' }),
  entry('certificates.saved', '0B', { target: 'link' }),
  entry('pin.changed', '4790', {}),
];
const reports = new Reports({
  audit: { between: () => Promise.resolve(entries) },
  letters: { list: () => Promise.resolve({ letters: [], unreachable: [] }) },
  stock: { ofDay: () => Promise.resolve({}) },
  outboxes: [],
  clock: { now: () => 0 },
} as unknown as ReportsParts);
const workOf = async (scope: readonly string[] | null) =>
  (await reports.ofDay('2026-03-01', scope)).work.map(({ action, raId, count }) => [action, raId, count]);

await t.test('of all RAs', async (t) => {
  t.strictSame(await workOf(null), [
    ['certificates.saved', null, 1],
    ['certificates.saved', 'a', 1],
    ['pin.changed', null, 1],
    ['websitePassword.changed', 'a', 2],
    ['websitePassword.changed', 'b', 2],
  ]);
});

await t.test('of one RA: no certificates that may be another’s, and what is of no RA', async (t) => {
  t.strictSame(await workOf(['b']), [
    ['pin.changed', null, 1],
    ['websitePassword.changed', 'b', 2],
  ]);
  t.strictSame((await workOf(['a'])).slice(0, 1), [['certificates.saved', 'a', 1]]);
});
t.end();
