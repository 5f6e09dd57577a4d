/** The light of a reader, for everything that can be known of it. */
import t from 'tap';
import {
  tileOf,
  type LastWork,
  type LineWork,
  type RunningJob,
  type TileSituation,
} from '../../../daemon/batch/tiles.js';
import type { StoredFailure } from '../../../daemon/contract/failures/failure.js';
import { staffHolder, type KnownCard, type ReaderView } from '../../../daemon/readers/readerView.js';

const because = (code: StoredFailure['code']): StoredFailure => ({ code, facts: {} });
const pulled = because('card.transport.removed');
const label = (step: string) => ({ 'zh-TW': step, en: step });

const blank: KnownCard = {
  state: 'known',
  family: 'isoapplet',
  serial: 'C1',
  lifeCycle: 'blank',
  pins: [],
  pinRule: { minLength: 6, maxLength: 16, characters: '.' },
  certificates: [],
  keys: [],
};

function reader(card: ReaderView['card'], holder: string | null = null): ReaderView {
  return { id: 'r', name: 'A1', pcscName: 'A1', insertion: 7, card, holder };
}

function job(state: RunningJob['state'], more: Partial<RunningJob> = {}): RunningJob {
  const step = { label: label('b'), long: true, startedAt: null, durationMs: null };
  return {
    id: 'j',
    state,
    readerId: 'r',
    cardSerial: 'C1',
    steps: [
      { ...step, name: 'a', label: label('a'), long: false, state: 'done' },
      { ...step, name: 'b', state: 'running', startedAt: '2026-01-01T00:00:00Z' },
      { ...step, name: 'c', label: label('c'), state: 'pending' },
    ],
    question: null,
    failure: null,
    ...more,
  };
}

const work = (given: RunningJob | null): LineWork => ({
  entry: { orderId: 'o', number: 3, name: '王小明' },
  job: given,
});
const last = (outcome: LastWork['outcome'], insertion = 7, failure: StoredFailure | null = null): LastWork => ({
  ...{ outcome, insertion, failure },
  work: work(job(outcome === 'issued' ? 'finished' : 'failed')),
});

const nothing: TileSituation = {
  ...{ readerId: 'r', name: 'A1', reader: reader(null), work: null, last: null, unusable: null, issued: 4, failed: 1 },
  supply: 'cards',
};

