/** A lot is held back by one person, released by two, and everything that was issued from it is found at once. */
import { pino } from 'pino';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import type { JobKind } from '../../../daemon/contract/messages.js';
import { Quarantines } from '../../../daemon/stock/quarantines.js';
import { QuarantineTable } from '../../../daemon/stock/quarantineTable.js';
import { anna, boss, openBooks, type Books } from './books.js';

const family = 'isoapplet-pair';
const serialOf = (n: number): string => `47900000000000${n.toString(16).toUpperCase().padStart(6, '0')}`;
const blank = (n: number) => ({ serial: serialOf(n), family, lifeCycle: 'blank' as const });

/** Jobs that issued cards, as the daemon leaves them behind. */
async function issue({ database }: Books, which: readonly number[], keysAt: string): Promise<void> {
  const rows = JSON.stringify(which.map((n) => ({ n, serial: serialOf(n) })));
  const steps = ['checkCard', 'openOrder', 'setPuk1', 'generateSigningKey', 'generateEncryptionKey', 'reportIssued'];
  await database.transaction(async (tx) => {
    await tx.run("INSERT INTO card (serial, family, first_seen_at) SELECT value ->> 'serial', ?, ? FROM json_each(?)", [
      family,
      keysAt,
      rows,
    ]);
    await tx.run(
      `INSERT INTO job (id, idempotency_key, kind, state, ra_id, reader_id, card_serial, actor_kind, actor,
         params_json, result_json, makes_keys, created_at, updated_at)
       SELECT 'job-' || (value ->> 'n'), value ->> 'n', 'issueCard', 'finished', 'jcic', 'r', value ->> 'serial',
         'staff', 'anna', json_object('registrationId', 'R-' || (value ->> 'n')),
         json_object('certificates', json_array(
           json_object('use', 'sign', 'serial', 'C' || (value ->> 'n') || '0', 'subject', 'CN=s', 'issuer', 'CN=i',
             'notBefore', '2026-01-01T00:00:00.000Z', 'notAfter', '2028-01-01T15:59:59.000Z'),
           json_object('use', 'encrypt', 'serial', 'C' || (value ->> 'n') || '1', 'subject', 'CN=s', 'issuer', 'CN=i',
             'notBefore', '2026-01-01T00:00:00.000Z', 'notAfter', '2028-01-01T15:59:59.000Z'))),
         1, ?, ?
       FROM json_each(?)`,
      [keysAt, keysAt, rows],
    );
    await tx.run(
      `INSERT INTO journal (job_id, step, phase, facts_json, at)
       SELECT 'job-' || (job.value ->> 'n'), step.value, phase.value,
         json_object('userIdentifier', 'U-' || (job.value ->> 'n'), 'registrationId', 'R-' || (job.value ->> 'n')), ?
       FROM json_each(?) job, json_each(?) step, json_each('["intent", "outcome"]') phase`,
      [keysAt, rows, JSON.stringify(steps)],
    );
  });
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

const approve = { decision: 'approve', reason: '' } as const;

async function lift({ quarantines, approvals }: Books, id: string): Promise<void> {
  const { id: approval } = await quarantines.askToLift(anna, id, '供應商已說明');
  await t.rejects(approvals.decide({ ...anna, role: 'supervisor' }, approval, approve), 'not by who asked');
  t.match(await approvals.decide(boss, approval, approve), { state: 'done' });
}

await t.test('a lot is held back until two people have agreed that it is not', async (t) => {
  const books = await openBooks(t);
  const { quarantines, boxes } = books;
  const range = { from: serialOf(100), to: serialOf(199) };
  const box = await boxes.receive('anna', { label: 'B', family, range });
  const { id, affected } = await quarantines.place('anna', { range, reason: '供應商通知' });
  t.equal(affected, 0);
  t.equal(books.shown(), 1, 'readers are shown anew');
  t.same((await boxes.detail(box.id)).box.quarantineIds, [id]);
  const issued = { serial: serialOf(150), family, lifeCycle: 'issued' as const };
  for (const kind of ['issueCard', 'prepareCard', 'applyCertificates'] as const) {
    t.throws(() => quarantines.admit(blank(150), kind), { message: 'job.create.cardQuarantined' }, kind);
  }
  const goesOn: JobKind[] = ['renewCertificates', 'writeCertificates', 'unblockPin', 'changePin', 'viewCard'];
  for (const kind of goesOn) quarantines.admit(issued, kind);
  await quarantines.idle();
  t.equal((await books.audit.about([issued.serial], 10)).length, goesOn.length - 1, 'each but a look is written down');
  quarantines.admit(blank(99), 'issueCard');
  t.equal(quarantines.of(blank(200)), null);
  t.equal(quarantines.of(issued), id);

  await lift(books, id);
  quarantines.admit(blank(150), 'issueCard');
  t.match(await quarantines.list(), [{ id, affected: null, lifted: { askedBy: 'anna', approvedBy: 'boss' } }]);
  await t.rejects(quarantines.askToLift(anna, id, '再一次'), { message: 'quarantine.lift.lifted' });
  t.equal(await books.audit.verify(), null);
});

await t.test('a lot is told by a card model, or by the days on which keys were generated', async (t) => {
  const books = await openBooks(t, '2026-03-10T02:00:00Z');
  const { quarantines, affected } = books;
  // The last moment of 28 February in Taipei, and the first of 1 March.
  await issue(books, [1], '2026-02-28T15:59:59.999Z');
  await issue(books, [2], '2026-02-28T16:00:00.000Z');
  const past = await quarantines.place('anna', { keys: { from: '2026-02-01', to: '2026-02-28' }, reason: '弱金鑰' });
  t.same([past.affected, past.holdsBlanks], [1, false]);
  const issued = (n: number) => ({ serial: serialOf(n), family, lifeCycle: 'issued' as const });
  t.same([quarantines.of(issued(1)), quarantines.of(issued(2))], [past.id, null]);
  quarantines.admit(blank(3), 'issueCard');
  const still = await quarantines.place('anna', { family, keys: { from: '2026-03-01', to: null }, reason: '弱金鑰' });
  t.same([still.affected, still.holdsBlanks], [1, true]);
  t.throws(() => quarantines.admit(blank(3), 'issueCard'), { message: 'job.create.cardQuarantined' });
  quarantines.admit({ ...blank(3), family: 'other' }, 'issueCard');
  t.equal(quarantines.of(issued(4)), null);
  quarantines.jobChanged(serialOf(4), { step: 'generateSigningKey', phase: 'intent' });
  t.equal(quarantines.of(issued(4)), null);
  quarantines.jobChanged(serialOf(4), { step: 'generateSigningKey', phase: 'outcome' });
  t.equal(quarantines.of(issued(4)), still.id, 'its keys were generated while the lot was held back');
  const { cards } = await affected.page(await quarantines.find(still.id), { after: '', limit: 10, ras: null });
  t.match(cards, [{ cardSerial: serialOf(2), registrationId: 'R-2', userIdentifier: 'U-2', keysAt: /^2026-02-28T16/ }]);
  const refused = (request: object, message: string) =>
    t.rejects(quarantines.place('anna', { reason: 'x', ...request }), { message });
  await refused({}, 'quarantine.place.nothing');
  await refused({ keys: { from: '2026-02-30', to: null } }, 'quarantine.place.notADay');
  await refused({ keys: { from: '2026-03-02', to: '2026-03-01' } }, 'quarantine.place.daysBackwards');
  await refused({ range: { from: '02', to: '01' } }, 'stock.range.backwards');
});

await t.test('two lots that are held back at the same moment are both held back', async (t) => {
  const { database, approvals, audit } = await openBooks(t);
  let goOn = (): void => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  let looks = 0;
  class SlowTable extends QuarantineTable {
    /** The first answer is late. */
    override async affectedSerials(...scope: Parameters<QuarantineTable['affectedSerials']>): Promise<string[]> {
      const serials = await super.affectedSerials(...scope);
      if (++looks === 1) await gate;
      return serials;
    }
  }
  const logger = pino({ level: 'silent' });
  const table = new SlowTable(database, systemClock);
  const parts = { database, table, approvals, audit, logger, clock: systemClock, changed: () => undefined };
  const quarantines = new Quarantines(parts);
  const first = quarantines.place('anna', {
    keys: { from: '2026-03-01', to: null },
    family: 'other',
    reason: '弱金鑰',
  });
  while (looks === 0) await table.inForce();
  const second = quarantines.place('boss', { range: { from: serialOf(1), to: serialOf(1) }, reason: '包裝破損' });
  while ((await table.inForce()).length < 2);
  // The queries of a second look, if there is one, were asked before these.
  for (let asked = 0; asked < 20; asked += 1) await table.inForce();
  goOn();
  await Promise.all([first, second]);
  t.equal(quarantines.of(blank(1)), (await second).id);
});

await t.test('everything that was issued from it is found at once, among 10,000 cards', async (t) => {
  const books = await openBooks(t, '2026-03-10T02:00:00Z');
  const { quarantines, affected, audit } = books;
  await issue(books, numbers(0, 10_000), '2026-03-01T02:00:00.000Z');
  await audit.append({ actor: 'anna', action: 'certificate.revoked', subject: 'R-5001', facts: { serials: 'C50010' } });
  const range = { from: serialOf(5_000), to: serialOf(5_999) };
  const few = await quarantines.place('anna', { range, reason: 'x' });
  const all = await quarantines.place('anna', { family, keys: { from: '2026-03-01', to: '2026-03-01' }, reason: 'y' });
  t.same([few.affected, all.affected], [1_000, 10_000]);

  const timed = async <T>(what: string, limitMs: number, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    const ms = Math.round(performance.now() - began);
    t.comment(`${what}: ${ms} ms`);
    t.ok(ms < limitMs, `${what} in ${ms} ms`);
    return result;
  };
  const fewScope = await quarantines.find(few.id);
  const first = await timed('a page of 100 among 1,000 of 10,000', 500, () =>
    affected.page(fewScope, { after: '', limit: 100, ras: null }),
  );
  t.equal(first.cards.length, 100);
  t.match(first.cards[1], {
    cardSerial: serialOf(5_001),
    certificates: [
      { serial: 'C50010', use: 'sign', state: 'revoked' },
      { serial: 'C50011', use: 'encrypt', state: 'issued' },
    ],
  });
  const second = await affected.page(fewScope, { after: first.next ?? '', limit: 100, ras: null });
  t.equal(second.cards[0]?.cardSerial, serialOf(5_100), 'the next page begins where the last one ended');
  const allScope = await quarantines.find(all.id);
  await timed('the last page of 10,000', 500, () =>
    affected.page(allScope, { after: `${serialOf(9_949)}/~`, limit: 100, ras: null }),
  );
  const csv = await timed('10,000 cards as CSV', 10_000, () => affected.csv(allScope, 'en', null));
  t.equal(csv.trimEnd().split('\r\n').length, 1 + 20_000);
  await timed('the count of all', 2_000, () => quarantines.list());
  const plan = await books.database.all<{ detail: string }>(
    `EXPLAIN QUERY PLAN SELECT count(*) FROM job j WHERE j.card_serial BETWEEN 'A' AND 'B'
     AND j.kind IN ('issueCard', 'prepareCard', 'applyCertificates', 'renewCertificates')`,
  );
  t.match(plan[0]?.detail, /job_that_made|job_by_card/);
});
t.end();
