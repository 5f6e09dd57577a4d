/** The card decides what is offered first. */
import t from 'tap';
import type { KnownCard } from '../../../kiosk-ui/api/types.js';
import { newsOf, offersFor } from '../../../kiosk-ui/kiosk/offers.js';
import { renewalOf } from '../../../kiosk-ui/kiosk/renewal.js';
import { card } from './fixtures.js';

const now = Date.parse('2026-01-20T04:00:00Z');
const ending = (notAfter: string, more: Partial<KnownCard> = {}) =>
  card(3, 3, { certificates: [{ use: 'sign', serial: '0A', notAfter }], ...more });
const names = (known: KnownCard) => offersFor(known, now).map(({ flow, pin }) => `${flow}${pin ?? ''}`);

await t.test('a locked PIN first', (t) => {
  const both = ending('2026-02-10T15:59:59Z', { pins: card(0, 0).pins });
  t.same(names(both).slice(0, 3), ['unblockPin1', 'unblockPin2', 'renew']);
  t.same(newsOf(both, now), { kind: 'locked', pins: [1, 2] });
  t.same(names(card(3, 0)).slice(0, 2), ['unblockPin2', 'changePin1']);
  t.end();
});

await t.test('an end within a month first, an end that is over never', (t) => {
  t.equal(names(ending('2026-02-20T15:59:59Z'))[0], 'renew');
  t.equal(newsOf(ending('2026-02-20T15:59:59Z'), now).kind, 'renewable');
  t.equal(names(ending('2026-02-21T15:59:59Z'))[0], 'changePin1');
  t.equal(newsOf(ending('2026-02-21T15:59:59Z'), now).kind, 'fine');
  t.notOk(names(ending('2026-01-19T15:59:59Z')).includes('renew'));
  t.equal(newsOf(ending('2026-01-19T15:59:59Z'), now).kind, 'expired');
  t.end();
});

await t.test('a prepared card applies first; an incomplete one is written again', (t) => {
  t.equal(names(card(3, 3, { lifeCycle: 'prepared' }))[0], 'apply');
  t.notOk(names(card(3, 3, { lifeCycle: 'prepared' })).includes('renew'));
  t.equal(names(card(3, 3, { lifeCycle: 'incomplete' }))[0], 'writeAgain');
  t.notOk(names(card(3, 3)).includes('apply'));
  for (const lifeCycle of ['prepared', 'incomplete', 'issued'] as const) {
    const all = names(card(3, 3, { lifeCycle }));
    t.equal(new Set(all).size, all.length, 'nothing twice');
  }
  t.end();
});

await t.test('the month before the end, by the calendar of Taipei', (t) => {
  const opens = (notAfter: string) => renewalOf(ending(notAfter), now)?.opensOn;
  t.equal(opens('2026-03-31T15:59:59Z'), '2026-02-28');
  t.equal(opens('2028-03-31T15:59:59Z'), '2028-02-29');
  t.equal(opens('2027-01-15T15:59:59Z'), '2026-12-15');
  t.equal(opens('2027-01-15T16:00:00Z'), '2026-12-16', 'midnight in Taipei');
  t.equal(renewalOf(card(3, 3), now), null);
  t.end();
});
