/** Boxes of blank cards: every card is somewhere, and the report of a day adds up. */
import t, { type Test } from 'tap';
import type { Box } from '../../../daemon/stock/boxes.js';
import { openBooks, type Books } from './books.js';

const range = { from: '4790000000000000A000', to: '4790000000000000A063' };
const serial = (n: number): string => `4790000000000000A0${n.toString(16).toUpperCase().padStart(2, '0')}`;
const box = { label: 'BOX-1', family: 'isoapplet-pair', range };

function whole(t: Test, { count, tally }: Box): void {
  const { left, issued, spoiled, returned, missing } = tally;
  t.equal(left + issued + spoiled + returned + missing, count, 'every card is somewhere');
}

await t.test('a box with serial numbers tells where each of its cards is', async (t) => {
  const books = await openBooks(t);
  const { boxes, stock } = books;
  const { id, count, place } = await boxes.receive('anna', { ...box, lot: 'L7', deliveryNote: 'D-12' });
  t.same([count, place], [100, 'store']);
  await boxes.move('anna', id, { kind: 'moved', place: 'line' });
  await books.happens('card.issued', serial(1));
  await books.happens('card.prepared', serial(2));
  await books.happens('card.issued', serial(2));
  await books.happens('card.issued', '4790000000000000FFFF');
  await books.spoils(serial(3));
  await books.cards.register(serial(4), 'isoapplet-pair');
  await boxes.move('anna', id, { kind: 'returned', count: 10 });
  const counted = await boxes.move('anna', id, { kind: 'counted', count: 85 });
  t.match(counted, { place: 'line', tally: { left: 85, issued: 2, spoiled: 1, returned: 10, missing: 2 } });
  whole(t, counted);
  t.match(await boxes.ofCard(serial(99).toLowerCase()), { label: 'BOX-1', lot: 'L7' });
  t.equal(await boxes.ofCard('4790000000000000A064'), null, 'the number after the last one');
  t.equal(await boxes.ofCard('A001'), null, 'a number of another length');
  const { cards, movements } = await boxes.detail(id);
  t.match(cards.slice(0, 3), [{ serial: serial(1), fate: 'issued' }, { fate: 'issued' }, { fate: 'spoiled' }]);
  t.match(cards.at(-1), { serial: serial(4), fate: 'blank' });
  t.same(
    movements.map(({ kind }) => kind),
    ['counted', 'returned', 'moved', 'received'],
  );
  t.equal((await stock.now()).balance, 85 - 1, 'and one card that is of no box was issued');
  t.equal((await stock.now()).inBoxes, 85);
  await t.rejects(boxes.move('anna', id, { kind: 'issued', count: 1 }), { message: 'stock.move.bySerial' });
  await t.rejects(boxes.move('anna', id, { kind: 'returned', count: 86 }), { message: 'stock.move.tooMany' });
  t.same(await stock.ofDay('2026-02-28T16:00:00.000Z', '2026-03-01T16:00:00.000Z'), {
    ...{ opening: 0, received: 100, returned: 10, used: 3, spoiled: 1, missing: 2, expected: 84 },
    ...{ counted: null, difference: null },
  });
  t.equal(await stock.balance('2026-03-01T16:00:00.000Z'), 84, 'the report ends where the next day begins');
});

await t.test('a box of which only the number is known', async (t) => {
  const books = await openBooks(t);
  const { boxes, stock } = books;
  await t.rejects(boxes.receive('anna', { label: 'B', family: 'f' }), { message: 'stock.box.countMissing' });
  const { id } = await boxes.receive('anna', { label: 'B', family: 'f', count: 50 });
  await stock.record('anna', { kind: 'received', count: 5 });
  const open = await boxes.move('anna', id, { kind: 'issued', count: 20 });
  t.equal((await stock.now()).balance, 55, 'what is taken out is still there until a card is used');
  whole(t, open);
  await books.happens('card.issued', 'AA');
  await boxes.move('anna', id, { kind: 'spoiled', count: 1 });
  const found = await boxes.move('anna', id, { kind: 'counted', count: 30 });
  t.match(found.tally, { left: 30, issued: 20, spoiled: 1, returned: 0, missing: -1 }, 'one more than the books knew');
  whole(t, found);
  t.match(await stock.now(), { balance: 54, inBoxes: 30 });
  const { expected, received, used, spoiled, missing } = await stock.ofDay(
    '2026-02-28T16:00:00.000Z',
    '2026-03-01T16:00:00.000Z',
  );
  t.same(
    { expected, received, used, spoiled, missing },
    { expected: 54, received: 55, used: 1, spoiled: 1, missing: -1 },
  );
});

