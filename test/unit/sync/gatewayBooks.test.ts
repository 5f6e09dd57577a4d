/** What the RA keeps of its gateways: who is admitted, and checkpoints of audit logs that cannot be taken back. */
import t from 'tap';
import { admitGateway, withdrawGateway } from '../../../sync/reference-ra/gateways.js';
import {
  acceptRestart,
  contradiction,
  newestCheckpoint,
} from '../../../sync/reference-ra/operations/auditCheckpoints.js';
import { booksIn } from './support.js';

const checkpoint = (seq: number, hash = `hash ${seq}`) => ({ seq, hash, signedAt: 'then', signature: 'signature' });

await t.test('a checkpoint contradicts an earlier one of its gateway, until a restart is accepted', async (t) => {
  const books = await booksIn(t);
  const { db } = books;
  let facts = 0;
  const store = (gateway: string, body: object, refusal: string | null = null, kind = 'auditCheckpoint') =>
    db.run(
      `INSERT INTO fact (id, kind, made_at, body, gateway, received_at, refusal) VALUES (?, ?, 'then', ?, ?, 'now', ?)`,
      [`F-${++facts}`, kind, JSON.stringify(body), gateway, refusal],
    );
  const judged = (seq: number, hash?: string, gateway = 'g') => contradiction(db, gateway, checkpoint(seq, hash));

  t.equal(await newestCheckpoint(db, 'g'), null);
  t.equal(await judged(1), null, 'the first one');
  // Delivered in another order than made: the highest one counts.
  for (const seq of [9, 10, 2]) await store('g', checkpoint(seq));
  await store('g', checkpoint(99), 'auditLogChanged');
  await store('g', checkpoint(98), null, 'cardIssued');
  await store('h', checkpoint(50));
  t.same(await newestCheckpoint(db, 'g'), checkpoint(10), 'neither one that was refused nor another gateway’s');
  for (const [seq, hash, expected] of [
    [11, undefined, null],
    [10, undefined, null],
    [10, 'another', 'auditLogChanged'],
    [9, undefined, 'auditLogShorter'],
  ] as const) {
    t.equal(await judged(seq, hash), expected, `${seq} ${hash ?? ''}`);
  }
  await acceptRestart(books, 'g');
  t.equal(await judged(1, 'of a new log'), null);
  t.equal(await judged(49, undefined, 'h'), 'auditLogShorter', 'another gateway is still bound');
  await store('g', checkpoint(1, 'of a new log'));
  t.equal(await judged(1, 'another'), 'auditLogChanged', 'the new log binds too');
  t.same(await books.events(), ['auditLogRestartAccepted']);
});

await t.test('a gateway is admitted once and withdrawn for good', async (t) => {
  const books = await booksIn(t);
  const inForce = async () => (await books.db.all('SELECT name FROM gateway WHERE withdrawn_at IS NULL')).length;
  t.equal(await withdrawGateway(books, 'g'), false, 'there is none');
  await admitGateway(books, 'g');
  await admitGateway(books, 'g');
  await admitGateway(books, 'h');
  t.equal(await inForce(), 2);
  t.equal(await withdrawGateway(books, 'g'), true);
  t.equal(await withdrawGateway(books, 'g'), false);
  await admitGateway(books, 'g');
  t.equal(await inForce(), 1);
  t.same(await books.events(), ['gatewayAdmitted', 'gatewayAdmitted', 'gatewayWithdrawn']);
});
