/** A PDF of several letters that the printer had taken and did not finish: a person says which of them came out. */
import t from 'tap';
import { openDesk, orderId, raId } from './desk.js';

const everything = { to: 'printer', numbers: null } as const;
const works = { lpstat: [':'], cancel: [':'] };
const cancelled = { ...works, over: ['printf "letters-7 anna 9 Mon\\n\\tAlerts: job-canceled-by-user\\n"'] };

void t.test(
  'cancelled at the printer: its letters are in doubt, and only what did not come out is printed again',
  async (t) => {
    const desk = await openDesk(t, { portion: 3 });
    desk.queue(cancelled);
    const letters = desk.batch();
    await letters.print('officer1', orderId, everything);
    await letters.finished();
    t.match(await letters.progress(orderId), {
      ...{ printed: 0, failed: 0, interrupted: 3, inDoubt: [1, 2, 3] },
      run: { printed: 0, failed: 0, failure: { code: 'letter.print.refused' } },
    });
    desk.queue(works);
    await letters.print('officer1', orderId, everything);
    await letters.finished();
    t.match(await letters.progress(orderId), { printed: 0, inDoubt: [1, 2, 3] }, 'nothing is printed twice');
    await letters.settleDoubt('officer2', orderId, { numbers: [1, 2], cameOut: true });
    await letters.settleDoubt('officer2', orderId, { numbers: [3], cameOut: false });
    await letters.print('officer1', orderId, everything);
    await letters.finished();
    t.match(await letters.progress(orderId), { printed: 3, failed: 0, inDoubt: [], run: { printed: 1 } });
  },
);

void t.test('what the printer did not take was surely not printed', async (t) => {
  const desk = await openDesk(t, { portion: 3 });
  desk.queue({ ...works, lp: ['echo "lp: Error - printer is off." >&2', 'exit 1'] });
  const letters = desk.batch();
  await letters.print('officer1', orderId, everything);
  await letters.finished();
  t.match(await letters.progress(orderId), { failed: 3, inDoubt: [], run: { failed: 3 } });
});

void t.test('a single letter that was cancelled at the printer may be printed as if for the first time', async (t) => {
  const desk = await openDesk(t);
  desk.queue(cancelled);
  await t.rejects(desk.letters.print('officer1', raId, 'L-1', null), { message: 'letter.print.refused' });
  t.same(await desk.prints.open(null), []);
  desk.queue(works);
  t.match(await desk.letters.print('officer1', raId, 'L-1', null), { copy: 1 });
});

void t.test('a PDF of many letters may take longer', async (t) => {
  const limits = t.capture(AbortSignal, 'timeout', AbortSignal.timeout.bind(AbortSignal));
  const desk = await openDesk(t, { count: 80, portion: 80 });
  desk.queue(works);
  const letters = desk.batch();
  await letters.print('officer1', orderId, everything);
  await letters.finished();
  t.match(await letters.progress(orderId), { printed: 80 });
  await desk.letters.print('officer1', raId, 'L-1', '測試');
  t.same(
    limits().map(({ args }) => args[0]),
    [80 * 15_000, 15 * 60_000],
  );
});

t.end();
