/** Which screen hears of what is not about one reader or one job, within the RAs of whoever stands there; and whose an ended job is. */
import t from 'tap';
import type { JobAnswer } from '../../../daemon/jobs/order.js';
import { OpenJobs } from '../../../daemon/jobs/openJobs.js';
import type { Job } from '../../../daemon/jobs/job.js';
import type { JobRun } from '../../../daemon/jobs/jobRun.js';
import { ScreenEvents, type GeneralEvent, type ScreenEventsParts } from '../../../daemon/jobs/screenEvents.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { answerNotExpected, type AnyStepContext } from '../../../daemon/jobs/step.js';
import { Secret } from '../../../base/secret.js';
import type { Actor } from '../../../daemon/operators/actor.js';

const all: Actor = { kind: 'staff', sessionId: 's', operator: 'lin', role: 'counterOfficer', ras: null };
const scoped: Actor = { kind: 'staff', sessionId: 't', operator: 'wu', role: 'auditor', ras: ['own'] };
const kiosk: Actor = { kind: 'kiosk', sessionId: 'k', place: 'kiosk' };
const beforeLogin: Actor = { kind: 'kiosk', sessionId: 'c', place: 'counter' };
const screens = { all, scoped, kiosk, beforeLogin } as const;

function eventsOf() {
  const claims = { list: ({ sessionId }: Actor) => [{ of: sessionId }] };
  const events = new ScreenEvents({ claims } as unknown as ScreenEventsParts);
  const heard = new Map<string, unknown[]>();
  const ends = Object.entries(screens).map(([name, actor]) => {
    const list: unknown[] = [];
    heard.set(name, list);
    return events.subscribe(actor, (event) => list.push(event));
  });
  return { events, heard, ends };
}

await t.test('each kind of event: who hears it, and as what', (t) => {
  const event = (type: string, more: object = {}) => ({ type, ...more }) as unknown as GeneralEvent;
  const everybody = ['all', 'scoped', 'kiosk', 'beforeLogin'];
  const staff = ['all', 'scoped'];
  for (const [said, hearing] of [
    [event('pcsc'), everybody],
    [event('sticks'), everybody],
    [event('ra', { ra: { raId: 'own' } }), everybody],
    [event('ra', { ra: { raId: 'other' } }), ['all', 'kiosk', 'beforeLogin']],
    [event('cardReaders'), ['beforeLogin']],
    [event('approvals'), staff],
    [event('registrations'), staff],
    [event('batch'), staff],
    [event('batchOrder', { order: { raId: 'own' } }), staff],
    [event('batchOrder', { order: { raId: 'other' } }), ['all']],
  ] as const) {
    const { events, heard } = eventsOf();
    events.announce(said);
    const by = [...heard].filter(([, list]) => list.length > 0).map(([name]) => name);
    t.strictSame(by, hearing, JSON.stringify(said));
    for (const name of by) t.strictSame(heard.get(name), [said], name);
  }
  for (const type of ['batchTile', 'batchLetters']) {
    const { events, heard } = eventsOf();
    events.announce(event(type, { orderId: 'B-1' }));
    t.strictSame(heard.get('all'), [{ type, orderId: 'B-1' }]);
    t.strictSame(heard.get('scoped'), [{ type: 'batch' }], 'an order that may be of another RA is not named');
    t.strictSame(heard.get('kiosk'), []);
  }
  t.end();
});

await t.test('claims are each console’s own; who stopped listening hears nothing', (t) => {
  const { events, heard, ends } = eventsOf();
  events.claimsChanged();
  t.strictSame(heard.get('all'), [{ type: 'claims', claims: [{ of: 's' }] }]);
  t.strictSame(heard.get('scoped'), [{ type: 'claims', claims: [{ of: 't' }] }]);
  t.strictSame([heard.get('kiosk'), heard.get('beforeLogin')], [[], []]);
  for (const end of ends) end();
  events.announce({ type: 'pcsc' } as unknown as GeneralEvent);
  t.equal(heard.get('all')?.length, 1);
  t.ok(events.forgetSession(kiosk), 'it followed the kiosk');
  t.notOk(events.forgetSession(kiosk));
  t.notOk(events.forgetSession(beforeLogin), 'opened only to log in');
  t.end();
});

await t.test('a job of the kiosk that is over is its session’s until that ends, and nobody’s after', (t) => {
  const jobOf = (id: string) => ({ id, cardSerial: id, state: 'running', actorKind: 'kiosk' }) as unknown as Job;
  const open = new OpenJobs(() => undefined);
  const [own, others] = [open.add(jobOf('own'), [], 'k'), open.add(jobOf('others'), [], 'k2')];
  for (const entry of [own, others]) open.update(entry, { ...entry.job, state: 'finished' });
  t.strictSame(['own', 'others', 'unknown'].map((id) => open.isOf(id, 'k')), [true, false, false]); // prettier-ignore
  open.forgetSession('k');
  t.strictSame([open.isOf('own', 'k'), open.isOf('others', 'k2')], [false, true]);
  const working = open.add(jobOf('working'), [], 'k');
  const waiting = open.add(jobOf('waiting'), [], 'k');
  waiting.run = { isWaiting: true } as unknown as JobRun;
  const foreign = open.add(jobOf('foreign'), [], 'k2');
  open.forgetSession('k');
  t.strictSame([working, waiting, foreign].map(({ sessionId }) => sessionId), [null, 'k', 'k2']); // prettier-ignore
  t.ok(open.isOf('working', 'k3'), 'at work: of whoever stands there next');
  t.end();
});

await t.test('a step that asks for PINs or for an authorisation takes no other answer', async (t) => {
  const decide = { kind: 'confirmTerms', termsVersion: '3' } as const;
  const newPin = Secret.fromText('Good1234');
  const issue = jobTypes.issueCard.steps({ registrationId: 'R-1', certificateUses: 'separate' });
  const steps = [
    ...issue.filter(({ name }) => name.startsWith('deliverPin')),
    ...jobTypes.unblockPin.steps({ pin: 1 }).filter(({ name }) => name === 'resetRetryCounter'),
  ];
  t.equal(steps.length, 3);
  for (const step of steps) {
    const { name } = step;
    const give = (one: JobAnswer) => Promise.resolve(step.answer?.({} as unknown as AnyStepContext, one));
    await t.rejects(give(decide), answerNotExpected(), name);
    const fits = name === 'resetRetryCounter';
    const right = fits ? ({ kind: 'authoriseAgain', newPin } as const) : ({ kind: 'enterPins', pins: { mode: 'random' } } as const); // prettier-ignore
    t.strictSame(await give(right), { effect: 'redo' }, name);
  }
});
t.end();
