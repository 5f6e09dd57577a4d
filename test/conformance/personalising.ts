/** A blank card that becomes an issued one, by our driver and by the tools of others: how many APDUs it takes each. */
import type { CardDriver } from '../../card/drivers/driver.js';
import { openCard } from '../../card/drivers/registry.js';
import type { CardConnection } from '../../card/transport/connection.js';
import { PcscTransport } from '../../card/transport/pcscTransport.js';
import { traced } from '../../card/transport/trace.js';
import { startPcsc, type PcscHarness } from '../harness/pcscHarness.js';
import { Checks } from './checks.js';
import { begin, personalise } from './course.js';
import type { ConformanceFamily } from './families.js';
import { UsageError } from './options.js';

/** Waits for the card: `start` returns before the readers are known. */
export async function transportTo(reader: string, socketPath?: string): Promise<PcscTransport> {
  const transport = new PcscTransport(socketPath === undefined ? {} : { socketPath });
  const present = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new UsageError(`there is no card in a reader named ${reader}`)), 10_000);
    void transport.start({
      readerChanged: (state) => {
        if (state.reader !== reader || !state.card.present) return;
        clearTimeout(limit);
        resolve();
      },
      readerRemoved: () => undefined,
      serviceChanged: () => undefined,
    });
  });
  try {
    await present;
    return transport;
  } catch (error) {
    await transport.stop();
    throw error;
  }
}

export interface BlankCard {
  readonly connection: CardConnection;
  readonly card: CardDriver;
  /** APDUs since the card was opened. */
  readonly apdus: () => number;
}

/**
 * @param serial of the card that may be spent; null: whatever is in the reader, a virtual card
 * @throws {UsageError} when it is another card, or not blank
 */
export async function openBlank(transport: PcscTransport, reader: string, serial: string | null): Promise<BlankCard> {
  let apdus = 0;
  const connection = traced(await transport.connect(reader), () => (apdus += 1));
  const card = await openCard(connection);
  if (serial !== null && card.identity.serial !== serial) {
    throw new UsageError(`the card in ${reader} is ${card.identity.serial}; nothing was done to it`);
  }
  if ((await card.lifeCycle()) !== 'blank') throw new UsageError('the card is not blank; nothing was done to it');
  return { connection, card, apdus: () => apdus };
}

/** What the judge's tools send for the result that ours is compared with. @param folder for their files */
export async function judgeApdus(
  harness: PcscHarness,
  { virtualCard, judge, judgeTimes }: ConformanceFamily,
  folder: string,
): Promise<number> {
  const card = await harness.createCard(virtualCard);
  await card.insert(0);
  await judge(harness, folder);
  return (await card.apduCount()) * judgeTimes;
}

export interface PersonalisingApdus {
  /** From opening the blank card to the first use of each key. */
  readonly ours: number;
  readonly judge: number;
}

/** Counts both on new virtual cards. The same every time. @throws when a card does not become what it should */
export async function countPersonalising(family: ConformanceFamily, folder: string): Promise<PersonalisingApdus> {
  const harness = await startPcsc({ readers: 2 });
  try {
    const [reader = ''] = harness.readers;
    const card = await harness.createCard(family.virtualCard);
    await card.insert(0);
    const transport = await transportTo(reader, harness.socketPath);
    const ours = await personaliseBlank(transport, reader).finally(() => transport.stop());
    await card.remove();
    return { ours, judge: await judgeApdus(harness, family, folder) };
  } finally {
    await harness.stop();
  }
}

async function personaliseBlank(transport: PcscTransport, reader: string): Promise<number> {
  const { connection, card, apdus } = await openBlank(transport, reader, null);
  const checks = new Checks(() => undefined);
  await personalise(begin(card, checks));
  await connection.disconnect('reset');
  const failed = checks.all.filter(({ outcome }) => outcome === 'failed').map(({ what }) => what);
  if (failed.length > 0) throw new Error(`${card.identity.family}: ${failed.join('; ')}`);
  return apdus();
}
