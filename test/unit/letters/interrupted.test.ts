/** A print that was interrupted has no outcome until a person gives it one; a run that a stop ended is resumed. */
import t from 'tap';
import { openDesk, orderId, raId } from './desk.js';

const waits = ['echo "letters-7 anna 1024 Mon"'];
const everything = { to: 'printer', numbers: null } as const;
const works = { lpstat: [':'], cancel: [':'] };

void t.test('a stop in the middle of a portion leaves the run open: a person resumes it', async (t) => {
  const desk = await openDesk(t);
  desk.queue({ lpstat: waits, cancel: [':'] });
  const first = desk.batch();
  await first.print('officer1', orderId, everything);
  await desk.untilWaiting();
  await first.stop();
  t.match(await desk.progress(), {
    ...{ printed: 0, failed: 0, interrupted: 1, inDoubt: [1], waiting: 2 },
    run: { brokenOff: true, endedAt: null },
  });
  desk.queue(works);
  const next = desk.batch();
  await next.start();
  await next.resume('officer2', orderId);
  await next.finished();
  t.match(await desk.progress(), { printed: 2, inDoubt: [1], run: { brokenOff: false, endedAt: /Z$/ } });
  t.match(await next.settleDoubt('officer2', orderId, { numbers: [1], cameOut: false }), { failed: 1, inDoubt: [] });
});

void t.test('a stop in the last portion leaves the run open, too', async (t) => {
  const desk = await openDesk(t);
  desk.queue({ lpstat: waits, cancel: [':'] });
  const first = desk.batch();
  await first.print('officer1', orderId, { ...everything, numbers: [3] });
  await desk.untilWaiting();
  await first.stop();
  t.match(await desk.progress(), { inDoubt: [3], run: { brokenOff: true } });
});

void t.test('a portion that was printed before the stop ends its run, when it was the last', async (t) => {
  const desk = await openDesk(t);
  // It leaves the queue while it is cancelled.
  desk.queue({ lpstat: ['[ -e over ] || echo "letters-7 anna 1024 Mon"'], cancel: ['touch over', 'exit 1'] });
  const first = desk.batch();
  await first.print('officer1', orderId, { ...everything, numbers: [3] });
  await desk.untilWaiting();
  await first.stop();
  t.match(await desk.progress(), { printed: 1, inDoubt: [], run: { brokenOff: false, endedAt: /Z$/ } });
});

void t.test('a single letter that a stop takes back is in doubt, and after the stop none leaves', async (t) => {
  const desk = await openDesk(t);
  desk.queue({ lpstat: waits, cancel: [':'] });
  const print = desk.letters.print('officer1', raId, 'L-1', null);
  await desk.untilWaiting();
  const stopped = desk.letters.stop();
  await t.rejects(print, { message: 'letter.print.interrupted' });
  await stopped;
  t.match(await desk.prints.open(null), [{ letterId: 'L-1', handedTo: 'printer' }]);
  await t.rejects(desk.letters.print('officer1', raId, 'L-1', null), { message: 'letter.print.interrupted' });
  await t.rejects(desk.letters.print('officer1', raId, 'L-2', null), { message: 'letter.print.interrupted' });
  t.match(await desk.prints.open(null), [{ letterId: 'L-1' }, { letterId: 'L-2', handedTo: null }]);
  await desk.batch().start();
  t.match(
    (await desk.prints.open(null)).map(({ letterId }) => letterId),
    ['L-1'],
    'what had not left was not printed',
  );
});

t.end();
