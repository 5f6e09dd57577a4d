/** How many sessions there are, of whom, and who gives way. */
import fc from 'fast-check';
import t from 'tap';
import { defaultLimits } from '../../../daemon/api/limits.js';
import { ScreenSessions, type Opened } from '../../../daemon/api/screenSessions.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { Operator } from '../../../daemon/operators/operators.js';

const clientAddress = '127.0.0.1';

function sessions() {
  const time = { now: 0 };
  const ended: string[] = [];
  const made = new ScreenSessions({
    clock: { now: () => time.now },
    limits: defaultLimits,
    staffIdleMs: 1_000_000,
    ended: (actor, reason) => ended.push(`${actor.kind === 'staff' ? actor.operator : actor.place} ${reason}`),
    locked: () => undefined,
  });
  const staff = (name: string, screenId: string, role: Operator['role'] = 'counterOfficer'): Opened =>
    made.openStaff({ clientAddress, screen: { id: screenId, place: 'counter' } }, {
      name,
      role,
      mustChangePassword: false,
      version: 1,
    } as Operator);
  const before = (screenId: string): Opened => made.openKiosk(clientAddress, { id: screenId, place: 'counter' });
  const kiosk = (screenId: string): Opened => made.openKiosk(clientAddress, { id: screenId, place: 'kiosk' });
  /** A page listens. */
  const listen = ({ screenSession }: Opened): void => void screenSession.attached.add(() => undefined);
  return { made, time, ended, staff, before, kiosk, listen };
}

await t.test('one login too many of one person ends the one that was used longest ago, and tells its page', (t) => {
  const { made, time, ended, staff } = sessions();
  const reasons: string[] = [];
  const tokens = ['S-1', 'S-2', 'S-3', 'S-4'].map((screen) => {
    time.now += 1;
    const opened = staff('lin', screen);
    opened.screenSession.attached.add((reason) => reasons.push(`${screen} ${reason}`));
    return opened.token;
  });
  time.now += 1;
  t.ok(made.use(tokens[0] ?? '', clientAddress), 'the first one is in use');
  staff('chen', 'S-9');
  t.same(ended, [], 'another person does not count');
  staff('lin', 'S-5');
  t.same(ended, ['lin elsewhere']);
  t.same(reasons, ['S-2 elsewhere']);
  t.end();
});

await t.test('57 sessions of officers leave room for a kiosk, a supervisor and a login', (t) => {
  const { staff, before, kiosk, listen } = sessions();
  let refused = 0;
  for (let i = 0; i < 57; i++) {
    try {
      listen(staff(`officer${Math.floor(i / 4)}`, `S-${i}`));
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'api.session.tooMany') throw error;
      refused += 1;
    }
  }
  t.equal(refused, 57 - 36);
  for (let i = 0; i < 8; i++) {
    listen(kiosk(`K-${i}`));
    listen(before(`S-${i}`));
    listen(staff(`wu${i}`, `S-${i}`, 'supervisor'));
  }
  t.end();
});

await t.test('whatever one screen and one account do, others log in, and the kiosk is served', (t) => {
  const acts = fc.constantFrom('before', 'staff', 'staffElsewhere', 'kiosk', 'listen', 'wait');
  const property = fc.property(fc.array(acts, { maxLength: 120 }), (sequence) => {
    const { time, staff, before, kiosk, listen, made } = sessions();
    const opened: Opened[] = [];
    const tried = (open: () => Opened): void => {
      try {
        opened.push(open());
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
      }
    };
    const honest = [kiosk('K-1'), staff('wu', 'S-2', 'supervisor'), staff('chen', 'S-3')];
    honest.forEach(listen);
    for (const [index, act] of sequence.entries()) {
      if (act === 'before') tried(() => before('bad'));
      if (act === 'staff') tried(() => staff('lin', 'bad'));
      if (act === 'staffElsewhere') tried(() => staff('lin', `S-${10 + index}`));
      if (act === 'kiosk') tried(() => kiosk('bad'));
      const last = opened.at(-1);
      if (act === 'listen' && last !== undefined) listen(last);
      if (act === 'wait') time.now += 1_000;
    }
    const alive = honest.every(({ token }) => made.use(token, clientAddress) !== null);
    // None of these throws.
    listen(kiosk('K-2'));
    listen(before('S-4'));
    listen(staff('wang', 'S-4'));
    listen(staff('hu', 'S-5', 'supervisor'));
    return alive;
  });
  fc.assert(property, { numRuns: 200 });
  t.end();
});
t.end();
