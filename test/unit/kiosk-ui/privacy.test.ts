/** Whatever happens in whatever order: what was typed is gone when the card, the line or the person is gone. */
import fc from 'fast-check';
import t from 'tap';
import { screenFor } from '../../../kiosk-ui/kiosk/screen.js';
import { next } from '../../../kiosk-ui/kiosk/next.js';
import type { FlowName, Visit, VisitEvent } from '../../../kiosk-ui/kiosk/visit.js';
import { card, failure, job, line, put, raIs, ready, record, tell, terms } from './fixtures.js';

const typedText = 'TYPED-BY-THE-PERSON';
const flowNames: readonly FlowName[] = ['apply', 'renew', 'view', 'writeAgain', 'websitePassword', 'partner'];
const prepared = card(3, 3, { lifeCycle: 'prepared' });
const states = ['running', 'waitingForCard', 'waitingForRa', 'waitingForPerson', 'finished', 'failed'] as const;

/** An event that depends on where the visit stands. */
type Move = (visit: Visit) => VisitEvent;

const nothing: VisitEvent = { type: 'time', now: 0 };
const learned = { record, terms, targets: { stick: null, link: true }, certificate: null };

const moves: readonly Move[] = [
  () => ({ type: 'touched' }),
  () => ({ type: 'typed', text: typedText }),
  () => ({ type: 'typed', text: typedText }),
  () => ({ type: 'back' }),
  () => ({ type: 'retry' }),
  () => ({ type: 'left' }),
  () => ({ type: 'confirmed' }),
  () => ({ type: 'confirmed' }),
  () => ({ type: 'sent' }),
  () => ({ type: 'sent' }),
  () => ({ type: 'unanswered', task: null }),
  ({ stage }) => ('task' in stage ? { type: 'unanswered', task: stage.task } : nothing),
  ({ stage }) =>
    'task' in stage ? { type: 'answered', task: stage.task, answered: { kind: 'learned', learned } } : nothing,
  ({ stage }) =>
    'task' in stage ? { type: 'answered', task: stage.task, answered: { kind: 'job', job: job() } } : nothing,
  ({ stage }) =>
    'task' in stage
      ? { type: 'refused', task: stage.task, failure: failure('ra.refused.passwordWrong') }
      : { type: 'touched' },
  ({ stage }) =>
    'task' in stage
      ? { type: 'refused', task: stage.task, failure: failure('ra.refused.passwordChangeRequired') }
      : nothing,
  ...flowNames.map((flow) => () => ({ type: 'chosen', flow, pin: null }) as const),
  () => ({ type: 'chosen', flow: 'unblockPin', pin: 1 }),
  () => ({ type: 'chosen', flow: 'changePin', pin: 2 }),
  () => ({ type: 'accepted', job: job() }),
  () => ({ type: 'answering', job: job({ question: { kind: 'authoriseAgain', pin: 1, reason: failure('x') } }) }),
  ({ world }) => put({ card: card(0, 1), insertion: (world.readers[0]?.insertion ?? 0) + 1 }),
  ({ world }) => put({ card: prepared, insertion: (world.readers[0]?.insertion ?? 0) + 1 }),
  ({ world }) => put({ card: null, insertion: world.readers[0]?.insertion ?? 0 }),
  () => raIs(true),
  () => raIs(false),
  () => line('open'),
  () => line('away'),
  () => tell({ type: 'sticks' }),
  ...states.map((state) => () => tell({ type: 'job', job: job({ state }) })),
];

const anyMoves = fc.array(fc.constantFrom(...moves), { maxLength: 60 });
const play = (visit: Visit, list: readonly Move[]) => list.reduce((state, move) => next(state, move(state)), visit);

const withoutCard = ({ stage }: Visit) => 'task' in stage && stage.task.card === null;
const cardGone: Move = ({ world }) => put({ card: null, insertion: world.readers[0]?.insertion ?? 0 });

await t.test('nothing typed outlives the card that it is for', (t) => {
  fc.assert(
    fc.property(anyMoves, (list) => {
      const after = play(play(ready, list), [cardGone]);
      return withoutCard(after) || !JSON.stringify(after).includes(typedText);
    }),
    { numRuns: 2_000 },
  );
  t.end();
});

await t.test('nothing typed and nothing learned outlives the line or the visit', (t) => {
  const gone: readonly Move[] = [() => line('away'), () => ({ type: 'ended' })];
  fc.assert(
    fc.property(anyMoves, fc.constantFrom(...gone), (list, end) => {
      const after = JSON.stringify(play(play(ready, list), [end]));
      return !after.includes(typedText) && !after.includes(record.registration.name);
    }),
    { numRuns: 2_000 },
  );
  t.end();
});

await t.test('whenever a person may have logged in and left, the daemon is told to wipe', (t) => {
  const isPrivate = ({ stage }: Visit) => 'task' in stage || stage.at === 'job';
  fc.assert(
    fc.property(anyMoves, (list) => {
      let visit = ready;
      return list.every((move) => {
        const before = visit;
        visit = next(visit, move(visit));
        return !isPrivate(before) || isPrivate(visit) || visit.wipes > before.wipes;
      });
    }),
    { numRuns: 500 },
  );
  t.end();
});

await t.test('every state has a screen, and no screen shows what was typed', (t) => {
  fc.assert(
    fc.property(anyMoves, (list) => !JSON.stringify(screenFor(play(ready, list))).includes(typedText)),
    { numRuns: 2_000 },
  );
  t.end();
});
