/** Checkpoints of audit logs at the RA: kept for each gateway; one that contradicts an earlier one is refused. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { askRunningRa } from '../../../sync/reference-ra/admin.js';
import { startRa } from '../sync/ra.js';

const { directory, ra } = await startRa('--gateway-name', 'counter-1');

const hash = (digit: string): string => digit.repeat(64);

async function report(seq: number, digit: string): Promise<string> {
  const body = { seq, hash: hash(digit), signedAt: '2026-11-30T00:00:00.000Z', signature: 'AAAA' };
  const [answer] = await ra.deliverFacts([
    { id: randomUUID(), kind: 'auditCheckpoint', madeAt: '2026-11-30T00:00:00.000Z', body },
  ]);
  return answer?.accepted === false ? answer.reason : 'accepted';
}

await t.test('a log that grows, and one that does not', async (t) => {
  t.equal(await ra.newestAuditCheckpoint(), null);
  t.equal(await report(5, 'a'), 'accepted');
  t.equal(await report(5, 'a'), 'accepted', 'the same again');
  t.equal(await report(5, 'b'), 'auditLogChanged');
  t.equal(await report(4, 'a'), 'auditLogShorter');
  t.equal(await report(12, 'c'), 'accepted');
  t.equal(await report(9, 'a'), 'auditLogShorter');
  t.match(await ra.newestAuditCheckpoint(), { seq: 12, hash: hash('c') });
});

await t.test('after a restoration the RA’s staff let the log begin anew', async (t) => {
  t.match(await askRunningRa(directory, 'accept-audit-log', 'counter-1'), { done: true });
  t.equal(await ra.newestAuditCheckpoint(), null);
  t.equal(await report(7, 'd'), 'accepted');
  t.equal(await report(6, 'd'), 'auditLogShorter');
  t.match(await ra.newestAuditCheckpoint(), { seq: 7, hash: hash('d') });
});

t.end();
