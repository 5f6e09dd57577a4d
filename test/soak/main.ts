/** `npm run soak`: an order of many cards through the line, with mishaps, and what became of everything. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '../../base/projectRoot.js';
import type { WireBatchOrder, WireBatchReport, WirePlacedBatchOrder } from '../../daemon/contract/messages.js';
import { placeBatchOrder, registerApproved, type TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import { batchOperator, Site } from '../harness/site.js';
import { Hands } from './hands.js';
import { LineScreen } from './lineScreen.js';
import { memoryChecks, sampleMemory, type MemorySample } from './memory.js';
import { Mishaps } from './mishaps.js';
import { readOptions, UsageError, type SoakOptions } from './options.js';
import { verdict } from './verdict.js';

/** People with a website password: the PUKs of their cards are asked for in the end. */
const peopleAsked = 10;
const cardsKept = 40;
const tellEveryMs = 5_000;
/** So long without a card is a fault. */
const longestStillMs = 60_000;

/** Equal seeds give equal numbers in [0, 1). */
function randomFrom(seed: string): () => number {
  let drawn = 0;
  return () => createHash('sha256').update(`${seed} ${drawn++}`).digest().readUInt32LE() / 2 ** 32;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function registerPeople({ ra }: Site, cards: number): Promise<readonly TestRegistration[]> {
  const asked = Math.min(peopleAsked, cards);
  const withPassword = await registerApproved(ra, asked, 1, { channel: 'batch' });
  const portion = 5_000;
  const others: TestRegistration[] = [];
  for (let from = asked + 1; from <= cards; from += portion) {
    const count = Math.min(portion, cards - from + 1);
    others.push(...(await registerApproved(ra, count, from, { channel: 'batch', withoutPassword: true })));
  }
  return [...withPassword, ...others];
}

async function placeOrder(
  site: Site,
  screen: LineScreen,
  people: readonly TestRegistration[],
): Promise<WireBatchOrder> {
  const raOrderId = await placeBatchOrder(site.ra, { name: 'soak', registrations: people.map(({ id }) => id) });
  const request = { from: 'ra', raId: site.gatewaySettings.ras[0]?.profile, raOrderId };
  const { order } = await screen.request<WirePlacedBatchOrder>('POST', '/api/batch/orders', request);
  for (const pcscName of site.pcsc.readers) {
    const path = `/api/batch/readers/${encodeURIComponent(screen.readerId(pcscName))}`;
    await screen.request('PUT', path, { onLine: true });
  }
  return order;
}

/** Tells where it stands, and has failed cards run again, until every card is issued. @throws {Error} when nothing goes on */
async function attend(
  site: Site,
  screen: LineScreen,
  { id, counts: { total } }: WireBatchOrder,
  told: () => string,
  mishaps: Mishaps,
): Promise<readonly MemorySample[]> {
  const memory: MemorySample[] = [];
  const begunMs = performance.now();
  let issued = 0;
  let still = 0;
  let stall = (): void => undefined;
  const stalled = new Promise<never>((_, reject) => {
    stall = () => reject(new Error(`nothing goes on:\n${[...mishaps.moving, screen.tells()].join('\n')}`));
  });
  const timer = setInterval(() => {
    still = memory.at(-1)?.cards === issued ? still + 1 : 0;
    if (still * tellEveryMs > longestStillMs) stall();
    const sample = sampleMemory(site.gateway.pid, mishaps.counts.killed, issued);
    memory.push(sample);
    if (screen.order(id)?.counts.failed !== 0) {
      // A daemon that is away is asked again the next time.
      screen
        .request('POST', `/api/batch/orders/${id}/runs-again`, { numbers: null })
        .catch((error: unknown) => say(`· ${String(error)}`));
    }
    const speed = (1_000 * issued) / (performance.now() - begunMs);
    say(`· ${issued} of ${total} cards, ${speed.toFixed(1)} a second, ${sample.mb.toFixed(0)} MB; ${told()}`);
  }, tellEveryMs);
  try {
    for (;;) {
      const next = screen.untilOrder(id, ({ counts }) => counts.issued !== issued);
      const now = await Promise.race([next, stalled]);
      issued = now.counts.issued;
      if (issued === total) return memory;
    }
  } finally {
    clearInterval(timer);
  }
}

async function soak(options: SoakOptions, folder: string): Promise<boolean> {
  const { cards, readers, seed, json } = options;
  const random = randomFrom(seed);
  const settings = { batch: { approvalAbove: cards } };
  const site = await Site.start({ directory: folder, readers, staff: [batchOperator], settings });
  try {
    say(`· ${cards} people are registered`);
    const people = await registerPeople(site, cards);
    const screen = await LineScreen.open(site);
    const order = await placeOrder(site, screen, people);
    const mishaps = new Mishaps(site, screen);
    const kept: CardHandle[] = [];
    const keep = (card: CardHandle): boolean => kept.length < cardsKept && kept.push(card) > 0;
    const hands = new Hands({
      ...{ options, screen, random, keep, pcsc: site.pcsc },
      orderId: order.id,
      move: mishaps.move,
    });
    const { seen } = hands;
    const told = (): string =>
      JSON.stringify({
        ...mishaps.counts,
        pulled: seen.pulled,
        asked: seen.asked,
        failed: seen.failed,
        ...seen.reasons,
        wrong: seen.wrong,
      });
    const begunMs = performance.now();
    const [memory] = await Promise.all([
      attend(site, screen, order, told, mishaps),
      mishaps.strike(order.id, options),
      ...site.pcsc.readers.map((_, reader) => hands.feed(reader)),
    ]);
    const seconds = (performance.now() - begunMs) / 1_000;
    await screen.untilDelivered();
    const path = `/api/batch/orders/${order.id}`;
    const after = await screen.request<WireBatchOrder>('GET', path);
    const report = await screen.request<WireBatchReport>('GET', `${path}/report`);
    const found = await verdict({ site, report, seen, kept, order: after, people: people.slice(0, peopleAsked) });
    const checks = [...found, ...memoryChecks(memory)];
    const holds = checks.every((one) => one.holds);
    const { stuckReaders } = mishaps;
    const figures = { ...{ cards, readers, seconds: Math.round(seconds), stuckReaders }, ...mishaps.counts, ...seen };
    if (json) process.stdout.write(`${JSON.stringify({ holds, ...figures, checks, memory })}\n`);
    else {
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      for (const one of checks) process.stdout.write(`${one.holds ? 'ok    ' : 'FAILED'} ${one.what}: ${one.found}\n`);
    }
    return holds;
  } finally {
    await site.stop();
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions();
    if (options === 'help') {
      process.stdout.write(readFileSync(projectPath('test', 'soak', 'help.txt')));
      return 0;
    }
    const folder = mkdtempSync(join(tmpdir(), 'soak-'));
    try {
      return (await soak(options, folder)) ? 0 : 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  } catch (error) {
    // parseArgs throws a TypeError for an option that it does not know.
    if (!(error instanceof UsageError) && !(error instanceof TypeError && 'code' in error)) throw error;
    say(`soak: ${error.message} (--help tells what there is)`);
    return 2;
  }
}

process.exitCode = await main();
