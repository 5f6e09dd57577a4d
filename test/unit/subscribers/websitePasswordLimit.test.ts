/** One screen does not have many accounts suspended, and keeps no other screen from logging in. */
import fc from 'fast-check';
import t from 'tap';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { routes } from '../../../daemon/api/routes/index.js';
import { WebsitePasswordLimit } from '../../../daemon/subscribers/websitePasswordLimit.js';

const minuteMs = 60_000;
const wrong = 'ra.refused.passwordWrong';
const suspended = 'ra.refused.accountSuspended';

function at() {
  const time = { now: 0 };
  const limit = new WebsitePasswordLimit({ now: () => time.now });
  let judged = 0;
  const judge = (code: typeof wrong | typeof suspended | 'ra.request.unavailable' | null) => () => {
    judged += 1;
    return code === null ? Promise.resolve('in') : Promise.reject(new Failure(code));
  };
  const outcome = (screen: string, code: Parameters<typeof judge>[0]) =>
    limit.attempt(screen, judge(code)).catch((error: unknown) => (error instanceof Failure ? error.code : 'other'));
  return { time, limit, outcome, judged: () => judged };
}

await t.test('many at once, and then one after the other', async (t) => {
  const { time, outcome, judged } = at();
  const outcomes = await Promise.all(Array.from({ length: 18 }, () => outcome('kiosk', wrong)));
  t.equal(judged(), 6, 'two accounts of three tries at most');
  t.equal(outcomes.filter((code) => code === 'subscriber.password.throttled').length, 12);
  t.equal(await outcome('kiosk', null), 'subscriber.password.throttled', 'the right one waits too');
  t.equal(await outcome('other', null), 'in', 'at this screen alone');
  time.now += 15_000;
  t.equal(await outcome('kiosk', null), 'in');
  t.equal(await outcome('kiosk', null), 'in', 'a right one costs the next person nothing');
  for (const before = judged(); time.now < 60 * minuteMs; time.now += 1_000) {
    await outcome('kiosk', wrong);
    if (judged() - before > 20) t.fail('more than 20 in an hour');
  }
});

await t.test('the wrong password that suspends an account is one of the six', async (t) => {
  const { outcome, judged } = at();
  for (const code of [wrong, wrong, suspended, wrong, wrong, suspended] as const)
    t.equal(await outcome('kiosk', code), code);
  t.equal(await outcome('kiosk', wrong), 'subscriber.password.throttled', 'no third account');
  t.equal(judged(), 6);
});

await t.test('what is no wrong password is not counted', async (t) => {
  const { outcome } = at();
  for (let i = 0; i < 20; i++) t.equal(await outcome('kiosk', 'ra.request.unavailable'), 'ra.request.unavailable');
  t.equal(await outcome('kiosk', null), 'in');
});

await t.test('visitors who mistype now and then never wait', async (t) => {
  const { time, outcome } = at();
  for (let visitor = 0; visitor < 60; visitor++) {
    if (visitor % 2 === 0) t.equal(await outcome('kiosk', wrong), wrong);
    t.equal(await outcome('kiosk', null), 'in');
    time.now += 3 * minuteMs;
  }
});

await t.test('whatever is typed at one screen, the others are served', async () => {
  const steps = fc.array(fc.record({ ms: fc.nat(10 * minuteMs), wrong: fc.nat(8) }), { maxLength: 20 });
  const property = fc.asyncProperty(steps, async (attack) => {
    const { time, outcome } = at();
    for (const { ms, wrong: count } of attack) {
      time.now += ms;
      await Promise.all(Array.from({ length: count }, () => outcome('attacked', wrong)));
      if ((await outcome('honest', null)) !== 'in') return false;
    }
    return true;
  });
  await fc.assert(property, { numRuns: 100 });
});

await t.test('every route that has a password judged names the limit', (t) => {
  const asking = routes.filter(({ failures }) => failures?.includes(wrong) === true);
  t.equal(asking.length, 3);
  for (const { path, failures } of asking) t.ok(failures?.includes('subscriber.password.throttled'), path);
  t.end();
});
t.end();
