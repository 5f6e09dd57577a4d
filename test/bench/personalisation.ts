/** One instance of a blank card personalised: our driver and OpenSC's tools, in turns, on equal virtual cards. */
import { startPcsc, type PcscHarness } from '../harness/pcscHarness.js';
import type { Bench } from './bench.js';
import { DriverStation } from './driverPersonalisation.js';
import { personaliseWithOpensc } from './openscPersonalisation.js';
import { median, spread, type Row } from './row.js';

interface Measured {
  readonly apdus: number;
  readonly wallMs: number;
  /** The part of it in which the card made its key. */
  readonly generationMs: number;
}

/** A new card of no latency in reader 0, for as long as `work` takes. */
async function onBlankCard(harness: PcscHarness, work: () => Promise<number>): Promise<Measured> {
  const card = await harness.createCard();
  await card.insert(0);
  try {
    const wallMs = await work();
    const { apdus, generationMs } = await card.statistics();
    return { apdus, wallMs, generationMs };
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

const wholeMs = ({ wallMs }: Measured): number => wallMs;
const withoutGenerationMs = ({ wallMs, generationMs }: Measured): number => wallMs - generationMs;

function rows(ours: readonly Measured[], peer: readonly Measured[]): readonly Row[] {
  const whole = { ours: ours.map(wholeMs), peer: peer.map(wholeMs) };
  const without = { ours: ours.map(withoutGenerationMs), peer: peer.map(withoutGenerationMs) };
  const wholeRatio = (median(whole.ours) / median(whole.peer)).toFixed(3);
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
      ours: median(without.ours),
      peer: median(without.peer),
      unit: 'ms',
      bar: 0.35,
      better: 'lower',
      notes: [
        'against the same tools; without the key generation, which is the same for both and of random length',
        `least – median – most: ours ${spread(without.ours)}, peer ${spread(without.peer)}`,
        `with the key generation: ours ${spread(whole.ours)}, peer ${spread(whole.peer)}, ratio of the medians ${wholeRatio}`,
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
