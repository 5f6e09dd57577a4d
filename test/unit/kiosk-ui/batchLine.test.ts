/** The line's screen: what it keeps of what it is told, how keys move, what is heard, what a scanner may not press. */
import t from 'tap';
import type { WireBatchLine, WireBatchOrder, WireBatchTile } from '../../../daemon/contract/messages.js';
import { emptyLine, learnLine } from '../../../kiosk-ui/api/line.js';
import { changesOf, columnsFor, moveFocus, shownOf } from '../../../kiosk-ui/batch/tileStates.js';
import { badLinesCsv } from '../../../kiosk-ui/batch/orders/badLinesCsv.js';
import { numbersOf, rangesOf } from '../../../kiosk-ui/batch/orders/numbers.js';
import { remainingWords } from '../../../kiosk-ui/batch/orders/orderRules.js';
import { endsScan } from '../../../kiosk-ui/batch/scanner.js';
import { failure } from './fixtures.js';

function tile(readerId: string, light: WireBatchTile['light'], more: Partial<WireBatchTile> = {}): WireBatchTile {
  return {
    readerId,
    name: readerId.toUpperCase(),
    light,
    waitsFor: null,
    cardSerial: null,
    work: null,
    question: null,
    failure: null,
    issued: 0,
    failed: 0,
    ...more,
  };
}

function order(id: string, failed: number): WireBatchOrder {
  return {
    id,
    raId: 'jcic',
    raOrderId: null,
    name: id,
    product: 'issueCard',
    state: 'running',
    priority: 5,
    placedBy: 'batch1',
    placedAt: '2026-11-22T08:00:00Z',
    approvedBy: null,
    startedAt: null,
    endedAt: null,
    counts: { total: 100, waiting: 100 - failed, working: 0, issued: 0, failed },
    cardsAnHour: null,
    remainingSeconds: null,
  };
}

function lineOf(tiles: WireBatchTile[], orders: WireBatchOrder[] = []): WireBatchLine {
  return { tiles, otherReaders: [], orders, approvalAbove: 500, failures: [], outside: [] };
}

await t.test('a tile that is told is shown, also when an older answer comes after it', (t) => {
  const known = learnLine(emptyLine, { type: 'batchLine', line: lineOf([tile('a', 'insert'), tile('b', 'insert')]) });
  const asked = learnLine(known, { type: 'batchAsked' });
  const told = learnLine(asked, { type: 'batchTile', tile: tile('b', 'working') });
  t.same(
    told.line?.tiles.map(({ light }) => light),
    ['insert', 'working'],
  );
  const answered = learnLine(told, { type: 'batchLine', line: lineOf([tile('a', 'good'), tile('b', 'insert')]) });
  t.same(
    answered.line?.tiles.map(({ light }) => light),
    ['good', 'working'],
  );
  t.end();
});

await t.test('another count of failures asks for the line again, another count of cards does not', (t) => {
  const known = learnLine(emptyLine, { type: 'batchLine', line: lineOf([], [order('o', 1)]) });
  const same = learnLine(known, { type: 'batchOrder', order: order('o', 1) });
  t.equal(same.version, known.version);
  t.equal(learnLine(same, { type: 'batchOrder', order: order('o', 2) }).version, known.version + 1);
  t.equal(learnLine(same, { type: 'batchOrder', order: order('new', 0) }).version, known.version + 1);
  t.equal(learnLine(same, { type: 'batch' }).version, known.version + 1);
  t.end();
});

await t.test('sixteen tiles stand four by four, and the arrow keys stay among them', (t) => {
  t.same([1, 2, 4, 5, 9, 10, 16].map(columnsFor), [1, 2, 2, 3, 3, 4, 4]);
  t.equal(moveFocus(0, 'ArrowRight', 16), 1);
  t.equal(moveFocus(0, 'ArrowDown', 16), 4);
  t.equal(moveFocus(5, 'ArrowUp', 16), 1);
  t.equal(moveFocus(0, 'ArrowUp', 16), 0, 'nothing is above');
  t.equal(moveFocus(13, 'ArrowDown', 14), 13, 'nothing is below');
  t.equal(moveFocus(7, 'Home', 16), 0);
  t.equal(moveFocus(7, 'End', 16), 15);
  t.equal(moveFocus(7, 'Enter', 16), null);
  t.end();
});

await t.test('what waits for a hand is heard once, when it comes', (t) => {
  const before = [tile('a', 'working'), tile('b', 'working'), tile('c', 'good'), tile('d', 'working')];
  const after = [tile('a', 'good'), tile('b', 'bad'), tile('c', 'good'), tile('d', 'working'), tile('e', 'bad')];
  t.same(
    changesOf(before, after).map(({ readerId, sound }) => [readerId, sound]),
    [
      ['a', 'good'],
      ['b', 'bad'],
    ],
  );
  t.same(
    changesOf([tile('a', 'good')], [tile('a', 'insert')]).map(({ sound }) => sound),
    ['putIn'],
  );
  t.same(changesOf(after, after), []);
  const question = { kind: 'decide', reason: failure('issueCard.write.failed') } as const;
  t.equal(shownOf(tile('a', 'bad', { question })), 'ask');
  t.end();
});

await t.test('a scan ends without pressing anything; a person’s Enter presses', (t) => {
  t.ok(endsScan('Enter', 8));
  t.ok(endsScan('Tab', 8));
  t.notOk(endsScan('Enter', 400));
  t.notOk(endsScan('Enter', null));
  t.notOk(endsScan('ArrowDown', 8));
  t.end();
});

await t.test('remaining time in minutes, rounded up', (t) => {
  t.same(remainingWords(null), { word: 'remainingUnknown' });
  t.same(remainingWords(59), { word: 'remainingSoon' });
  t.same(remainingWords(61), { word: 'remainingMinutes', values: { n: 2 } });
  t.same(remainingWords(3_600), { word: 'remainingHours', values: { hours: 1, n: 0 } });
  t.end();
});

await t.test('numbers of cards as people type them', (t) => {
  t.equal(numbersOf(' '), null);
  t.same(numbersOf('7-9、3，3'), [3, 7, 8, 9]);
  t.same(numbersOf('１２'), [12]);
  for (const bad of ['0', '9-7', 'a', '1-501', '1,,x']) t.equal(numbersOf(bad), 'bad', bad);
  t.equal(rangesOf([1, 3, 4, 5, 9]), '1, 3-5, 9');
  t.same(numbersOf(rangesOf([2, 3, 8])), [2, 3, 8]);
  t.equal(rangesOf([]), '');
  t.end();
});

await t.test('bad lines as CSV: quoted where needed, no cell is a formula', (t) => {
  t.equal(
    badLinesCsv([
      ['Line', 'Value'],
      ['4', '=1+1'],
      ['5', 'a "b", c'],
    ]),
    '\uFEFFLine,Value\r\n4,\'=1+1\r\n5,"a ""b"", c"\r\n',
  );
  t.end();
});
t.end();
