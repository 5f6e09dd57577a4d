/** The work list keeps its order under the eye, and finds the case that was typed. */
import t from 'tap';
import { inOrder, keepOrder, matches, theOne } from '../../../kiosk-ui/counter/cases/workList.js';
import type { WireRegistration } from '../../../daemon/contract/messages.js';

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

const keys = (...ids: readonly string[]) => ids.map((id) => `jcic ${id}`);

const a = registration('a', 'issued', '2026-01-01T00:00:00Z');
const b = registration('b', 'approved', '2026-01-03T00:00:00Z');
const c = registration('c', 'approved', '2026-01-02T00:00:00Z');
const d = registration('d', 'pending');

await t.test('approved first, the longest waiting at the top', (t) => {
  t.same(inOrder([a, b, c, d]), keys('c', 'b', 'd', 'a'));
  t.end();
});

await t.test('a new list moves no row', (t) => {
  const issued = { ...c, state: 'issued' as const };
  t.same(keepOrder(keys('c', 'b', 'd', 'a'), [a, b, issued, d]), keys('c', 'b', 'd', 'a'), 'a state changed');
  t.same(keepOrder(keys('c', 'd', 'a'), [a, b, c, d]), keys('c', 'd', 'a', 'b'), 'a new row comes last');
  t.same(keepOrder(keys('c', 'b', 'd', 'a'), [a, d]), keys('d', 'a'), 'rows that are gone leave');
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

await t.test('Enter opens a case only when it is clear which', (t) => {
  const list = [a, b, { ...c, cardSerial: '00AA' }, { ...d, subscriberId: '70759028', cardSerial: '00AABB' }];
  t.equal(theOne(list, '7075'), list[3], 'the only one that matches');
  t.equal(theOne(list, ' ００ａａ '), list[2], 'two match, one is exactly that');
  t.equal(theOne(list, 'Z123456789'), null, 'three have it');
  t.equal(theOne(list, 'X'), null);
  t.equal(theOne([a], ' '), null, 'nothing was typed');
  t.end();
});

await t.test('two RAs may give one id', (t) => {
  const other = { ...b, raId: 'other' };
  t.same(keepOrder(keys('b'), [other, b]), ['jcic b', 'other b']);
  t.end();
});
