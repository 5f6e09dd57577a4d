/** What the daemon costs with sixteen readers: memory, and the time of its start. */
import { registerApproved } from '../harness/raOffice.js';
import { Site } from '../harness/site.js';
import { timed, type Bench } from './bench.js';
import { issueOrder, untilFinished } from './counter.js';
import { processTree, proportionalMb } from './processTree.js';
import { median, spread, type Row } from './row.js';

const readers = 16;
const mostMb = 300;
const mostReadyS = 1.5;

/** A card issued in every reader, all at once. */
async function issueEverywhere(site: Site): Promise<void> {
  const staff = await site.staff();
  const registrations = await registerApproved(site.ra, readers);
  await Promise.all(
    site.pcsc.readers.map(async (pcscName, i) => {
      const card = await site.pcsc.createCard();
      await card.insert(i);
      const { id } = await staff.createJob(issueOrder(await staff.untilCard(pcscName), registrations[i]?.id ?? ''));
      await untilFinished(staff, id);
      await staff.untilCard(pcscName);
    }),
  );
}

function memory(site: Site): Row {
  const processes = processTree(site.gateway.pid).map(proportionalMb);
  const [own = 0, ...children] = processes;
  return {
    name: 'daemon.pss',
    ours: processes.reduce((sum, mb) => sum + mb, 0),
    peer: mostMb,
    unit: 'MB',
    bar: 1,
    better: 'lower',
    notes: [
      `daemon and ${children.length} children, ${readers} readers, a card issued in each, against ${mostMb} MB; measured once`,
      `the daemon itself ${own.toFixed(0)} MB; each child, least – median – most: ${spread(children)}`,
    ],
  };
}

async function start(runs: number, site: Site): Promise<Row> {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    await site.gateway.stop();
    const { ms } = await timed(() => site.restartGateway());
    seconds.push(ms / 1_000);
    const staff = await site.staff();
    await Promise.all(site.pcsc.readers.map((pcscName) => staff.untilCard(pcscName)));
  }
  return {
    name: 'daemon.ready',
    ours: median(seconds),
    peer: mostReadyS,
    unit: 's',
    bar: 1,
    better: 'lower',
    notes: [
      `from starting the process to "ready", ${readers} readers with cards in them, against ${mostReadyS} s`,
      `least – median – most: ${spread(seconds)}`,
    ],
  };
}

export const daemonProcess: Bench = {
  rows: ['daemon.ready', 'daemon.pss'],
  async run(runs, folder) {
    const site = await Site.start({ directory: folder, readers });
    try {
      await issueEverywhere(site);
      const pss = memory(site);
      return [await start(runs, site), pss];
    } finally {
      await site.stop();
    }
  },
};
