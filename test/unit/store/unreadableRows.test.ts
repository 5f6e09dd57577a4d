/** A row of the store that cannot be read hides no other row: lists leave it out, and the log and a check name it. */
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import { timestamp } from '../../../base/clock.js';
import { openDatabase } from '../../../base/database.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { judgeRows } from '../../../daemon/health/checks/rows.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { BatchLetters } from '../../../daemon/letters/batchLetters.js';
import { LetterPrintTable } from '../../../daemon/letters/letterPrintTable.js';
import { LetterRunTable } from '../../../daemon/letters/letterRunTable.js';
import { Approvals } from '../../../daemon/operators/approvals.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';
import { UnreadableRows } from '../../../daemon/store/unreadableRows.js';
import { addAccount } from '../operators/accounts.js';

let nowMs = Date.UTC(2026, 10, 30);
const clock = { now: () => nowMs };
const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
t.teardown(() => database.close());
const audit = new Audit(database, clock);
const lines: string[] = [];
const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
const rows = new UnreadableRows(logger);
const { leftOut } = rows;

const operators = new OperatorsTable(database);
await addAccount(operators, database, { name: 'anna', role: 'counterOfficer' });
await addAccount(operators, database, { name: 'wu', role: 'supervisor' });
const anna = { kind: 'staff', sessionId: 'a', operator: 'anna', role: 'counterOfficer', ras: null } as const;
const wu = { kind: 'staff', sessionId: 'w', operator: 'wu', role: 'supervisor', ras: null } as const;

function approvals(): Approvals {
  const made = new Approvals({
    ...{ database, audit, clock, logger, leftOut, minutes: 15, changed: () => undefined },
    ticker: { nowMs: () => 0, after: () => () => undefined },
    rights: new StaffRights(operators, clock, 24),
  });
  made.register({
    name: 'test.revoke',
    permission: 'revoke',
    describe: () => ({ 'zh-TW': '', en: '' }),
    execute: () => Promise.resolve({}),
  });
  return made;
}

await t.test('requests for approval', async (t) => {
  const current = approvals();
  const ask = async (subject: string): Promise<string> =>
    (await current.ask(anna, { action: 'test.revoke', subject, facts: { subject } })).id;
  const ids = [await ask('torn facts'), await ask('torn result'), await ask('torn under way'), await ask('whole')];
  const [facts = '', result = '', underWay = '', whole = ''] = ids;
  await database.run("UPDATE approval SET facts_json = 'torn' WHERE id = ?", [facts]);
  await database.run(`UPDATE approval SET result_json = '{"a":null}' WHERE id = ?`, [result]);
  await database.run("UPDATE approval SET facts_json = '[]', state = 'executing' WHERE id = ?", [underWay]);
  const listed = async (): Promise<string[]> => (await approvals().list(wu)).map(({ id }) => id);
  t.same(await listed(), [whole]);
  await t.rejects(current.decide(wu, facts, { decision: 'approve', reason: '' }), { name: 'UnreadableRowError' });
  t.not(await ask('torn facts'), facts, 'the same may be asked for again');
  const stop = await approvals().start();
  await stop();
  nowMs += 20 * 60_000;
  await current.expireDue();
  const states = await database.all<{ state: string }>('SELECT state FROM approval WHERE id = ?', [whole]);
  t.match(states, [{ state: 'expired' }], 'the others go on');
  const { state } = (await database.get<{ state: string }>('SELECT state FROM approval WHERE id = ?', [facts])) ?? {};
  t.equal(state, 'pending');
  const torn = [`approval.facts_json ${facts}`, `approval.result_json ${result}`, `approval.facts_json ${underWay}`];
  t.same([...rows.all()].sort(), torn.sort());
  t.equal(lines.length, 3, 'each is logged once');
  t.notMatch(lines.join(''), /"torn/, 'without what it holds');
});

await t.test('the last run of letters of an order', async (t) => {
  const runs = new LetterRunTable(database, clock);
  const letters = new BatchLetters({
    ...{ audit, clock, logger, leftOut, runs, portion: 4, spoolFolder: null, inPrinter: new Set<string>() },
    ras: new Ras([]),
    prints: new LetterPrintTable(database, clock),
    fonts: { text: [], mono: { file: '' } },
    printer: { command: [], timeoutMs: 1 },
    changed: () => undefined,
    orders: () => ({
      order: () => Promise.resolve({ raId: 'jcic', counts: { issued: 3 } }),
      entries: () => Promise.resolve({ entries: [] }),
    }),
  });
  const begunAt = '2026-11-30T00:00:00Z';
  const run = { id: 'run', orderId: 'order', to: 'printer', numbers: [1], operator: 'anna', begunAt } as const;
  await runs.insert({ ...run, endedAt: null });
  t.match(await letters.progress('order'), { total: 3, run: { brokenOff: true } });
  await database.run(`UPDATE letter_run SET numbers_json = '{"v":2,"numbers":["all"]}'`);
  t.match(await letters.progress('order'), { total: 3, run: null });
  t.ok(rows.all().includes('letter_run.numbers_json run'));
  await t.rejects(
    letters.resume('anna', 'order'),
    { name: 'UnreadableRowError' },
    'which cards it was for is not known',
  );
});

await t.test('entries of the audit log', async (t) => {
  const entry = { actor: 'anna', action: 'card.issued', subject: '00AA' };
  await database.run(
    `INSERT INTO audit (seq, at, actor, action, subject, facts_json, previous_hash, hash)
     SELECT max(seq) + 1, ?, ?, ?, ?, 'torn', '', '' FROM audit`,
    [timestamp(clock), entry.actor, entry.action, entry.subject],
  );
  await audit.append({ ...entry, facts: { order: '2' } });
  const shown = [
    { ...entry, facts: { order: '2' } },
    { ...entry, facts: { unreadable: 'torn' } },
  ];
  t.match(await audit.about(['00AA'], 10), shown);
  t.match((await audit.between('2000', '2999')).slice(-2), [...shown].reverse());
});

await t.test('jobs', async (t) => {
  const jobs = new JobTable(database, clock, leftOut);
  for (const id of ['whole', 'torn'])
    await jobs.insert({
      ...{ id, idempotencyKey: id, kind: 'changePin', state: 'running', raId: null, readerId: 'a', cardSerial: id },
      ...{ actorKind: 'kiosk', actor: 'kiosk', input: { pin: 1 }, makesKeys: false },
    });
  await database.run("UPDATE job SET params_json = '{}' WHERE id = 'torn'");
  t.match(await jobs.latest(10), [{ id: 'whole' }]);
  t.ok(rows.all().includes('job.params_json torn'));
});

await t.test('what the check says', (t) => {
  t.equal(judgeRows(null).state, 'unknown');
  t.equal(judgeRows([]).state, 'ok');
  const found = judgeRows(rows.all());
  t.match(found, { state: 'warn', facts: { rows: 5 } });
  t.match(found.present.en, /^5 cannot be read[^]*letter_run\.numbers_json run/);
  t.end();
});
t.end();
