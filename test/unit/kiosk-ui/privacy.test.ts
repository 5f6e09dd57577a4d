/** Whatever happens in whatever order: what was typed is gone when the card, the line or the person is gone. */
import fc from 'fast-check';
import t from 'tap';
import { screenFor } from '../../../kiosk-ui/kiosk/screen.js';
import { next } from '../../../kiosk-ui/kiosk/settle.js';
import type { Visit, VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';
import { card, failure, job, line, put, raIs, ready, tell } from './fixtures.js';

const typedText = 'TYPED-BY-THE-PERSON';
const states = ['running', 'waitingForCard', 'waitingForRa', 'waitingForPerson', 'finished', 'failed'] as const;

/** An event that depends on where the visit stands. */
type Move = (visit: Visit) => VisitEvent;

const moves: readonly Move[] = [
  () => ({ type: 'touched' }),
  () => ({ type: 'typed', text: typedText }),
  () => ({ type: 'typed', text: typedText }),
  () => ({ type: 'back' }),
  () => ({ type: 'retry' }),
  () => ({ type: 'menu' }),
  () => ({ type: 'lastTryConfirmed' }),
  () => ({ type: 'sent', what: 'authorisation' }),
  () => ({ type: 'sent', what: 'order' }),
  () => ({ type: 'unanswered' }),
  ({ stage }) => ('task' in stage ? { type: 'authorised', task: stage.task } : { type: 'touched' }),
  ({ stage }) =>
    'task' in stage
      ? { type: 'refused', task: stage.task, failure: failure('ra.refused.passwordWrong'), account: typedText }
      : { type: 'touched' },
  () => ({ type: 'chosen', kind: 'unblockPin', pin: 1 }),
  () => ({ type: 'chosen', kind: 'changePin', pin: 2 }),
  () => ({ type: 'accepted', job: job() }),
  () => ({ type: 'answering', job: job({ question: { kind: 'authoriseAgain', pin: 1, reason: failure('x') } }) }),
  ({ world }) => put({ card: card(0, 1), insertion: (world.readers[0]?.insertion ?? 0) + 1 }),
  ({ world }) => put({ card: card(0, 1), insertion: (world.readers[0]?.insertion ?? 0) + 1 }),
  ({ world }) => put({ card: null, insertion: world.readers[0]?.insertion ?? 0 }),
  () => raIs(true),
  () => raIs(false),
  () => line('open'),
  () => line('away'),
  ...states.map((state) => () => tell({ type: 'job', job: job({ state }) })),
];

const anyMoves = fc.array(fc.constantFrom(...moves), { maxLength: 60 });
const play = (visit: Visit, list: readonly Move[]) => list.reduce((state, move) => next(state, move(state)), visit);

await t.test('nothing typed outlives the card, the line or the visit', (t) => {
  const gone: readonly Move[] = [
    ({ world }) => put({ card: null, insertion: world.readers[0]?.insertion ?? 0 }),
    () => line('away'),
    () => ({ type: 'ended' }),
  ];
  fc.assert(
    fc.property(anyMoves, fc.constantFrom(...gone), (list, end) => {
      return !JSON.stringify(play(play(ready, list), [end])).includes(typedText);
    }),
    { numRuns: 2_000 },
  );
  t.end();
});

await t.test('every state has a screen, and no screen but the entry of the account shows what was typed', (t) => {
  fc.assert(
    fc.property(anyMoves, (list) => !JSON.stringify(screenFor(play(ready, list))).includes(typedText)),
    { numRuns: 2_000 },
  );
  t.end();
});
