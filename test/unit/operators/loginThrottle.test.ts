/** Wrong logins make the next try wait, up to a limit, at the screen where they were made and nowhere else. */
import fc from 'fast-check';
import t from 'tap';
import { LoginThrottle } from '../../../daemon/operators/loginThrottle.js';

function throttleAt(start = 0) {
  const time = { now: start };
  return { time, throttle: new LoginThrottle({ now: () => time.now }) };
}

const at = (screenId: string) => (name: string) => ({ name, screenId });
const here = at('S-1');
const elsewhere = at('S-2');

void t.test('the wait doubles up to its limit and is forgotten', (t) => {
  const { time, throttle } = throttleAt(1_000);
  const waits: number[] = [];
  for (let failure = 0; failure < 14; failure++) {
    const waitMs = throttle.waitMs(here('lin'));
    waits.push(waitMs / 1_000);
    time.now += waitMs;
    t.equal(throttle.waitMs(here('lin')), 0, 'then it may be tried');
    throttle.failed(here('lin'));
  }
  t.strictSame(waits, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  t.equal(throttle.waitMs(here('chen')), 0, 'another name does not wait');
  t.equal(throttle.waitMs(elsewhere('lin')), 0, 'nor the same one at another screen');
  time.now -= 10_000_000;
  t.equal(throttle.waitMs(here('lin')), 300_000, 'a clock set back does not make it longer');
  time.now += 10_000_000 + 30 * 60_000;
  t.equal(throttle.waitMs(here('lin')), 0);
  t.end();
});

void t.test('a success forgets the name', (t) => {
  const { throttle } = throttleAt();
  for (let failure = 0; failure < 5; failure++) throttle.failed(here('lin'));
  t.not(throttle.waitMs(here('lin')), 0);
  throttle.succeeded(here('lin'));
  t.equal(throttle.waitMs(here('lin')), 0);
  t.end();
});

void t.test('many names at one screen: all wait there, for at most half a minute', (t) => {
  const { time, throttle } = throttleAt();
  for (let i = 0; i < 20; i++) throttle.failed(here(`name${i}`));
  t.equal(throttle.waitMs(here('lin')), 1_000);
  throttle.succeeded(here('name3'));
  t.equal(throttle.waitMs(here('lin')), 1_000, 'a success of one name does not end the wait');
  t.equal(throttle.waitMs(here('name3')), 1_000, 'nor its own');
  t.equal(throttle.waitMs(elsewhere('name3')), 0, 'nobody waits at another screen');
  for (let i = 0; i < 2_000; i++) throttle.failed(here(`name${i}`));
  t.equal(throttle.waitMs(here('lin')), 30_000);
  time.now += 30_000;
  t.equal(throttle.waitMs(here('lin')), 0);
  t.end();
});

void t.test('many screens guess one account no faster than one screen does', (t) => {
  const { time, throttle } = throttleAt();
  let tried = 0;
  for (; time.now < 60 * 60_000; time.now += 1_000) {
    for (let screen = 0; screen < 10; screen++) {
      const attempt = at(`S-${screen}`)('lin');
      if (throttle.waitMs(attempt) > 0) continue;
      tried += 1;
      throttle.failed(attempt);
    }
  }
  t.ok(tried < 60, `${tried} in an hour`);
  t.equal(throttle.waitMs(at('S-99')('lin')), 0, 'and a clean screen lets its owner in');
  t.end();
});

void t.test('whatever is done at one screen, all others let everybody in', (t) => {
  const names = fc.constantFrom('lin', 'chen', 'wu', 'unknown');
  const steps = fc.record({ name: names, does: fc.constantFrom('fails', 'fails', 'fails', 'succeeds'), ms: fc.nat(60_000) }); // prettier-ignore
  const property = fc.property(fc.array(steps, { maxLength: 60 }), names, (attack, honest) => {
    const { time, throttle } = throttleAt();
    for (const { name, does, ms } of attack) {
      time.now += ms;
      if (does === 'fails') throttle.failed(here(name));
      else throttle.succeeded(here(name));
      // Two mistakes of the honest person do not change that.
      for (const mistakes of [0, 1, 2]) {
        if (throttle.waitMs(elsewhere(honest)) !== 0) return false;
        if (mistakes < 2) throttle.failed(elsewhere(honest));
      }
      throttle.succeeded(elsewhere(honest));
      time.now += 2 * 60_000;
    }
    return true;
  });
  fc.assert(property, { numRuns: 300 });
  t.end();
});
