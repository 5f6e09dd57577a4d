/** A staff card that is pulled between its login and the session: the session is locked from its first moment. */
import t from 'tap';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { ScreenSessions, type ScreenSessionsParts } from '../../../daemon/api/screenSessions.js';
import type { CardLogin } from '../../../daemon/operators/staffCards.js';

const at = { clientAddress: '127.0.0.1', screen: { id: 'S-1', place: 'counter' } } as const;
const operator = { name: 'officer1', role: 'counterOfficer', mustChangePassword: false } as CardLogin['operator'];

function presence() {
  const gone = new AbortController();
  let released = 0;
  const release = (): Promise<void> => {
    released++;
    return Promise.resolve();
  };
  const login: CardLogin = { operator, presence: { cardSerial: '00AA', gone: gone.signal, release } };
  return { login, pull: () => gone.abort(), released: () => released };
}

function sessions(sessionsPerScreen = 4) {
  const locked: string[] = [];
  const ended: string[] = [];
  const limits = { sessionsPerScreen, screenSessions: 8, kioskIdleMs: 1_000, staffLongestMs: 100_000 };
  const made = new ScreenSessions({
    clock: { now: () => 0 },
    limits: limits as ScreenSessionsParts['limits'],
    staffIdleMs: 10_000,
    ended: (actor, reason) => ended.push(`${actor.sessionId === '' ? '?' : ''}${reason}`),
    locked: () => locked.push('locked'),
  });
  return { made, locked, ended };
}

await t.test('pulled before the session is bound to it', (t) => {
  const { made, locked } = sessions();
  const { login, pull, released } = presence();
  pull();
  const { screenSession } = made.openByCard(at, login);
  t.equal(screenSession.restriction, 'locked');
  t.same(locked, ['locked']);
  t.equal(released(), 1, 'the reader is free');
  t.end();
});

await t.test('pulled later: locked, and unlocked by the card alone that is in now', (t) => {
  const { made, locked } = sessions();
  const [first, second] = [presence(), presence()];
  const { screenSession } = made.openByCard(at, first.login);
  t.equal(screenSession.restriction, null);
  first.pull();
  t.equal(screenSession.restriction, 'locked');
  made.unlock(screenSession, second.login);
  t.equal(screenSession.restriction, null);
  second.pull();
  t.same([screenSession.restriction, locked.length], ['locked', 2]);
  t.end();
});

await t.test('pulled between the word to unlock and the unlocking: it stays locked', (t) => {
  const { made } = sessions();
  const [first, second] = [presence(), presence()];
  const { screenSession } = made.openByCard(at, first.login);
  first.pull();
  second.pull();
  made.unlock(screenSession, second.login);
  t.equal(screenSession.restriction, 'locked');
  t.end();
});

await t.test('no room, or a session that has ended: the reader is released', (t) => {
  const { made, ended } = sessions(1);
  const listening = made.openStaff(at, operator);
  listening.screenSession.attached.add(() => undefined);
  const kept = presence();
  t.throws(() => made.openByCard(at, kept.login), new Failure('api.session.tooMany'));
  t.equal(kept.released(), 1);
  made.end(listening.screenSession, 'loggedOut');
  made.end(listening.screenSession, 'loggedOut');
  t.same(ended, ['loggedOut'], 'once');
  const late = presence();
  made.unlock(listening.screenSession, late.login);
  t.equal(late.released(), 1);
  t.end();
});
