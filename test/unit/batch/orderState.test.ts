/** The states of a batch order: the whole table, and no order runs without the second person that it needs. */
import t from 'tap';
import {
  eventOfCounts,
  isOrderOver,
  nextOrderState,
  type OrderEvent,
  type OrderState,
} from '../../../daemon/batch/orderState.js';

const states: readonly OrderState[] = ['awaitingApproval', 'running', 'paused', 'stopping', 'stopped', 'finished'];
const events: readonly OrderEvent[] = ['approve', 'refuse', 'pause', 'resume', 'stop', 'idle', 'done', 'runAgain'];

/** State by event, in the order of `events`; `-` where an order cannot do that. */
const wanted: Readonly<Record<OrderState, string>> = {
  awaitingApproval: 'running stopped - running stopped - - -',
  running: 'running - paused - stopping running finished running',
  paused: 'paused - - running stopping paused finished paused',
  stopping: 'stopping - - running - stopped finished stopping',
  stopped: '- - - running - - - stopped',
  finished: 'finished - - - - - - running',
};

await t.test('the whole table', (t) => {
  for (const state of states) {
    const row = events.map((event) => nextOrderState(state, event, true) ?? '-').join(' ');
    t.equal(row, wanted[state], state);
  }
  t.end();
});

await t.test('nothing lets an order run that needs a second person and has none', (t) => {
  for (const state of states) for (const event of events) t.not(nextOrderState(state, event, false), 'running');
  t.equal(nextOrderState('stopped', 'resume', false), 'awaitingApproval', 'it is asked for again');
  t.equal(nextOrderState('awaitingApproval', 'resume', false), 'awaitingApproval');
  t.equal(nextOrderState('awaitingApproval', 'stop', false), 'stopped');
  t.end();
});

await t.test('what its cards mean for an order', (t) => {
  t.equal(eventOfCounts({ waiting: 5, working: 1 }), null, 'cards are under way');
  t.equal(eventOfCounts({ waiting: 0, working: 1 }), null);
  t.equal(eventOfCounts({ waiting: 5, working: 0 }), 'idle');
  t.equal(eventOfCounts({ waiting: 0, working: 0 }), 'done');
  t.same(states.filter(isOrderOver), ['stopped', 'finished']);
  t.end();
});
t.end();
