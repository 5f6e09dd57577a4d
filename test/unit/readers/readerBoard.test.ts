/** What screens are told of a reader that is unplugged while a job holds it; a card that does not answer is read again. */
import { pino } from 'pino';
import t from 'tap';
import { ReaderBoard } from '../../../daemon/readers/readerBoard.js';
import type { ReaderView } from '../../../daemon/readers/readerView.js';
import { HandTransport, lockedCard } from '../jobs/engine.js';

await t.test('a reader that is unplugged and there anew: its old holder is of no interest', async (t) => {
  const transport = new HandTransport();
  const readers = new ReaderBoard({
    transport,
    openCard: () => Promise.resolve(lockedCard()),
    labels: {},
    logger: pino({ level: 'silent' }),
  });
  const told: ReaderView[] = [];
  const knownWhenRemoved: boolean[] = [];
  await readers.start({
    changed: (reader) => told.push(reader),
    removed: (readerId) => knownWhenRemoved.push(readers.reader(readerId) !== null),
    pcscChanged: () => undefined,
    cardKnown: () => undefined,
  });
  transport.insert('kiosk');
  await readers.settled('kiosk');
  const hold = readers.hold('kiosk', 'job');
  transport.unplug('kiosk');
  t.ok(hold.cardGone.aborted, 'the holder hears of it');
  t.same(knownWhenRemoved, [true], 'whoever is told can still look at what was removed');
  t.equal(readers.reader('kiosk'), null);
  transport.insert('kiosk');
  await readers.settled('kiosk');
  const before = told.length;
  await hold.release();
  t.equal(told.length, before, 'nobody is told of the reader that was');
  t.match(readers.reader('kiosk'), { holder: null, card: { state: 'known' }, insertion: 2 });
  await readers.stop();
});

await t.test('a card that cannot be read is read again after a pause, until it answers', async (t) => {
  const transport = new HandTransport();
  let reads = 0;
  const readers = new ReaderBoard({
    transport,
    openCard: () => (++reads < 2 ? Promise.reject(new Error('another program')) : Promise.resolve(lockedCard())),
    labels: {},
    logger: pino({ level: 'silent' }),
  });
  const known = new Promise<ReaderView>((resolve) => {
    void readers.start({
      changed: () => undefined,
      removed: () => undefined,
      pcscChanged: () => undefined,
      cardKnown: resolve,
    });
  });
  transport.insert('kiosk');
  await readers.settled('kiosk');
  t.match(readers.reader('kiosk'), { card: { state: 'failed' } }, 'the first read is shown');
  t.equal(reads, 1);
  const limit = setTimeout(() => t.bailout('the card was not read again'), 20_000);
  t.match(await known, { card: { state: 'known' } });
  clearTimeout(limit);
  t.equal(reads, 2);
  await readers.stop();
});
t.end();
