/** The states of a job: which event leads where, what is over stays over, every open state outlives a restart. */
import t from 'tap';
import { endStates, isOver, transition, type JobEvent, type JobState } from '../../../daemon/jobs/state.js';

await t.test('a job goes its way', (t) => {
  const way: [JobEvent, JobState][] = [
    ['raLost', 'waitingForRa'],
    ['raBack', 'running'],
    ['asked', 'waitingForPerson'],
    ['answered', 'running'],
    ['cardLost', 'waitingForCard'],
    ['cardBack', 'running'],
    ['allStepsDone', 'finished'],
  ];
  let state: JobState = 'running';
  for (const [event, next] of way) {
    state = transition(state, event);
    t.equal(state, next);
  }
  t.end();
});

await t.test('what is over stays over', (t) => {
  const events: JobEvent[] = [
    'cardLost',
    'cardBack',
    'raLost',
    'raBack',
    'asked',
    'answered',
    'allStepsDone',
    'failedForGood',
    'cancelled',
  ];
  for (const state of endStates) {
    t.ok(isOver(state));
    for (const event of events) t.throws(() => transition(state, event), { message: /cannot take/ });
  }
  t.end();
});

await t.test('every open state survives a restart: its card is waited for', (t) => {
  for (const state of ['running', 'waitingForCard', 'waitingForRa', 'waitingForPerson'] as const) {
    t.equal(transition(state, 'cardLost'), 'waitingForCard');
  }
  t.end();
});
