/** What a monitor reports of pcscd, its readers and their cards. */
import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import type { MonitorEvent } from '../../../card/transport/messages.js';
import { watchReaders } from '../../../card/transport/readerWatch.js';

class Reader extends EventEmitter {
  constructor(readonly name: string) {
    super();
  }
}

interface Watch {
  readonly list: EventEmitter;
  readonly reports: MonitorEvent[];
  readonly ends: () => number;
  readonly plug: (...names: readonly string[]) => Promise<readonly Reader[]>;
}

/** @param absences how often pcscd is not there yet */
function watched(absences = 0, emptyListMs = 20): Watch {
  const list = new EventEmitter();
  const reports: MonitorEvent[] = [];
  let [left, ends] = [absences, 0];
  watchReaders({
    list: () => {
      if (left-- > 0) throw new Error('no pcscd');
      return list;
    },
    report: (event) => reports.push(event),
    end: () => (ends += 1),
    retryMs: 1,
    emptyListMs,
  });
  const plug = async (...names: readonly string[]): Promise<readonly Reader[]> => {
    const readers = names.map((name) => new Reader(name));
    for (const reader of readers) list.emit('reader', reader);
    await new Promise(setImmediate);
    return readers;
  };
  return { list, reports, ends: () => ends, plug };
}

const lost = { kind: 'serviceUnavailable', detail: 'Error: no pcscd' } as const;

await t.test('pcscd that is not there is reported and tried again', async (t) => {
  const { reports } = watched(2, 5);
  t.same(reports, [lost]);
  while (reports.length < 4) await pause(2);
  t.same(reports, [lost, lost, { kind: 'serviceAvailable' }, { kind: 'readers', readers: [] }]);
});

await t.test('the readers that are there are listed together and once', async (t) => {
  const { reports, plug } = watched();
  await plug('one', 'two');
  const listed = { kind: 'readers', readers: ['one', 'two'] };
  t.same(reports, [{ kind: 'serviceAvailable' }, listed]);
  await plug('late');
  await pause(30);
  t.same(reports, [{ kind: 'serviceAvailable' }, listed], 'a reader that is plugged in later shows by its state');
});

await t.test('states and removals of a reader', async (t) => {
  const { reports, plug, ends } = watched();
  const [reader] = await plug('one');
  reader?.emit('status', { state: 0x22, atr: Buffer.from('3b00', 'hex') });
  reader?.emit('status', { state: 0x12 });
  reader?.emit('end');
  t.same(reports.slice(2), [
    { kind: 'status', reader: 'one', eventState: 0x22, atr: '3b00' },
    { kind: 'status', reader: 'one', eventState: 0x12, atr: '' },
    { kind: 'readerRemoved', reader: 'one' },
  ]);
  t.equal(ends(), 0, 'an unplugged reader does not end the monitor');
});

await t.test('pcscd is lost: reported, then the process ends, whoever notices it', async (t) => {
  for (const noticedBy of ['list', 'reader'] as const) {
    const { list, reports, plug, ends } = watched();
    const [reader] = await plug('one');
    (noticedBy === 'list' ? list : reader)?.emit('error', new Error('no pcscd'));
    t.same(reports.at(-1), lost, noticedBy);
    t.equal(ends(), 1, noticedBy);
  }
});
