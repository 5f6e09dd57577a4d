/** Sixteen readers at work at once on cards with a real card's timing, against one of them alone. */
import type { ApiClient } from '../harness/apiClient.js';
import { registerApproved, type TestRegistration } from '../harness/raOffice.js';
import { Site } from '../harness/site.js';
import { timed, type Bench } from './bench.js';
import { issueOrder, takeOut, untilFinished } from './counter.js';
import { processorSeconds } from './processTree.js';
import { spread, type Row } from './row.js';

const readers = 16;
/** The same cards in each reader: with equal seeds their keys take equally long. */
const cardsEach = 3;

/** Feeds `cardsEach` cards into a reader, one after the other. @returns how long it took, s */
async function feed(
  site: Site,
  staff: ApiClient,
  reader: number,
  registrations: readonly TestRegistration[],
): Promise<number> {
  const pcscName = site.pcsc.readers[reader] ?? '';
  const { ms } = await timed(async () => {
    for (const [i, { id: registrationId }] of registrations.entries()) {
      const card = await site.pcsc.createCard({ timing: { model: 'j3r180', seed: `line-${i + 1}` }, keys: 'quick' });
      await card.insert(reader);
      const { id } = await staff.createJob(issueOrder(await staff.untilCard(pcscName), registrationId));
      await untilFinished(staff, id);
      await takeOut(staff, card, pcscName);
    }
  });
  return ms / 1_000;
}

async function measure(site: Site): Promise<readonly Row[]> {
  const staff = await site.staff();
  const people = await registerApproved(site.ra, (readers + 2) * cardsEach, 1, { withoutPassword: true });
  const next = (): TestRegistration[] => people.splice(0, cardsEach);
  // The first cards start each reader's child process.
  await feed(site, staff, 0, next());
  const alone = await feed(site, staff, 0, next());
  const before = processorSeconds(site.gateway.pid);
  const { value: together, ms } = await timed(() =>
    Promise.all(site.pcsc.readers.map((_, reader) => feed(site, staff, reader, next()))),
  );
  const cores = (processorSeconds(site.gateway.pid) - before) / (ms / 1_000);
  const cardsAnHour = (seconds: number): number => (3_600 * cardsEach) / seconds;
  return [
    {
      name: 'line.sixteenReaders',
      ours: together.reduce((sum, seconds) => sum + cardsAnHour(seconds), 0),
      peer: readers * cardsAnHour(alone),
      unit: 'cards/h',
      bar: 0.95,
      better: 'higher',
      notes: [
        `${readers} readers at once, against ${readers} × one of them alone; ${cardsEach} cards each, the same in every reader`,
        `s for ${cardsEach} cards: alone ${alone.toFixed(1)}, together, least – median – most, ${spread(together)}`,
      ],
    },
    {
      name: 'line.cores',
      ours: cores,
      peer: 1,
      unit: 'cores',
      bar: 1,
      better: 'lower',
      notes: ['processor time of the daemon and its children meanwhile, against one core'],
    },
  ];
}

export const sixteenReaders: Bench = {
  rows: ['line.sixteenReaders', 'line.cores'],
  async run(_runs, folder) {
    const site = await Site.start({ directory: folder, readers });
    try {
      return await measure(site);
    } finally {
      await site.stop();
    }
  },
};
