/** One instance of a blank card personalised: our driver and OpenSC's tools, in turns, on equal virtual cards. */
import { startPcsc, type PcscHarness } from '../harness/pcscHarness.js';
import type { Bench } from './bench.js';
import { DriverStation } from './driverPersonalisation.js';
import { personaliseWithOpensc } from './openscPersonalisation.js';
import { median, spread, type Row } from './row.js';

interface Measured {
  readonly apdus: number;
  readonly wallMs: number;
  /** The card's own part of it, key generation included. */
  readonly busyMs: number;
}

/** A new card of no latency in reader 0, for as long as `work` takes. */
async function onBlankCard(harness: PcscHarness, work: () => Promise<number>): Promise<Measured> {
  const card = await harness.createCard();
  await card.insert(0);
  try {
    const wallMs = await work();
    return { wallMs, ...(await card.statistics()) };
  } finally {
    await card.remove();
  }
}

/** What OpenSC's tools send for one instance. */
export async function openscApdus(folder: string): Promise<number> {
  const harness = await startPcsc({ readers: 2 });
  try {
    return (await onBlankCard(harness, () => personaliseWithOpensc(harness, folder))).apdus;
  } finally {
    await harness.stop();
  }
}

async function measure(runs: number, folder: string): Promise<{ ours: Measured[]; peer: Measured[] }> {
  const harness = await startPcsc({ readers: 2 });
  const station = new DriverStation(harness);
  const [reader = ''] = harness.readers;
  const ours: Measured[] = [];
  const peer: Measured[] = [];
  try {
    await station.start();
    for (let run = 0; run < runs; run++) {
      ours.push(await onBlankCard(harness, () => station.personalise(reader)));
      peer.push(await onBlankCard(harness, () => personaliseWithOpensc(harness, folder)));
    }
    return { ours, peer };
  } finally {
    await station.stop();
    await harness.stop();
  }
}

function rows(ours: readonly Measured[], peer: readonly Measured[]): readonly Row[] {
  const wall = { ours: ours.map(({ wallMs }) => wallMs), peer: peer.map(({ wallMs }) => wallMs) };
  const busy = { ours: ours.map(({ busyMs }) => busyMs), peer: peer.map(({ busyMs }) => busyMs) };
  return [
    {
      name: 'personalisation.apdus',
      ours: median(ours.map(({ apdus }) => apdus)),
      peer: median(peer.map(({ apdus }) => apdus)),
      unit: 'APDUs',
      bar: 0.35,
      better: 'lower',
      notes: ['against pkcs15-init, pkcs15-tool and pkcs11-tool, counted by the virtual card'],
    },
    {
      name: 'personalisation.wallTime',
      ours: median(wall.ours),
      peer: median(wall.peer),
      unit: 'ms',
      bar: 0.35,
      better: 'lower',
      notes: [
        'against the same tools; the key generation, of random length, is in both',
        `wall time, least – median – most: ours ${spread(wall.ours)}, peer ${spread(wall.peer)}`,
        `of which the card was at work: ours ${spread(busy.ours)}, peer ${spread(busy.peer)}`,
      ],
    },
  ];
}

export const personalisation: Bench = {
  rows: ['personalisation.apdus', 'personalisation.wallTime'],
  async run(runs, folder) {
    const { ours, peer } = await measure(runs, folder);
    return rows(ours, peer);
  },
};