await t.test('a box that cannot be is refused', async (t) => {
  const books = await openBooks(t);
  const { boxes } = books;
  await boxes.receive('anna', box);
  const refused = (request: Parameters<Books['boxes']['receive']>[1], message: string) =>
    t.rejects(boxes.receive('anna', request), { message }, message);
  const other = (from: string, to: string) => ({ label: 'BOX-2', family: 'f', range: { from, to } });
  await refused({ ...box, range: null, count: 1 }, 'stock.box.labelTaken');
  await refused(other(serial(99), '4790000000000000A0FF'), 'stock.range.overlaps');
  await refused(other(serial(5), serial(6)), 'stock.range.overlaps');
  await refused(other('47900000000000000000', '4790000000000000FFFF'), 'stock.range.overlaps');
  await refused({ ...other('00', '0F'), count: 17 }, 'stock.box.tooMany');
  await refused(other('0000000000', 'FFFFFFFFFF'), 'stock.box.countMissing');
  await books.happens('card.issued', 'B001');
  await refused(other('B000', 'B0FF'), 'stock.box.cardsUsed');
  t.match(await boxes.receive('anna', other('4790000000000000A064', '4790000000000000A0FF')), { count: 156 });
  t.match(await boxes.receive('anna', { ...other('A000', 'A063'), label: 'short numbers' }), { count: 100 });
});

await t.test('a movement that was wrong is taken back by another one', async (t) => {
  const books = await openBooks(t);
  const { boxes, stock } = books;
  const wrong = await stock.record('anna', { kind: 'received', count: 500 });
  await boxes.undo('boss', wrong.id, '一盒是 50');
  await stock.record('anna', { kind: 'received', count: 50 });
  t.equal((await stock.now()).balance, 50);
  t.match((await stock.now()).movements, [
    { kind: 'received', count: 50 },
    { kind: 'received', count: 500, undoes: wrong.id, operator: 'boss' },
    { id: wrong.id, undoneBy: String },
  ]);
  await t.rejects(boxes.undo('boss', wrong.id, ''), { message: 'stock.undo.already' });
  await t.rejects(boxes.undo('boss', crypto.randomUUID(), ''), { message: 'stock.undo.unknown' });

  books.setTime('2026-03-01T04:00:00Z');
  const { id } = await boxes.receive('anna', box);
  const [receipt] = (await boxes.detail(id)).movements;
  const returned = await boxes.move('anna', id, { kind: 'returned', count: 40 });
  t.equal(returned.tally.left, 60);
  const [back] = (await boxes.detail(id)).movements;
  await t.rejects(boxes.undo('anna', receipt?.id ?? '', ''), { message: 'stock.undo.boxUsed' });
  const count = await stock.record('anna', { kind: 'counted', count: 49 });
  books.setTime('2026-03-01T05:00:00Z');
  await boxes.undo('anna', back?.id ?? '', '');
  t.match((await boxes.detail(id)).box.tally, { left: 100, returned: 0 });
  const loose = (await stock.now()).movements.find(({ count: n, undoes }) => n === 50 && undoes === null);
  await t.rejects(boxes.undo('anna', loose?.id ?? '', ''), { message: 'stock.undo.counted' });
  t.equal((await stock.now()).balance, 149);
  await boxes.undo('anna', count.id, '');
  t.equal((await stock.now()).balance, 150, 'a count that is taken back is believed no more');
  await boxes.move('anna', id, { kind: 'moved', place: 'line' });
  const [moved] = (await boxes.detail(id)).movements;
  await boxes.undo('anna', moved?.id ?? '', '');
  t.equal((await boxes.detail(id)).box.place, 'store');
  await boxes.undo('anna', receipt?.id ?? '', '');
  t.equal((await stock.now()).balance, 50);
  t.same((await boxes.list('open')).boxes, []);
  await t.rejects(boxes.move('anna', id, { kind: 'counted', count: 7 }), { message: 'stock.move.voided' });
  t.equal((await stock.now()).balance, 50);
  t.match(await boxes.receive('anna', box), { count: 100 }, 'its serial numbers come again');
  t.equal(await books.audit.verify(), null);
});
t.end();
