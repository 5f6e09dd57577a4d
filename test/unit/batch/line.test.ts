/** The line between readers, jobs and the store, for what no reader can be made to do at the right moment. */
import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { entryKey } from '../../../daemon/jobs/entryKey.js';
import { LineScreen } from '../../../daemon/batch/lineScreen.js';
import { Line } from '../../../daemon/batch/line.js';
import { LineReaders } from '../../../daemon/batch/lineReaders.js';
import { RunningCards } from '../../../daemon/batch/runningCards.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { Job } from '../../../daemon/jobs/job.js';
import type { KnownCard, ReaderView } from '../../../daemon/readers/readerView.js';
import { BatchReaderTable } from '../../../daemon/batch/batchReaderTable.js';
import type { Tile } from '../../../daemon/batch/tiles.js';
import { UnreadableRowError } from '../../../daemon/store/storedFormat.js';
import { startStand } from './support.js';

const card: KnownCard = {
  ...{ state: 'known', family: 'isoapplet', serial: 'C1', lifeCycle: 'blank', pins: [], certificates: [], keys: [] },
  pinRule: { minLength: 6, maxLength: 16, characters: '.' },
};
const job = (given: Pick<Job, 'state'> & Partial<Job>): Job => ({
  ...{ id: 'j', idempotencyKey: '', kind: 'prepareCard', raId: 'jcic', readerId: 'r', cardSerial: 'C1' },
  ...{ actorKind: 'staff', actor: 'batch1', input: { registrationId: 'R' }, question: null, failure: null },
  ...{ result: null, createdAt: '', updatedAt: '' },
  ...given,
});

type Begun = Pick<Job, 'kind' | 'readerId' | 'idempotencyKey' | 'cardSerial'>;

async function startLine(t: Test) {
  const stand = await startStand(t);
  const news = new EventEmitter();
  let reader: ReaderView = { id: 'r', name: 'A1', pcscName: 'A1', insertion: 1, card, holder: null };
  const jobs = new Map<string, Job>();
  /** Keys of jobs that cannot be read. */
  const unreadable = new Set<string>();
  const begun: Begun[] = [];
  const tiles: Tile[] = [];
  const line = { begin: (order: Begun): Promise<Job> => Promise.resolve(job({ ...order, state: 'running' })) };
  const readers = { readers: () => [reader], reader: (id: string) => (id === reader.id ? reader : null) };
  const running = new RunningCards(readers.readers);
  const lineReaders = new LineReaders({
    table: new BatchReaderTable(stand.store),
    readers: readers.readers,
    kioskReaderId: () => null,
  });
  lineReaders.seen(reader);
  const none = () => Promise.resolve([]);
  const screen = new LineScreen({
    orders: { open: none, ended: none, failures: none },
    ...{ approvalAbove: 0, lineReaders, running, requireUsable: () => undefined, supply: () => 'cards' },
    tileChanged: (tile) => void tiles.push(tile),
    changed: () => undefined,
  });
  const made = new Line({
    ...{ orderEntries: stand.orderEntries, entries: stand.entries, lineReaders, screen, running, readers },
    jobs: {
      byIdempotencyKey: (key) =>
        unreadable.has(key)
          ? Promise.reject(new UnreadableRowError('job.params_json', key, { cause: new Error('torn') }))
          : Promise.resolve(jobs.get(key) ?? null),
      journal: () => Promise.resolve([]),
    },
    beginning: {
      begin: (_actor, order, { idempotencyKey, cardSerial = '' }) => {
        const asked = { kind: order.kind, readerId: order.readerId, idempotencyKey, cardSerial };
        begun.push(asked);
        return line.begin(asked);
      },
    },
    mayBegin: () => true,
    supply: () => 'cards',
    withSteps: (job) => ({ ...job, steps: [] }),
    logger: pino({ level: 'silent' }),
    orderChanged: () => {
      news.emit('order');
      return Promise.resolve();
    },
  });
  t.teardown(async () => {
    made.stop();
    await made.idle();
  });
  return {
    ...stand,
    ...{ line: made, board: line, begun, jobs, unreadable, tiles },
    reader: () => reader,
    change: (to: Partial<ReaderView>) => (reader = { ...reader, ...to }),
    orderChanged: () => once(news, 'order'),
    /** The job of the entry is over. */
    over(entryNumber: number, end: Partial<Job> & Pick<Job, 'state'>): void {
      const key = entryKey({ orderId: 'a', number: entryNumber, tries: 1 });
      reader = { ...reader, holder: 'j' };
      const ended = job({ ...end, idempotencyKey: key });
      made.jobChanged(ended, []);
      reader = { ...reader, holder: null };
    },
  };
}

