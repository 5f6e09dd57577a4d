import t from 'tap';
import { screenFor } from '../../../kiosk-ui/kiosk/screen.js';
import { firstVisit, type Visit, type VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';
import { after, card, failure, job, line, put, raIs, ready, taskOf, tell } from './fixtures.js';

const shows = (visit: Visit) => screenFor(visit).name;
const typed = (text: string): VisitEvent => ({ type: 'typed', text });
const choose = (kind: 'unblockPin' | 'changePin', pin: 1 | 2): VisitEvent => ({ type: 'chosen', kind, pin });

const locked = after(ready, put({ card: card(0, 2) }));
const atPassword = after(locked, choose('unblockPin', 1), typed('Z123456789'));

function authorised(visit: Visit): Visit {
  const sending = after(visit, { type: 'sent', what: 'authorisation' });
  return after(sending, { type: 'authorised', task: taskOf(sending) });
}

function ordered(visit: Visit): Visit {
  const last = after(authorised(visit), typed('123456'));
  return after(last, { type: 'sent', what: 'order' }, { type: 'accepted', job: job() });
}

await t.test('before anything works, the screen says what is missing', (t) => {
  t.equal(shows(firstVisit), 'starting');
  t.equal(shows(after(ready, line('away'))), 'daemonAway');
  t.equal(shows(after(ready, tell({ type: 'pcsc', available: false }))), 'pcscAway');
  t.equal(shows(after(ready, tell({ type: 'readerRemoved', readerId: 'kiosk' }))), 'readerMissing');
  t.end();
});

await t.test('the card decides what is shown', (t) => {
  t.equal(shows(ready), 'attract');
  t.equal(shows(after(ready, { type: 'touched' })), 'insertCard');
  t.equal(shows(after(ready, put({ card: { state: 'reading' } }))), 'reading');
  t.equal(shows(after(ready, put({ card: { state: 'unknown', atr: '3B80800101' } }))), 'cardUnknown');
  t.equal(
    shows(after(ready, put({ card: { state: 'failed', failure: failure('card.transport.unresponsive') } }))),
    'cardFailed',
  );
  t.equal(shows(after(ready, put({ card: card(3, 3, { lifeCycle: 'blank' }) }))), 'cardNotIssued');
  t.equal(shows(locked), 'menu');
  t.equal(shows(after(ready, { type: 'touched' }, put({ card: card(0, 2) }))), 'menu');
  t.end();
});

await t.test('unblocking asks for account, password, new PIN and new PIN again', (t) => {
  const account = after(locked, choose('unblockPin', 1));
  t.match(screenFor(account), { name: 'entry', field: 'account', step: { n: 1, total: 4 } });
  t.match(screenFor(atPassword), { name: 'entry', field: 'password', step: { n: 2, total: 4 } });
  const sending = after(atPassword, { type: 'sent', what: 'authorisation' });
  t.equal(shows(sending), 'sending');
  t.match(screenFor(authorised(atPassword)), { name: 'entry', field: 'newPin', step: { n: 3, total: 4 } });
  const again = after(authorised(atPassword), typed('123456'));
  t.match(screenFor(again), { name: 'entry', field: 'newPinAgain', step: { n: 4, total: 4 } });
  t.match(screenFor(after(again, typed('123457'))), { name: 'entry', field: 'newPin', differed: true });
  t.equal(shows(ordered(atPassword)), 'working');
  t.end();
});

await t.test('changing a PIN tells the tries left, and the last one needs a word', (t) => {
  const two = after(locked, choose('changePin', 2));
  t.match(screenFor(two), { name: 'entry', field: 'oldPin', triesLeft: 2, step: { n: 1, total: 3 } });
  t.notOk(taskOf(two).lastTryConfirmed);
  const one = after(ready, put({ card: card(1, 3) }), choose('changePin', 1));
  t.equal(shows(one), 'lastTry');
  const confirmed = after(one, { type: 'lastTryConfirmed' });
  t.match(screenFor(confirmed), { name: 'entry', field: 'oldPin', triesLeft: 1 });
  t.ok(taskOf(confirmed).lastTryConfirmed);
  t.end();
});

await t.test('without the RA unblocking waits and changing goes on', (t) => {
  const away = after(locked, raIs(false));
  const waiting = after(away, choose('unblockPin', 1));
  t.match(screenFor(waiting), { name: 'raAway', reachable: false });
  t.match(screenFor(after(away, choose('changePin', 2))), { name: 'entry', field: 'oldPin' });
  t.match(screenFor(after(waiting, raIs(true))), { name: 'raAway', reachable: true });
  t.match(screenFor(after(waiting, raIs(true), { type: 'retry' })), { name: 'entry', field: 'account' });
  t.end();
});

await t.test('a refused website password', (t) => {
  const sending = after(atPassword, { type: 'sent', what: 'authorisation' });
  const refused = (code: string, to: Visit = sending) =>
    after(to, { type: 'refused', task: taskOf(sending), failure: failure(code), account: 'Z123456789' });
  t.match(screenFor(refused('ra.refused.passwordWrong')), { name: 'refused', why: 'passwordWrong' });
  t.match(screenFor(after(refused('ra.refused.passwordWrong'), { type: 'retry' })), { field: 'password' });
  t.match(screenFor(refused('ra.refused.accountSuspended')), { name: 'refused', why: 'suspended' });
  t.match(screenFor(refused('ra.request.unavailable')), { name: 'refused', why: 'raAway' });
  const gone = after(sending, put({ card: null }));
  t.equal(shows(refused('ra.refused.passwordWrong', gone)), 'interrupted', 'an answer that comes late changes nothing');
  t.end();
});

await t.test('a card that leaves ends the typing', (t) => {
  const gone = after(authorised(atPassword), typed('secret1'), put({ card: null }));
  t.equal(shows(gone), 'interrupted');
  t.notMatch(JSON.stringify(gone), 'secret1');
  t.equal(shows(after(gone, put({ insertion: 2, card: card(0, 2) }))), 'menu');
  const exchanged = after(authorised(atPassword), put({ insertion: 2, card: card(3, 3, { serial: 'other' }) }));
  t.equal(shows(exchanged), 'menu', 'exchanged between two events');
  t.end();
});

await t.test('a card that leaves a job', (t) => {
  const pulled = after(
    ordered(atPassword),
    put({ card: null }),
    tell({ type: 'job', job: job({ state: 'waitingForCard', updatedAt: '2026-01-01T00:00:01.000Z' }) }),
  );
  t.equal(shows(pulled), 'pulled');
  t.equal(shows(after(pulled, put({ insertion: 2, card: { state: 'reading' } }))), 'reading');
  t.equal(shows(after(pulled, put({ insertion: 2, card: card(3, 3, { serial: 'other' }) }))), 'otherCard');
  t.equal(shows(after(pulled, put({ insertion: 2, card: { state: 'unknown', atr: '3B00' } }))), 'otherCard');
  t.equal(shows(after(pulled, { type: 'ended' })), 'attract', 'nobody came back: the job is kept, the visit is not');
  const later = after(pulled, { type: 'ended' }, put({ insertion: 2, card: card(0, 2, { openJobId: 'job-1' }) }));
  t.equal(shows(later), 'reading', 'the same card brings its job along');
  t.end();
});

await t.test('a question is answered by typing again', (t) => {
  const asked = (kind: 'authoriseAgain' | 'tryNewPin') =>
    after(
      ordered(atPassword),
      tell({
        type: 'job',
        job: job({
          kind: kind === 'tryNewPin' ? 'changePin' : 'unblockPin',
          state: 'waitingForPerson',
          updatedAt: '2026-01-01T00:00:01.000Z',
          question:
            kind === 'tryNewPin'
              ? { kind, pin: 1, triesLeft: 2, reason: failure('changePin.changePin.interrupted') }
              : { kind, pin: 1, reason: failure('unblockPin.resetRetryCounter.authoriseAgain') },
        }),
      }),
    );
  const answering = (visit: Visit) =>
    after(visit, { type: 'answering', job: visit.world.jobs['job-1'] ?? job({ id: 'missing' }) });
  const again = answering(asked('authoriseAgain'));
  t.equal(shows(asked('authoriseAgain')), 'question');
  t.match(screenFor(again), { name: 'entry', field: 'account' });
  t.equal(taskOf(again).answers, 'job-1');
  t.match(screenFor(answering(asked('tryNewPin'))), { name: 'entry', field: 'tryNewPin' });
  t.equal(shows(after(again, typed('Z123456789'), { type: 'back' }, { type: 'back' })), 'question');
  const pulled = after(again, typed('Z123456789'), put({ card: null }));
  t.equal(shows(pulled), 'question', 'until the job says that it waits for the card');
  t.notMatch(JSON.stringify(pulled.stage), 'Z123456789');
  t.end();
});

await t.test('the end of a job', (t) => {
  const finished = tell({ type: 'job', job: job({ state: 'finished', updatedAt: '2026-01-01T00:00:02.000Z' }) });
  const done = after(ordered(atPassword), finished);
  t.match(screenFor(done), { name: 'done', cardIn: true });
  t.match(screenFor(after(done, put({ card: null }))), { name: 'done', cardIn: false });
  t.equal(
    shows(after(done, put({ card: null }), put({ insertion: 2, card: card(3, 3, { serial: 'other' }) }))),
    'menu',
  );
  t.equal(shows(after(done, { type: 'menu' })), 'menu');
  t.equal(shows(after(done, { type: 'ended' })), 'cardLeft');
  t.equal(shows(after(done, { type: 'ended' }, put({ card: null }))), 'attract');
  t.equal(shows(after(done, { type: 'ended' }, { type: 'touched' })), 'menu');
  const failed = after(
    ordered(atPassword),
    tell({ type: 'job', job: job({ state: 'failed', failure: failure('x'), updatedAt: '2026-01-01T00:00:02.000Z' }) }),
  );
  t.equal(shows(after(failed, put({ card: null }))), 'failed', 'stays to be read');
  const stopped = tell({ type: 'job', job: job({ state: 'cancelled', updatedAt: '2026-01-01T00:00:02.000Z' }) });
  t.equal(shows(after(ordered(atPassword), stopped)), 'menu');
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
  const cut = after(authorised(atPassword), typed('secret1'), line('away'));
  t.equal(shows(cut), 'daemonAway');
  t.notMatch(JSON.stringify(cut), 'secret1');
  t.match(screenFor(after(cut, line('open'))), { name: 'menu', notice: 'connectionLost' });
  const running = after(ordered(atPassword), line('away'));
  t.match(screenFor(running), { name: 'daemonAway', working: true });
  t.equal(shows(after(running, line('open'))), 'working');
  const lost = after(authorised(atPassword), typed('secret1'), { type: 'sent', what: 'order' }, { type: 'unanswered' });
  t.match(screenFor(lost), { name: 'menu', notice: 'connectionLost' });
  t.end();
});