/** @param wanted light, what it waits for, and the code of the failure, as far as there are any */
const cases: readonly (readonly [string, Partial<TileSituation>, string])[] = [
  ['an empty reader', {}, 'insert'],
  ['an empty reader, orders are paused', { supply: 'paused' }, 'wait paused'],
  ['an empty reader, the RA is away', { supply: 'ra' }, 'wait ra'],
  ['an empty reader, nothing to do', { supply: 'none' }, 'wait order'],
  ['the reader is gone', { reader: null }, 'wait reader'],
  [
    'the reader is gone with a card half made',
    { reader: null, work: work(job('waitingForCard', { failure: pulled })) },
    'wait reader card.transport.removed',
  ],
  ['a card that is read', { reader: reader({ state: 'reading' }) }, 'wait reading'],
  [
    'a card that cannot be read',
    { reader: reader({ state: 'failed', failure: { code: 'card.transport.unresponsive', facts: {} } }) },
    'bad card.transport.unresponsive',
  ],
  ['a card of no known family', { reader: reader({ state: 'unknown', atr: '3B00' }) }, 'takeOut card.identify.unknown'],
  ['a blank card', { reader: reader(blank) }, 'wait reading'],
  ['a blank card that is given an entry', { reader: reader(blank), work: work(null) }, 'working'],
  ['a blank card, orders are paused', { reader: reader(blank), supply: 'paused' }, 'wait paused'],
  ['a blank card, the RA is away', { reader: reader(blank), supply: 'ra' }, 'wait ra'],
  ['a blank card, nothing to do', { reader: reader(blank), supply: 'none' }, 'wait order'],
  ['an issued card', { reader: reader({ ...blank, lifeCycle: 'issued' }) }, 'takeOut'],
  ['a prepared card', { reader: reader({ ...blank, lifeCycle: 'prepared' }) }, 'takeOut'],
  ['a card begun elsewhere', { reader: reader({ ...blank, lifeCycle: 'incomplete' }) }, 'takeOut'],
  [
    'a spoiled blank card',
    { reader: reader(blank), unusable: because('job.create.cardSpoiled') },
    'takeOut job.create.cardSpoiled',
  ],
  ['a card at work', { reader: reader(blank, 'j'), work: work(job('running')) }, 'working'],
  [
    'a card that waits for the RA',
    { reader: reader(blank, 'j'), work: work(job('waitingForRa', { failure: because('ra.request.unavailable') })) },
    'wait ra ra.request.unavailable',
  ],
  [
    'a card that asks whether to try again',
    {
      reader: reader(blank, 'j'),
      work: work(job('waitingForPerson', { question: { kind: 'decide', reason: because('card.command.refused') } })),
    },
    'bad card.command.refused',
  ],
  [
    'a card that asks another thing',
    {
      reader: reader(blank, 'j'),
      work: work(job('waitingForPerson', { question: { kind: 'authoriseAgain', pin: 1, reason: pulled } })),
    },
    'bad',
  ],
  ['a card just done', { reader: reader(blank, 'j'), work: work(job('finished')) }, 'good'],
  [
    'a card just failed',
    { reader: reader(blank, 'j'), work: work(job('failed', { failure: pulled })) },
    'bad card.transport.removed',
  ],
  ['a card just given up', { reader: reader(blank, 'j'), work: work(job('cancelled')) }, 'bad'],
  ['a done card that is read again', { reader: reader({ state: 'reading' }), last: last('issued') }, 'good'],
  ['a done card', { reader: reader({ ...blank, lifeCycle: 'issued' }), last: last('issued') }, 'good'],
  [
    'a failed card that is blank still',
    { reader: reader(blank), last: last('failed', 7, pulled) },
    'bad card.transport.removed',
  ],
  [
    'the next card, put in so quickly that pcscd missed the last one go',
    { reader: reader({ ...blank, serial: 'C2' }), last: last('issued') },
    'wait reading',
  ],
  ['the next card after a failed one', { reader: reader(blank), last: last('failed', 6) }, 'wait reading'],
  ['empty again after a done one', { last: last('issued', 7) }, 'insert'],
  [
    'a card that was pulled half made',
    { work: work(job('waitingForCard', { failure: pulled })) },
    'insert card.transport.removed',
  ],
  [
    'a card that was set aside and lies in the reader',
    {
      reader: reader({ ...blank, lifeCycle: 'incomplete' }),
      work: work(job('waitingForCard', { failure: because('job.decide.setAside') })),
    },
    'bad job.decide.setAside',
  ],
  [
    'a card whose job has not found out that pcscd was away',
    { reader: reader({ ...blank, lifeCycle: 'incomplete' }), work: work(job('running')) },
    'working',
  ],
  [
    'another blank card where one was pulled',
    { reader: reader({ ...blank, serial: 'C2' }), work: null },
    'wait reading',
  ],
  ['a job of the counter', { reader: reader(blank, 'another job') }, 'wait busy'],
  ['a login by card', { reader: reader({ ...blank, lifeCycle: 'issued' }, staffHolder) }, 'wait busy'],
];

await t.test('every situation has its light', (t) => {
  for (const [name, situation, wanted] of cases) {
    const { light, waitsFor, failure } = tileOf({ ...nothing, ...situation });
    t.equal([light, waitsFor, failure?.code].filter(Boolean).join(' '), wanted, name);
    t.equal(waitsFor !== null, light === 'wait', `${name}: what it waits for`);
  }
  t.end();
});

await t.test('what is being done stands with it', (t) => {
  const tile = tileOf({ ...nothing, reader: reader({ state: 'reading' }, 'j'), work: work(job('running')) });
  t.match(tile, {
    readerId: 'r',
    name: 'A1',
    cardSerial: 'C1',
    issued: 4,
    failed: 1,
    question: null,
    work: {
      jobId: 'j',
      orderId: 'o',
      number: 3,
      name: '王小明',
      stepNumber: 2,
      stepCount: 3,
      long: true,
      step: label('b'),
    },
  });
  const question = { kind: 'decide', reason: pulled } as const;
  t.same(
    tileOf({ ...nothing, reader: reader(blank, 'j'), work: work(job('waitingForPerson', { question })) }).question,
    question,
  );
  const lost = tileOf({ ...nothing, work: work(job('waitingForCard')) });
  t.match(lost, { light: 'insert', cardSerial: 'C1', work: { number: 3 } }, 'which card is to be put back');
  const done = job('finished', { steps: job('finished').steps.map((step) => ({ ...step, state: 'done' as const })) });
  t.match(tileOf({ ...nothing, reader: reader(blank, 'j'), work: work(done) }), {
    work: { stepNumber: 3, stepCount: 3 },
  });
  t.match(tileOf({ ...nothing, reader: reader(blank, 'j'), work: work(job('running', { steps: [] })) }), {
    work: { stepNumber: 0, stepCount: 0 },
  });
  t.end();
});
t.end();