await t.test('a store that takes nothing: what became of a card is written when it does again', async (t) => {
  const stand = await startLine(t);
  await stand.place('a', 2);
  stand.line.offer(stand.reader());
  await stand.orderChanged();
  t.match(await stand.entries.find('a', 1), { state: 'working', cardSerial: 'C1' });
  stand.store.isFull = true;
  stand.over(1, { state: 'finished' });
  t.match(await stand.entries.find('a', 1), { state: 'working' });
  stand.store.isFull = false;
  await stand.orderChanged();
  t.match(await stand.entries.find('a', 1), { state: 'issued', readerId: 'r' });
});

await t.test('a job that could not be written down leaves its entry to the next card', async (t) => {
  const stand = await startLine(t);
  await stand.place('a', 1);
  stand.board.begin = () => Promise.reject(new Error('SQLITE_FULL'));
  stand.line.offer(stand.reader());
  await stand.orderChanged();
  t.match(await stand.entries.find('a', 1), { state: 'waiting', tries: 1 });
  stand.board.begin = () => Promise.reject(new Failure('job.create.readerBusy'));
  await stand.line.idle();
  stand.line.offer(stand.reader());
  await stand.orderChanged();
  t.match(await stand.entries.find('a', 1), { state: 'waiting', tries: 2 }, 'as when somebody else was quicker');
  await stand.line.idle();
  stand.board.begin = (order) => {
    stand.change({ card: null, insertion: 2 });
    return Promise.resolve(job({ ...order, state: 'running' }));
  };
  stand.line.offer(stand.reader());
  await stand.orderChanged();
  t.same(
    stand.begun.map(({ idempotencyKey }) => idempotencyKey),
    ['batch:a:1:1', 'batch:a:1:2', 'batch:a:1:3'],
  );
});

await t.test('a card that failed while it is blank is not used again before it was taken out', async (t) => {
  const stand = await startLine(t);
  await stand.place('a', 3);
  stand.line.offer(stand.reader());
  await stand.orderChanged();
  stand.over(1, { state: 'failed', failure: { code: 'card.command.refused', facts: {} } });
  await stand.orderChanged();
  t.match(await stand.entries.find('a', 1), { state: 'failed', failure: { code: 'card.command.refused' } });
  t.match(stand.tiles.at(-1), { light: 'bad', failed: 1 });
  stand.line.offer(stand.reader());
  await stand.line.idle();
  t.equal(stand.begun.length, 1);
  stand.change({ insertion: 2 });
  stand.line.offer(stand.reader());
  await stand.orderChanged();
  t.equal(stand.begun.length, 2);
});

await t.test(
  'a card that is swapped between the claim and the job: the entry waits again, and no job begins',
  async (t) => {
    const stand = await startLine(t);
    await stand.place('a', 1);
    stand.line.offer(stand.reader());
    stand.change({ insertion: 2, card: { ...card, serial: 'C2' } });
    await stand.orderChanged();
    t.match(await stand.entries.find('a', 1), { state: 'waiting', cardSerial: null });
    await stand.line.idle();
    t.same(stand.begun, []);
    stand.line.offer(stand.reader());
    await stand.orderChanged();
    t.match(stand.begun, [{ cardSerial: 'C2' }]);
  },
);

