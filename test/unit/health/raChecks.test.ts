/** The environment checks of the line to an RA: certificate, clock, reach, versions, outbox. */
import t from 'tap';
import { isAtLeast, judgeClock, judgeLink, judgeOutbox } from '../../../daemon/health/checks/ra.js';
import { judgeEnd, span } from '../../../daemon/health/checks/dates.js';

const now = Date.parse('2026-06-01T00:00:00Z');

void t.test('when a certificate ends', (t) => {
  t.match(judgeEnd('2026-05-31T23:59:59Z', now), { state: 'failed', words: { en: 'ended on 2026-05-31' } });
  t.match(judgeEnd('2026-06-30T23:59:59Z', now), { state: 'warn', daysLeft: 29 });
  t.equal(judgeEnd('2026-07-01T00:00:00Z', now).state, 'warn', 'thirty days to the second');
  t.match(judgeEnd('2026-07-01T00:00:01Z', now), { state: 'ok', daysLeft: 30 });
  t.end();
});

void t.test('a span in its largest unit', (t) => {
  t.strictSame(
    [499, 59_000, 61_000, 7_200_000, 172_800_000].map((ms) => span(ms).en),
    ['0 s', '59 s', '1 min', '2 h', '2 d'],
  );
  t.end();
});

void t.test('the clock', (t) => {
  t.equal(judgeClock(30_000, 300_000).state, 'ok');
  t.match(judgeClock(31_000, 300_000), { state: 'warn', present: { en: 'This machine is 31 s behind' } });
  t.match(judgeClock(-300_000, 300_000), { state: 'warn', present: { 'zh-TW': '本機快了 5 分鐘' } });
  t.match(judgeClock(-300_001, 300_000), { state: 'failed', facts: { differenceSeconds: -300 } });
  t.end();
});

void t.test('an RA that is away, and one whose certificate nobody saw', (t) => {
  t.match(judgeLink(null, null, now), { state: 'failed', facts: { reachable: false } });
  t.match(judgeLink(12, null, now), { state: 'unknown', facts: { reachable: true } });
  t.end();
});

void t.test('versions', (t) => {
  t.ok(isAtLeast('1.10.0', '1.9.9'), 'numbers, not text');
  t.ok(isAtLeast('1.2.3', '1.2.3'));
  t.ok(isAtLeast('2.0.0', '1.99'));
  t.ok(isAtLeast('1.2.0-rc.1', '1.2.0'));
  t.notOk(isAtLeast('0.9.9', '1.0.0'));
  t.notOk(isAtLeast('1.2.3', '1.2.4'));
  t.end();
});

void t.test('the outbox', (t) => {
  const at = (ms: number) => new Date(now - ms).toISOString();
  t.equal(judgeOutbox({ pending: 0, refused: 0, oldest: null }, now).state, 'ok');
  t.equal(judgeOutbox({ pending: 2, refused: 0, oldest: at(3_600_000) }, now).state, 'ok');
  t.match(judgeOutbox({ pending: 2, refused: 0, oldest: at(3_600_001) }, now), {
    state: 'warn',
    present: { en: '2 waiting, the oldest for 1 h' },
  });
  t.equal(judgeOutbox({ pending: 2, refused: 0, oldest: at(86_400_001) }, now).state, 'failed');
  t.match(judgeOutbox({ pending: 0, refused: 1, oldest: null }, now), {
    state: 'failed',
    present: { 'zh-TW': /人工處理/ },
  });
  t.end();
});
