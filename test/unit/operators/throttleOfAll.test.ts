/** The throttle of all names together is not lifted by one who knows a password. */
import t from 'tap';
import { LoginThrottle } from '../../../daemon/operators/loginThrottle.js';

await t.test('failures over many names, then a success: the next one waits all the same', (t) => {
  const time = { now: 1_000 };
  const throttle = new LoginThrottle({ now: () => time.now });
  for (let i = 0; i < 22; i++) throttle.failed(`name${i}`);
  t.equal(throttle.waitMs('lin'), 4_000);
  throttle.succeeded('lin');
  throttle.succeeded('name3');
  t.equal(throttle.waitMs('lin'), 4_000);
  t.equal(throttle.waitMs('chen'), 4_000);
  time.now += 10 * 60_000 - 1;
  throttle.failed('chen');
  t.equal(throttle.waitMs('lin'), 8_000, 'and counts on until ten quiet minutes have passed');
  time.now += 10 * 60_000;
  t.equal(throttle.waitMs('lin'), 0);
  t.end();
});