await t.test('after a restart each entry under way is what its job says', async (t) => {
  const stand = await startLine(t);
  await stand.place('a', 5);
  for (const number of [1, 2, 3, 4]) {
    await stand.orderEntries.claim({ cardSerial: `C${number}`, readerId: 'r' }, () => true);
    const key = entryKey({ orderId: 'a', number, tries: 1 });
    const states = { 1: 'finished', 2: 'failed', 3: 'waitingForCard' } as const;
    if (number === 4) continue;
    const state = states[number as 1 | 2 | 3];
    const failure = state === 'failed' ? ({ code: 'card.command.refused', facts: {} } as const) : null;
    stand.jobs.set(key, job({ id: `j${number}`, idempotencyKey: key, cardSerial: `C${number}`, state, failure }));
  }
  await stand.line.start();
  const states = (await stand.entries.page('a', null, 0, 10)).map(({ state, jobId }) => `${state} ${jobId ?? '-'}`);
  t.same(states, ['issued j1', 'failed j2', 'working j3', 'waiting -', 'waiting -']);
});

await t.test('an entry whose job cannot be read has failed, and the line starts', async (t) => {
  const stand = await startLine(t);
  await stand.place('a', 2);
  for (const number of [1, 2]) await stand.orderEntries.claim({ cardSerial: `C${number}`, readerId: 'r' }, () => true);
  stand.unreadable.add(entryKey({ orderId: 'a', number: 1, tries: 1 }));
  await stand.line.start();
  t.match(await stand.entries.find('a', 1), {
    ...{ state: 'failed', cardSerial: 'C1', readerId: 'r' },
    failure: { code: 'store.row.unreadable', facts: { column: 'job.params_json' } },
  });
  t.match(await stand.entries.find('a', 2), { state: 'waiting' }, 'the next one is compared');
});

await t.test('whoever stops the gateway leaves cards to the next start', async (t) => {
  const stand = await startLine(t);
  await stand.place('a', 1);
  stand.line.stop();
  stand.line.offer(stand.reader());
  await stand.line.idle();
  t.match(await stand.entries.find('a', 1), { state: 'waiting', tries: 0 });
});
await t.test('a card that is taken up is its entry’s own; without a job the entry is as it was', async (t) => {
  const { line, place, orderEntries, entries, jobs } = await startLine(t);
  await place('a', 3);
  await place('unapproved', 1, { state: 'awaitingApproval' });
  const first = await orderEntries.claim({ cardSerial: 'C7', readerId: 'r' }, () => true);
  const failure = { code: 'job.restore.superseded', facts: {} } as const;
  if (first !== null) await orderEntries.settle(first.entry, { state: 'failed', readerId: 'r', failure });
  await orderEntries.claim({ cardSerial: 'C8', readerId: 'r' }, () => true);

  const here = { cardSerial: 'C7', readerId: 'r2' };
  const busy = (): Promise<Job> => Promise.reject(new Failure('job.create.readerBusy'));
  const takeUp = (registrationId: string, begin: Parameters<typeof line.takeUp>[2]) =>
    line.takeUp({ raId: 'jcic', registrationId }, here, begin);
  await t.rejects(takeUp('a-1', busy), { code: 'job.create.readerBusy' });
  t.match(await entries.find('a', 1), { state: 'failed', failure, tries: 2 }, 'failed before, failed afterwards');
  await t.rejects(takeUp('a-3', busy), { code: 'job.create.readerBusy' });
  t.match(await entries.find('a', 3), { state: 'waiting', cardSerial: null });

  const keys: (string | null)[] = [];
  const begin: Parameters<typeof line.takeUp>[2] = (entry) => {
    keys.push(entry?.key ?? null);
    return Promise.resolve(job({ id: 'j9', state: 'running', idempotencyKey: entry?.key ?? '' }));
  };
  await takeUp('a-1', begin);
  t.match(await entries.find('a', 1), { state: 'working', jobId: 'j9', cardSerial: 'C7', failure: null });
  for (const other of ['a-2', 'unapproved-1', 'nowhere']) await takeUp(other, begin);
  t.same(keys, ['batch:a:1:3', null, null, null], 'not from another card, nor of an order that nobody approved');

  // The gateway was given another job for it before: that one's word is what it was.
  jobs.set('batch:a:2:1', job({ state: 'failed', failure }));
  const own = { cardSerial: 'C8', readerId: 'r2' };
  await t.rejects(line.takeUp({ raId: 'jcic', registrationId: 'a-2' }, own, busy), { code: 'job.create.readerBusy' });
  t.match(await entries.find('a', 2), { state: 'failed', failure });
});
t.end();
