import t from 'tap';
import { inOrder, keepOrder, matches } from '../../../kiosk-ui/counter/workList.js';
import type { WireRegistration } from '../../../daemon/api/messages.js';

function registration(
  id: string,
  state: WireRegistration['state'],
  approvedAt: string | null = null,
): WireRegistration {
  return {
    raId: 'jcic',
    id,
    state,
    subscriberId: 'Z123456789',
    userIdentifier: `Z123456789-01-${id}`,
    name: '林淑芬',
    approvedAt,
    cardSerial: null,
  };
}

const a = registration('a', 'issued', '2026-01-01T00:00:00Z');
const b = registration('b', 'approved', '2026-01-03T00:00:00Z');
const c = registration('c', 'approved', '2026-01-02T00:00:00Z');
const d = registration('d', 'pending');

await t.test('approved first, the longest waiting at the top', (t) => {
  t.same(inOrder([a, b, c, d]), ['c', 'b', 'd', 'a']);
  t.end();
});

await t.test('a new list moves no row', (t) => {
  const issued = { ...c, state: 'issued' as const };
  t.same(keepOrder(['c', 'b', 'd', 'a'], [a, b, issued, d]), ['c', 'b', 'd', 'a'], 'a state changed');
  t.same(keepOrder(['c', 'd', 'a'], [a, b, c, d]), ['c', 'd', 'a', 'b'], 'a new row comes last');
  t.same(keepOrder(['c', 'b', 'd', 'a'], [a, d]), ['d', 'a'], 'rows that are gone leave');
  t.same(keepOrder([], [a, b, c, d]), inOrder([a, b, c, d]), 'the first list');
  t.end();
});

await t.test('the filter forgives width, case and blanks', (t) => {
  for (const typed of ['z123', 'ｚ１２３', ' Z 123 ', '淑芬', '01-A', ''])
    t.ok(matches(b, typed.replace('A', 'b')), typed);
  t.notOk(matches(b, 'A123'));
  t.ok(matches({ ...b, cardSerial: '4790534D0000' }, '534d'), 'the card’s number, from a scanner');
  t.end();
});
