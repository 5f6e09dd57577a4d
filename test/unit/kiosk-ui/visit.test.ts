/** A visit to the kiosk for the PINs of a card, page by page: what is asked, and what a wrong turn leads to. */
import t from 'tap';
import { screenFor } from '../../../kiosk-ui/kiosk/screen.js';
import { firstVisit, type Visit, type VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';
import {
  after,
  answered,
  card,
  failure,
  job,
  line,
  ordered,
  put,
  raIs,
  ready,
  refused,
  taskOf,
  tell,
  typed,
} from './fixtures.js';

const shows = (visit: Visit) => screenFor(visit).name;
const choose = (flow: 'unblockPin' | 'changePin', pin: 1 | 2): VisitEvent => ({ type: 'chosen', flow, pin });
const jobIs = (more: Parameters<typeof job>[0]) =>
  tell({ type: 'job', job: job({ updatedAt: '2026-01-01T00:00:02.000Z', ...more }) });

const locked = after(ready, put({ card: card(0, 2) }));
const atPassword = after(locked, choose('unblockPin', 1), typed('Z123456789'));
/** Logged in, at the entry of the new PIN. */
const authorised = answered(after(atPassword, typed('password')));
const unblocking = ordered(after(authorised, typed('123456'), typed('123456')));

await t.test('before anything works, the screen says what is missing', (t) => {
  t.equal(shows(firstVisit), 'starting');
  t.equal(shows(after(ready, line('away'))), 'daemonAway');
  t.equal(shows(after(ready, tell({ type: 'pcsc', available: false }))), 'pcscAway');
  t.equal(shows(after(ready, tell({ type: 'readerRemoved', readerId: 'kiosk' }))), 'readerMissing');
  t.end();
});

await t.test('the card decides what is shown', (t) => {
  t.equal(shows(ready), 'attract');
  t.match(screenFor(after(ready, { type: 'touched' })), { name: 'menu', card: null });
  t.equal(shows(after(ready, put({ card: { state: 'reading' } }))), 'reading');
  t.equal(shows(after(ready, put({ card: { state: 'unknown', atr: '3B80800101' } }))), 'cardUnknown');
  t.equal(
    shows(after(ready, put({ card: { state: 'failed', failure: failure('card.transport.unresponsive') } }))),
    'cardFailed',
  );
  t.equal(shows(after(ready, put({ card: card(3, 3, { lifeCycle: 'blank' }) }))), 'cardNotIssued');
  t.match(screenFor(locked), { name: 'menu', card: { news: { kind: 'locked', pins: [1] } } });
  t.match(screenFor(after(ready, { type: 'touched' }, put({ card: card(0, 2) }))), { name: 'menu', card: {} });
  t.end();
});

await t.test('unblocking asks for account, password, new PIN and new PIN again', (t) => {
  const account = after(locked, choose('unblockPin', 1));
  t.match(screenFor(account), { name: 'entry', field: 'account', step: { n: 1, total: 4 } });
  t.match(screenFor(atPassword), { name: 'entry', field: 'password', step: { n: 2, total: 4 } });
  t.equal(shows(after(atPassword, typed('password'))), 'sending');
  t.match(screenFor(authorised), { name: 'entry', field: 'newPin', step: { n: 3, total: 4 } });
  t.notMatch(JSON.stringify(authorised), 'password"', 'the password has done its work');
  const again = after(authorised, typed('123456'));
  t.match(screenFor(again), { name: 'entry', field: 'newPinAgain', step: { n: 4, total: 4 } });
  t.match(screenFor(after(again, typed('123457'))), { name: 'entry', field: 'newPin', differed: true });
  t.equal(shows(unblocking), 'working');
  t.end();
});

await t.test('changing a PIN tells the tries left, and the last one needs a word', (t) => {
  const two = after(locked, choose('changePin', 2));
  t.match(screenFor(two), { name: 'entry', field: 'oldPin', triesLeft: 2, step: { n: 1, total: 3 } });
  t.notOk(taskOf(two).lastTryConfirmed);
  const one = after(ready, put({ card: card(1, 3) }), choose('changePin', 1));
  t.equal(shows(one), 'lastTry');
  const confirmed = after(one, { type: 'confirmed' });
  t.match(screenFor(confirmed), { name: 'entry', field: 'oldPin', triesLeft: 1 });
  t.ok(taskOf(confirmed).lastTryConfirmed);
  t.end();
});

await t.test('chosen without a card: the card is asked for, then which PIN', (t) => {
  const waiting = after(ready, { type: 'touched' }, { type: 'chosen', flow: 'changePin', pin: null });
  t.match(screenFor(waiting), { name: 'insertCard', flow: 'changePin' });
  t.equal(shows(after(waiting, put({ card: { state: 'reading' } }))), 'reading');
  t.equal(shows(after(waiting, put({ card: { state: 'unknown', atr: '3B00' } }))), 'cardUnknown');
  t.equal(shows(after(waiting, put({ card: card(3, 3) }))), 'whichPin');
  t.equal(
    shows(after(waiting, put({ card: card(3, 3, { openJobId: 'job-9' }) }))),
    'reading',
    'its own job goes first',
  );
  t.equal(shows(after(waiting, { type: 'back' })), 'attract');
  t.end();
});

await t.test('back goes a page back, and out where a login lies between', (t) => {
  t.match(screenFor(after(atPassword, { type: 'back' })), { field: 'account' });
  t.equal(shows(after(atPassword, { type: 'back' }, { type: 'back' })), 'menu');
  const again = after(authorised, typed('123456'));
  t.match(screenFor(after(again, { type: 'back' })), { field: 'newPin' });
  t.equal(shows(after(authorised, { type: 'back' })), 'menu');
  t.end();
});

await t.test('without the RA unblocking waits and changing goes on', (t) => {
  const away = after(locked, raIs(false));
  const waiting = after(away, choose('unblockPin', 1));
  t.match(screenFor(waiting), { name: 'raAway', reachable: false });
  t.match(screenFor(after(away, choose('changePin', 2))), { name: 'entry', field: 'oldPin' });
  t.match(screenFor(after(waiting, raIs(true))), { name: 'raAway', reachable: true });
  t.match(screenFor(after(waiting, raIs(true), { type: 'confirmed' })), { name: 'entry', field: 'account' });
  t.end();
});

await t.test('a refused website password', (t) => {
  const ready = after(atPassword, typed('password'));
  const wrong = refused(ready, 'ra.refused.passwordWrong');
  t.match(screenFor(wrong), { name: 'refused', why: 'passwordWrong' });
  t.notMatch(JSON.stringify(wrong), 'password"', 'it is dropped');
  t.match(screenFor(after(wrong, { type: 'retry' })), { field: 'password' });
  t.match(screenFor(refused(ready, 'ra.refused.accountSuspended')), { name: 'refused', why: 'suspended' });
  t.match(screenFor(refused(ready, 'ra.request.unavailable')), { name: 'refused', why: 'raAway' });
  const gone = after(ready, { type: 'sent' }, put({ card: null }));
  const late: VisitEvent = { type: 'refused', task: taskOf(ready), failure: failure('ra.refused.passwordWrong') };
  t.equal(shows(after(gone, late)), 'interrupted', 'an answer that comes late changes nothing');
  t.end();
});

await t.test('a card that leaves ends the typing', (t) => {
  const gone = after(authorised, typed('secret1'), put({ card: null }));
  t.equal(shows(gone), 'interrupted');
  t.notMatch(JSON.stringify(gone), 'secret1');
  t.equal(gone.wipes, authorised.wipes + 1, 'the daemon forgets the login');
  t.equal(shows(after(gone, put({ insertion: 2, card: card(0, 2) }))), 'menu');
  const exchanged = after(authorised, put({ insertion: 2, card: card(3, 3, { serial: 'other' }) }));
  t.equal(shows(exchanged), 'menu', 'exchanged between two events');
  t.end();
});

await t.test('a card that leaves a job', (t) => {
  const pulled = after(unblocking, put({ card: null }), jobIs({ state: 'waitingForCard' }));
  t.equal(shows(pulled), 'pulled');
  t.equal(shows(after(pulled, put({ insertion: 2, card: { state: 'reading' } }))), 'reading');
  t.equal(shows(after(pulled, put({ insertion: 2, card: card(3, 3, { serial: 'other' }) }))), 'otherCard');
  t.equal(shows(after(pulled, put({ insertion: 2, card: { state: 'unknown', atr: '3B00' } }))), 'otherCard');
  t.equal(shows(after(pulled, { type: 'ended' })), 'attract', 'nobody came back: the job is kept, the visit is not');
  const later = after(pulled, { type: 'ended' }, put({ insertion: 2, card: card(0, 2, { openJobId: 'job-1' }) }));
  t.equal(shows(later), 'reading', 'the same card brings its job along');
  const atCounter = after(pulled, jobIs({ readerId: 'A1', updatedAt: '2026-01-01T00:00:03.000Z' }));
  t.equal(shows(atCounter), 'elsewhere', 'the person went to the counter with it');
  t.end();
});

await t.test('a question is answered by typing again', (t) => {
  const asked = (kind: 'authoriseAgain' | 'tryNewPin', triesLeft = 2) =>
    after(
      unblocking,
      jobIs({
        kind: kind === 'tryNewPin' ? 'changePin' : 'unblockPin',
        state: 'waitingForPerson',
        question:
          kind === 'tryNewPin'
            ? { kind, pin: 1, triesLeft, reason: failure('changePin.changePin.interrupted') }
            : { kind, pin: 1, reason: failure('unblockPin.resetRetryCounter.authoriseAgain') },
      }),
    );
  const answering = (visit: Visit) =>
    after(visit, { type: 'answering', job: visit.world.jobs['job-1'] ?? job({ id: 'missing' }) });
  const again = answering(asked('authoriseAgain'));
  t.equal(shows(asked('authoriseAgain')), 'question');
  t.match(screenFor(again), { name: 'entry', field: 'account' });
  t.equal(taskOf(again).answers?.jobId, 'job-1');
  t.match(screenFor(answering(asked('tryNewPin'))), { name: 'entry', field: 'tryNewPin', triesLeft: 2 });
  t.equal(shows(answering(asked('tryNewPin', 1))), 'lastTry');
  t.equal(shows(after(again, typed('Z123456789'), { type: 'back' }, { type: 'back' })), 'question');
  const pulled = after(again, typed('Z123456789'), put({ card: null }));
  t.equal(shows(pulled), 'question', 'until the job says that it waits for the card');
  t.notMatch(JSON.stringify(pulled.stage), 'Z123456789');
  t.end();
});

await t.test('the end of a job', (t) => {
  const done = after(unblocking, jobIs({ state: 'finished' }));
  t.match(screenFor(done), { name: 'done', cardIn: true });
  t.match(screenFor(after(done, put({ card: null }))), { name: 'done', cardIn: false });
  t.equal(
    shows(after(done, put({ card: null }), put({ insertion: 2, card: card(3, 3, { serial: 'other' }) }))),
    'menu',
  );
  t.equal(shows(after(done, { type: 'left' })), 'menu');
  t.equal(shows(after(done, { type: 'ended' })), 'cardLeft');
  t.equal(shows(after(done, { type: 'ended' }, put({ card: null }))), 'attract');
  t.equal(shows(after(done, { type: 'ended' }, { type: 'touched' })), 'menu');
  const failed = after(unblocking, jobIs({ state: 'failed', failure: failure('x') }));
  t.equal(shows(after(failed, put({ card: null }))), 'failed', 'stays to be read');
  t.equal(shows(after(unblocking, jobIs({ state: 'cancelled' }))), 'menu');
  t.end();
});

await t.test('a job of the counter in the kiosk’s reader', (t) => {
  const counterJob = job({ kind: 'issueCard', actor: '王小明' });
  const taken = after(ready, tell({ type: 'job', job: counterJob }), put({ card: card(3, 3), jobId: 'job-1' }));
  t.equal(shows(taken), 'counterJob');
  const over = tell({ type: 'job', job: { ...counterJob, state: 'finished', updatedAt: '2026-01-01T00:00:09.000Z' } });
  t.equal(shows(after(taken, put({ card: card(3, 3), jobId: null }), over)), 'menu');
  t.end();
});

await t.test('the line to the daemon breaks', (t) => {
  const cut = after(authorised, typed('secret1'), line('away'));
  t.equal(shows(cut), 'daemonAway');
  t.notMatch(JSON.stringify(cut), 'secret1');
  t.match(screenFor(after(cut, line('open'))), { name: 'menu', notice: 'connectionLost' });
  const running = after(unblocking, line('away'));
  t.match(screenFor(running), { name: 'daemonAway', working: true });
  t.equal(shows(after(running, line('open'))), 'working');
  const lost = after(authorised, typed('secret1'), typed('secret1'), { type: 'sent' });
  t.match(screenFor(after(lost, { type: 'unanswered', task: taskOf(lost) })), {
    name: 'menu',
    notice: 'connectionLost',
  });
  t.match(
    screenFor(after(authorised, { type: 'unanswered', task: taskOf(atPassword) })),
    { field: 'newPin' },
    'too late',
  );
  t.end();
});
