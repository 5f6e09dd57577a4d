/** Durable facts, one after the other: through the outbox's table, and by bare inserts of the same rows. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemClock, timestamp } from '../../base/clock.js';
import { openStore } from '../../daemon/store/gatewayStore.js';
import { OutboxTable } from '../../daemon/ras/outboxTable.js';
import type { FactBodies } from '../../sync/facts.js';
import { timed, type Bench } from './bench.js';
import { RawInserts } from './rawInserts.js';
import { median, spread } from './row.js';

/** Short turns: a stall of the disk falls into one of many. */
const factsATurn = 100;
const turnsARun = 10;
/** As long as a PUK in CMS EnvelopedData. */
const sealedBytes = 500;

function someBody(): FactBodies['pukEscrowed'] {
  const sealedPuk = randomBytes(sealedBytes).toString('base64');
  return { cardSerial: '4790501740A10F2C55E1', pin: 1, orderId: randomUUID(), sealedPuk };
}

function bodies(): FactBodies['pukEscrowed'][] {
  return Array.from({ length: factsATurn }, someBody);
}

/** @returns facts a second */
async function throughOutbox(outbox: OutboxTable): Promise<number> {
  const facts = bodies();
  const { ms } = await timed(async () => {
    for (const body of facts) await outbox.enqueue('pukEscrowed', body);
  });
  return (factsATurn * 1_000) / ms;
}

/** Rows that are ready to be written before the time begins. @returns facts a second */
async function bare(raw: RawInserts): Promise<number> {
  const rows = bodies().map((body) => [
    randomUUID(),
    'pukEscrowed',
    timestamp(systemClock),
    JSON.stringify(body),
    'jcic',
  ]);
  const { ms } = await timed(async () => {
    for (const row of rows) await raw.insert(row);
  });
  return (factsATurn * 1_000) / ms;
}

async function measure(runs: number, folder: string): Promise<{ ours: number[]; peer: number[] }> {
  // Both stores have all tables of the gateway.
  await (await openStore(join(folder, 'raw'))).close();
  const insert = 'INSERT INTO outbox (id, kind, made_at, body_json, ra_id) VALUES (?, ?, ?, ?, ?)';
  const raw = await RawInserts.open(join(folder, 'raw', 'gateway.db'), insert);
  const database = await openStore(join(folder, 'ours'));
  const outbox = new OutboxTable(database, systemClock, 'jcic');
  const ours: number[] = [];
  const peer: number[] = [];
  try {
    for (let turn = 0; turn < runs * turnsARun; turn++) {
      ours.push(await throughOutbox(outbox));
      peer.push(await bare(raw));
    }
    return { ours, peer };
  } finally {
    await database.close();
    await raw.close();
  }
}

export const outbox: Bench = {
  rows: ['outbox.enqueue'],
  async run(runs, folder) {
    const { ours, peer } = await measure(runs, folder);
    return [
      {
        name: 'outbox.enqueue',
        ours: median(ours),
        peer: median(peer),
        unit: 'facts/s',
        bar: 0.7,
        better: 'higher',
        notes: [
          'against a prepared INSERT of the same rows into the same table by sqlite3, WAL, synchronous=FULL',
          `each on the disk before the next, ${factsATurn} a turn, ${ours.length} turns each`,
          `least – median – most: ours ${spread(ours)}, peer ${spread(peer)}`,
        ],
      },
    ];
  },
};
