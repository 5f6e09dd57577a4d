/** The flows beyond a card's PINs, page by page. */
import t from 'tap';
import { screenFor, raOf } from '../../../kiosk-ui/kiosk/screen.js';
import type { FlowName, Visit, VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';
import {
  after,
  answered,
  card,
  certificate,
  failure,
  job,
  ordered,
  put,
  record,
  ready,
  refused,
  session,
  taskOf,
  tell,
  terms,
  typed,
} from './fixtures.js';

const shows = (visit: Visit) => screenFor(visit).name;
const choose = (flow: FlowName): VisitEvent => ({ type: 'chosen', flow, pin: null });
const goOn: VisitEvent = { type: 'confirmed' };
const back: VisitEvent = { type: 'back' };

const prepared = after(ready, put({ card: card(3, 3, { lifeCycle: 'prepared' }) }));
const loggingIn = (visit: Visit) => after(visit, typed('demo02'), typed('Demo2026'));
const renewable = card(3, 3, {
  certificates: [
    { use: 'sign', serial: '0A', notAfter: '2026-02-14T15:59:59Z' },
    { use: 'encrypt', serial: '0B', notAfter: '2026-02-14T15:59:59Z' },
  ],
});
const at = (time: string): VisitEvent => ({ type: 'time', now: Date.parse(time) });

await t.test('applying: login, data, terms, PINs, job', (t) => {
  const account = after(prepared, choose('apply'));
  t.match(screenFor(account), { field: 'account', step: { n: 1, total: 6 } });
  const loggedIn = answered(loggingIn(account));
  t.equal(loggedIn.stage.at, 'ready', 'the record is asked for');
  const data = answered(loggedIn, { record });
  t.match(screenFor(data), { name: 'data', record: { account: 'demo02' }, step: { n: 3, total: 6 } });
  const reading = answered(after(data, goOn), { terms });
  t.match(screenFor(reading), { name: 'terms', terms: { version: '2026-01' }, step: { n: 4, total: 6 } });
  const pin1 = after(reading, goOn);
  t.match(screenFor(pin1), { field: 'pin1', triesLeft: 3, step: { n: 5, total: 6 } });
  t.equal(shows(after(pin1, back)), 'terms');
  t.equal(shows(after(pin1, back, back)), 'data');
  t.equal(shows(after(pin1, back, back, back)), 'menu', 'a login is not gone back over');
  const last = after(pin1, typed('Aa12345678'), typed('Zz87654321'));
  t.equal(last.stage.at, 'ready');
  t.notMatch(JSON.stringify(after(last, { type: 'sent' })), 'Aa12345678', 'sent is the daemon’s');
  t.equal(shows(ordered(last, job({ kind: 'applyCertificates', pin: null }))), 'working');
  t.end();
});

await t.test('a card with one PIN: no second one is asked for', (t) => {
  const [first] = card(3, 3).pins;
  const one = after(ready, put({ card: card(3, 3, { lifeCycle: 'prepared', pins: first ? [first] : [] }) }));
  const data = answered(answered(loggingIn(after(one, choose('apply')))), { record });
  const pin1 = after(answered(after(data, goOn), { terms }), goOn);
  t.match(screenFor(pin1), { field: 'pin1', isLast: true, step: { n: 5, total: 5 } });
  t.equal(after(pin1, typed('Aa12345678')).stage.at, 'ready', 'the order follows');
  t.end();
});

await t.test('a first login: a new website password, then on to where the person was going', (t) => {
  const needed = refused(loggingIn(after(prepared, choose('apply'))), 'ra.refused.passwordChangeRequired');
  t.equal(shows(needed), 'newPasswordNeeded');
  const choosing = after(needed, goOn);
  t.match(screenFor(choosing), { field: 'newPassword' });
  t.match(screenFor(after(choosing, typed('New12345'), typed('New12346'))), { field: 'newPassword', differed: true });
  const changing = after(choosing, typed('New12345'), typed('New12345'));
  t.match(changing.stage, { at: 'ready', typed: { account: 'demo02', password: 'Demo2026', newPassword: 'New12345' } });
  const same = refused(changing, 'ra.refused.passwordSame');
  t.match(screenFor(same), { name: 'refused', why: 'again' });
  t.match(screenFor(after(same, { type: 'retry' })), { field: 'newPassword' });
  t.match(after(same, { type: 'retry' }).stage, { typed: { account: 'demo02', password: 'Demo2026' } });
  t.equal(shows(answered(answered(changing), { record })), 'data');
  t.end();
});

await t.test('a card that does not fit, and a locked PIN, are said before anything is typed', (t) => {
  const issued = after(ready, put({ card: card(3, 3) }));
  t.match(screenFor(after(issued, choose('apply'))), { name: 'wrongCard', flow: 'apply' });
  const locked = after(ready, put({ card: card(3, 0, { lifeCycle: 'prepared' }) }));
  t.match(screenFor(after(locked, choose('apply'))), { name: 'pinLocked', pin: 2 });
  t.equal(after(locked, choose('apply'), goOn).stage.at, 'page', 'and nothing leads past it');
  t.equal(shows(after(locked, choose('apply'), goOn)), 'pinLocked');
  t.end();
});

await t.test('renewing: within its month, with both PINs', (t) => {
  const issued = after(ready, put({ card: renewable }));
  t.equal(shows(after(issued, at('2026-01-13T15:59:59Z'), choose('renew'))), 'tooEarly');
  t.match(screenFor(after(issued, at('2026-01-13T16:00:00Z'), choose('renew'))), { field: 'pin1', step: { n: 1 } });
  t.equal(shows(after(issued, at('2026-02-14T16:00:00Z'), choose('renew'))), 'expired');
  const open = after(issued, at('2026-02-01T00:00:00Z'), choose('renew'), typed('Aa12345678'));
  t.match(screenFor(open), { field: 'pin2' });
  const lastTry = after(ready, put({ card: { ...renewable, pins: card(3, 1).pins } }), at('2026-02-01T00:00:00Z'));
  const asked = after(lastTry, choose('renew'), typed('Aa12345678'));
  t.match(screenFor(asked), { name: 'lastTry', pin: 2 });
  t.ok(taskOf(after(asked, goOn)).lastTryConfirmed);
  t.end();
});

await t.test('a renewal asks for data and terms, and after a pulled card for the PINs', (t) => {
  const running = ordered(
    after(
      ready,
      put({ card: renewable }),
      at('2026-02-01T00:00:00Z'),
      choose('renew'),
      typed('Aa12345678'),
      typed('Zz87654321'),
    ),
    job({ kind: 'renewCertificates', pin: null }),
  );
  const ask = (question: NonNullable<ReturnType<typeof job>['question']>) => {
    const asking = job({
      kind: 'renewCertificates',
      pin: null,
      state: 'waitingForPerson',
      question,
      updatedAt: '2026-01-01T00:00:02.000Z',
    });
    const shown = after(running, tell({ type: 'job', job: asking }));
    t.equal(shows(shown), 'question');
    return after(shown, { type: 'answering', job: asking });
  };
  const reason = failure('renewCertificates.verifyPins.again');
  const confirming = ask({
    kind: 'confirmTerms',
    registration: record.registration,
    certificates: [],
    termsVersion: '2026-01',
    reason,
  });
  const reading = answered(confirming, { terms });
  t.equal(shows(reading), 'terms');
  t.equal(shows(after(reading, back)), 'question');
  t.equal(after(reading, goOn).stage.at, 'ready');

  const second = ask({ kind: 'verifyPins', pins: [{ reference: 2, triesLeft: 1 }], reason });
  t.match(screenFor(second), { name: 'lastTry', pin: 2 });
  t.match(screenFor(after(second, goOn)), { field: 'pin2', triesLeft: 1 });
  t.match(after(second, goOn, typed('Zz87654321')).stage, { at: 'ready', typed: { pin2: 'Zz87654321' } });
  const both = ask({
    kind: 'verifyPins',
    pins: [
      { reference: 1, triesLeft: 3 },
      { reference: 2, triesLeft: 3 },
    ],
    reason,
  });
  t.match(screenFor(both), { field: 'pin1' });
  t.match(screenFor(after(both, typed('Aa12345678'))), { field: 'pin2' });
  t.end();
});

await t.test('viewing needs no card; one or all in force are saved', (t) => {
  const certificates = [
    certificate({ serial: '0C', status: 'expired' }),
    certificate({ serial: '0D' }),
    certificate({ serial: '0E', use: 'encrypt' }),
    certificate({ serial: '0F', status: 'revoked' }),
  ];
  const login = after(ready, { type: 'touched' }, choose('view'));
  const list = answered(answered(loggingIn(login)), { record: { ...record, certificates } });
  t.match(screenFor(list), { name: 'certificates', canSave: true });
  t.equal(shows(after(list, put({ card: card(3, 3) }))), 'certificates', 'a card changes nothing here');
  const detail = after(list, { type: 'certificateChosen', certificate: certificate({ serial: '0C' }) });
  t.match(screenFor(detail), { name: 'certificate', certificate: { serial: '0C' } });
  t.equal(shows(after(detail, back)), 'certificates');
  const stick = { targets: { stick: { label: 'KINGSTON' }, link: true }, stickVersion: 0 };
  t.match(answered(after(detail, back, goOn), stick).stage, { at: 'ready', learned: { certificate: undefined } });
  const nothing = answered(after(detail, goOn), { targets: { stick: null, link: false }, stickVersion: 0 });
  t.equal(shows(nothing), 'target');
  const came = after(nothing, tell({ type: 'sticks' }));
  t.equal(came.stage.at, 'ready', 'a stick was put in: the targets are asked for again');
  const saved = { kind: 'stick' as const, label: 'KINGSTON', directory: '/media/KINGSTON', files: ['a.cer'] };
  const done = answered(answered(came, { ...stick, stickVersion: 1 }), { saved });
  t.match(screenFor(done), { name: 'saved', saved: { label: 'KINGSTON' } });
  t.equal(shows(after(done, back)), 'certificate');
  const gone = refused(answered(came, { ...stick, stickVersion: 1 }), 'save.write.stickGone');
  t.match(screenFor(gone), { name: 'refused', why: 'again' });
  t.equal(after(gone, { type: 'retry' }).stage.at, 'ready');
  t.end();
});

await t.test('a login that is answered after the person left is wiped', (t) => {
  const sending = after(loggingIn(after(ready, { type: 'touched' }, choose('view'))), { type: 'sent' });
  const left = after(sending, { type: 'ended' });
  const late = after(left, { type: 'answered', task: taskOf(sending), answered: { kind: 'learned', learned: {} } });
  t.equal(shows(late), 'attract');
  t.equal(late.wipes, left.wipes + 1);
  t.end();
});

await t.test('the website password: old, new, again', (t) => {
  const entries = after(ready, { type: 'touched' }, choose('websitePassword'), typed('demo02'));
  t.match(screenFor(entries), { field: 'oldPassword', step: { n: 2, total: 4 } });
  const changing = after(entries, typed('Demo2026'), typed('New12345'), typed('New12345'));
  t.match(screenFor(after(refused(changing, 'ra.refused.passwordWrong'), { type: 'retry' })), { field: 'oldPassword' });
  t.match(screenFor(after(refused(changing, 'ra.refused.passwordRule'), { type: 'retry' })), { field: 'newPassword' });
  const done = answered(changing);
  t.equal(shows(done), 'passwordChanged');
  t.notMatch(JSON.stringify(done), /Demo2026|New12345/);
  t.end();
});

await t.test('a partner’s certificate, and that there is none', (t) => {
  const asking = after(ready, { type: 'touched' }, choose('partner'), typed('0A1B2C'));
  t.match(screenFor(answered(asking, { certificate: certificate() })), { name: 'certificate', partner: true });
  const none = answered(asking, { certificate: null });
  t.match(screenFor(none), { name: 'certificate', certificate: null });
  t.match(screenFor(after(none, back)), { field: 'serial' });
  t.match(screenFor(after(refused(asking, 'subscriber.partner.notHex'), { type: 'retry' })), { field: 'serial' });
  t.end();
});

await t.test('several RAs: the person says which, and the screens take its name and colour', (t) => {
  const [jcic] = session.ras;
  if (jcic === undefined) throw new Error('the session has an RA');
  const ras = [jcic, { ...jcic, id: 'other', accent: '#7a3b0b' }];
  const several = after(ready, { type: 'fact', fact: { type: 'session', session: { ...session, ras } } });
  const choosing = after(several, { type: 'touched' }, choose('partner'));
  t.match(screenFor(choosing), { name: 'ra', ras: [{ id: 'jcic' }, { id: 'other' }] });
  t.equal(raOf(choosing), null);
  const chosen = after(choosing, { type: 'raChosen', raId: 'other' });
  t.match(screenFor(chosen), { field: 'serial' });
  t.match(raOf(chosen), { id: 'other', accent: '#7a3b0b' });
  t.equal(shows(after(chosen, back)), 'ra');
  t.end();
});
