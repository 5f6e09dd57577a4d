/** An issued card in a reader: how many APDUs it hears after its insertion and after a job, through pcscd. */
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { openCard } from '../../../card/drivers/registry.js';
import { PcscTransport } from '../../../card/transport/pcscTransport.js';
import { ReaderBoard } from '../../../daemon/readers/readerBoard.js';
import type { ReaderView } from '../../../daemon/readers/readerView.js';
import { startPcsc } from '../../harness/pcscHarness.js';
import { FileCardStore } from '../../virtual/cardStore.js';
import { secret } from '../../unit/card/support/cards.js';
import { issueInto, readingBudget } from '../../unit/card/support/issued.js';

void t.test('F7: at most 22 APDUs after an insertion and after a job', async (t) => {
  const harness = await startPcsc({ readers: 2 });
  t.teardown(() => harness.stop());
  const stateFile = join(harness.directory, 'issued.json');
  await issueInto(new FileCardStore(stateFile));
  const board = new ReaderBoard({
    transport: new PcscTransport({ socketPath: harness.socketPath }),
    openCard,
    labels: {},
    logger: pino({ level: 'silent' }),
  });
  const news = new EventEmitter();
  const changed = (): void => void news.emit('changed');
  await board.start({ changed, removed: changed, pcscChanged: changed, cardKnown: changed });
  t.teardown(() => board.stop());
  const untilKnown = async (): Promise<ReaderView> => {
    for (;;) {
      const known = board.readers().find(({ card }) => card?.state === 'known');
      if (known !== undefined) return known;
      await once(news, 'changed', { signal: AbortSignal.timeout(20_000) });
    }
  };

  const card = await harness.createCard({ stateFile });
  await card.insert(0);
  const { id, card: view } = await untilKnown();
  t.match(view, { lifeCycle: 'issued', certificates: [{ use: 'sign' }, { use: 'encrypt' }] });
  const inserted = await card.apduCount();
  t.ok(inserted <= readingBudget, `${inserted} APDUs after the insertion, at most ${readingBudget}`);

  const hold = board.hold(id, 'job');
  const driver = await hold.openCard();
  await t.rejects(driver.verifyPin(1, secret('wrongpin')));
  const before = await card.apduCount();
  await hold.release();
  const after = (await card.apduCount()) - before;
  t.ok(after <= readingBudget, `${after} APDUs after the job, at most ${readingBudget}`);
  t.match(board.reader(id)?.card, { pins: [{ triesLeft: 2 }, { triesLeft: 3 }] }, 'what the job changed is read anew');
});
