/** What the environment check says of pins, and of revocation lists that are fetched. */
import t from 'tap';
import { judgePins } from '../../../daemon/health/checks/pins.js';
import { judgeFetch } from '../../../daemon/health/checks/staffCards.js';

const url = 'http://crl.example/ca.crl';
const now = Date.parse('2026-11-30T00:00:00Z');
const taken = { url, at: '', problem: null, foundAt: url, nextUpdate: '2026-12-01T00:00:00.000Z' };

await t.test('D5: a list that moved, or was not taken', (t) => {
  t.match(judgeFetch(url, taken, now), { state: 'ok' });
  t.match(judgeFetch(url, null, now), { state: 'unknown' });
  const moved = judgeFetch(url, { ...taken, foundAt: 'https://other.example/ca.crl' }, now);
  t.match(moved, { state: 'warn', words: { en: /moved to https:\/\/other\.example\/ca\.crl/ } });
  t.match(judgeFetch(url, { ...taken, problem: 'tooLarge' }, now), { state: 'failed', words: { en: /32 MiB/ } });
  t.match(judgeFetch(url, { ...taken, nextUpdate: '2026-11-29T00:00:00.000Z' }, now), { state: 'failed' });
  t.end();
});

await t.test('B1: a profile that pins nothing issues nothing, and the check says so', (t) => {
  t.equal(judgePins(1, 1).state, 'ok');
  for (const [issuers, escrowKeys] of [
    [0, 1],
    [1, 0],
    [0, 0],
  ] as const) {
    t.equal(judgePins(issuers, escrowKeys).state, 'failed');
  }
  t.end();
});
