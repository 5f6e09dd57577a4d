/** What the parts of the line are told of a reader, for moments that no hand can be made to hit. */
import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { configSchema } from '../../../config/schema.js';
import { Batch } from '../../../daemon/batch/batch.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import type { Job } from '../../../daemon/jobs/job.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { Approvals } from '../../../daemon/operators/approvals.js';
import { Ras, type Ra } from '../../../daemon/ras/ras.js';
import type { KnownCard, ReaderView } from '../../../daemon/readers/readerView.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { startStand } from './support.js';

const blank: KnownCard = {
  ...{ state: 'known', family: 'isoapplet', serial: 'C1', lifeCycle: 'blank', pins: [], certificates: [], keys: [] },
  pinRule: { minLength: 6, maxLength: 16, characters: '.' },
};

const weak = { patterns: true, personal: true, common: [] };
const raOf = (id: string, cardFamilies: readonly string[]): Ra =>
  ({
    profile: { id, cardFamilies, pinPolicy: { minLength: 8, maxLength: 16, characters: '[0-9A-Za-z]', weak } },
    link: { status: () => ({ reachable: true }) },
  }) as unknown as Ra;

async function startBatch(t: Test, openJobOf: string | null = null) {
  const { store, clock, audit, place, entries } = await startStand(t);
  await place('a', 2);
  await place('b', 1, { raId: 'other', priority: 9 });
  const news = new EventEmitter<{ begun: [Job] }>();
  let reader: ReaderView = { id: 'r', name: 'A1', pcscName: 'A1', insertion: 1, card: null, holder: null };
  const begun: string[] = [];
  const ras = new Ras([raOf('jcic', ['isoapplet']), raOf('other', ['piv', 'short'])]);
  const batch = new Batch({
    ...{ database: store, clock, audit, ras, types: jobTypes, jobs: new JobTable(store, clock) },
    config: configSchema.parse({ ras: ['profile.yaml'] }),
    beginning: {
      begin: (_actor, order, { idempotencyKey, cardSerial = '' }) => {
        begun.push(idempotencyKey);
        const job: Job = {
          ...{ id: 'j', kind: order.kind, readerId: order.readerId, idempotencyKey, cardSerial, raId: 'jcic' },
          ...{ actorKind: 'staff', actor: 'batch1', input: { registrationId: 'a-1' }, state: 'running' },
          ...{ question: null, failure: null, result: null, createdAt: '', updatedAt: '' },
        };
        reader = { ...reader, holder: job.id };
        setImmediate(() => news.emit('begun', job));
        return Promise.resolve(job);
      },
    },
    jobBoard: {
      requireNoOpenJob: (serial) => {
        if (serial === openJobOf) throw new Failure('job.create.cardHasOpenJob');
      },
    },
    admission: { requireUsable: () => undefined },
    readers: { reader: (id) => (id === reader.id ? reader : null), readers: () => [reader] },
    stock: { balance: () => Promise.reject(new Error('no stock here')) },
    approvals: { register: () => undefined } as unknown as Approvals,
    kioskReaderId: () => null,
    logger: pino({ level: 'silent' }),
    announce: () => undefined,
  });
  t.teardown(async () => {
    batch.stop();
    await batch.idle();
  });
  batch.readerChanged(reader);
  await batch.start();
  return {
    ...{ batch, begun, entries },
    nextBegun: async (): Promise<Job> => (await once(news, 'begun'))[0] as Job,
    see: (change: Partial<ReaderView>): void => {
      reader = { ...reader, ...change };
      batch.readerChanged(reader);
      if (reader.holder === null && reader.card?.state === 'known') batch.cardKnown(reader);
    },
    /** After everything that was seen is in the store. */
    light: async () => {
      await batch.idle();
      return (await batch.screen.view(null)).tiles[0]?.light;
    },
  };
}

void t.test('what came of a card is not shown for the one after it, though pcscd counts one insertion', async (t) => {
  const { batch, see, light, nextBegun } = await startBatch(t);
  t.equal(await light(), 'insert');
  const begun = nextBegun();
  see({ card: blank });
  batch.jobChanged({ ...(await begun), state: 'failed', failure: { code: 'card.command.refused', facts: {} } }, []);
  see({ holder: null });
  t.equal(await light(), 'bad');
  see({ card: null });
  t.equal(await light(), 'insert');
  see({ card: { state: 'reading' } });
  t.equal(await light(), 'wait');
  see({ card: { state: 'unknown', atr: '3B00' } });
  t.equal(await light(), 'takeOut');
});

void t.test('a blank card with somebody else’s unfinished job is to be taken out, and takes no entry', async (t) => {
  const { batch, begun, see, light } = await startBatch(t, 'C1');
  see({ card: blank });
  await batch.idle();
  t.equal(await light(), 'takeOut');
  t.same(begun, []);
});

void t.test('a card takes an entry of an RA that takes its family; what no RA takes is to be taken out', async (t) => {
  const { batch, begun, entries, see, light } = await startBatch(t);
  see({ card: { ...blank, family: 'myeid' } });
  t.equal(await light(), 'takeOut');
  t.match(await batch.screen.view(null), { tiles: [{ failure: { code: 'job.checkCard.otherFamily' } }] });
  see({ card: { ...blank, family: 'short', pinRule: { ...blank.pinRule, maxLength: 7 } } });
  t.equal(await light(), 'takeOut', 'no PIN of that RA fits it');
  t.same(begun, []);
  t.match(await entries.page('a', null, 0, 9), [{ state: 'waiting' }, { state: 'waiting' }], 'none was used up');
  see({ card: { ...blank, family: 'piv' } });
  await batch.idle();
  t.same(begun, ['batch:b:1:1']);
});
t.end();
