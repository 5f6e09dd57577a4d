/** Wrong logins make the next try wait, up to a limit, and many names do not get around it. */
import t from 'tap';
import { LoginThrottle } from '../../../daemon/operators/loginThrottle.js';

function throttleAt(start = 0) {
  const time = { now: start };
  return { time, throttle: new LoginThrottle({ now: () => time.now }) };
}

void t.test('the wait doubles up to its limit and is forgotten', (t) => {
  const { time, throttle } = throttleAt(1_000);
  const waits: number[] = [];
  for (let failure = 0; failure < 14; failure++) {
    const waitMs = throttle.waitMs('lin');
    waits.push(waitMs / 1_000);
    time.now += waitMs;
    t.equal(throttle.waitMs('lin'), 0, 'then it may be tried');
    throttle.failed('lin');
  }
  t.strictSame(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  t.equal(throttle.waitMs('chen'), 0, 'another name does not wait');
  time.now -= 10_000_000;
  t.equal(throttle.waitMs('lin'), 300_000, 'a clock set back does not make it longer');
  time.now += 10_000_000 + 30 * 60_000;
  t.equal(throttle.waitMs('lin'), 0);
  t.end();
});

void t.test('a success forgets the name', (t) => {
  const { throttle } = throttleAt();
  for (let failure = 0; failure < 5; failure++) throttle.failed('lin');
  t.not(throttle.waitMs('lin'), 0);
  throttle.succeeded('lin');
  t.equal(throttle.waitMs('lin'), 0);
  t.end();
});

void t.test('a success of one name does not end the wait of all', (t) => {
  const { throttle } = throttleAt();
  for (let i = 0; i < 20; i++) throttle.failed(`name${i}`);
  throttle.succeeded('name3');
  t.equal(throttle.waitMs('lin'), 1_000);
  t.equal(throttle.waitMs('name3'), 1_000, 'nor its own');
  t.end();
});

void t.test('many names: all wait, for at most half a minute', (t) => {
  const { time, throttle } = throttleAt();
  for (let i = 0; i < 20; i++) throttle.failed(`name${i}`);
  t.equal(throttle.waitMs('lin'), 1_000);
  for (let i = 0; i < 2_000; i++) throttle.failed(`name${i}`);
  t.equal(throttle.waitMs('lin'), 30_000);
  time.now += 30_000;
  t.equal(throttle.waitMs('lin'), 0);
  t.end();
});
