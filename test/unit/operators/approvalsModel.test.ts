/** Approvals under any interleaving of people, changes of accounts, restarts and an RA that is away. */
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { Approvals } from '../../../daemon/operators/approvals.js';
import { OperatorsTable } from '../../../daemon/operators/operatorsTable.js';
import { StaffRights } from '../../../daemon/operators/staffRights.js';
import { addAccount } from './accounts.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
let nowMs = Date.parse('2026-03-01T02:00:00Z');
const clock = { now: () => nowMs };
const table = new OperatorsTable(database);
const audit = new Audit(database, clock);
const logger = pino({ level: 'silent' });

const commands = fc.constantFrom(
  ...(['approve', 'reject', 'withdraw', 'execute', 'disableAsker', 'demoteAsker', 'disableApprover'] as const),
  ...(['restoreAll', 'restart', 'raAway', 'raBack', 'answerLost', 'tenMinutes', 'settle', 'settle'] as const),
);
type Command = typeof commands extends fc.Arbitrary<infer T> ? T : never;

let round = 0;

await t.test('done at most once, never after it was taken back, never without the right', async (t) => {
  const property = fc.asyncProperty(
    fc.array(commands, { minLength: 2, maxLength: 14 }),
    async (sequence: Command[]) => {
      const [asker, approver, subject] = [`asker${++round}`, `boss${round}`, `${round}`];
      await addAccount(table, database, { name: asker, role: 'counterOfficer' });
      await addAccount(table, database, { name: approver, role: 'supervisor' });
      const effects = new Set<string>();
      const broken: string[] = [];
      let [away, lost, id] = [false, false, ''];
      const state = async () =>
        (await database.get<{ state: string }>('SELECT state FROM approval WHERE id = ?', [id]))?.state ?? '';
      const approvals = async (): Promise<Approvals> => {
        const made = new Approvals({
          ...{ database, audit, clock, logger, minutes: 15, changed: () => undefined },
          ticker: { nowMs: () => 0, after: () => () => undefined },
          rights: new StaffRights(table, clock, 24),
        });
        made.register({
          name: 'test.revoke',
          permission: 'revoke',
          describe: () => ({ 'zh-TW': '', en: '' }),
          async execute(_facts, { approvalId }) {
            // What is begun is on disk as such, and nothing but its outcome leads on.
            if ((await state()) !== 'executing') broken.push(`begun while ${await state()}`);
            await new Promise(setImmediate);
            if (away) throw new Failure('ra.request.unavailable');
            effects.add(approvalId);
            if (lost) throw new Failure('ra.request.unavailable');
            return {};
          },
        });
        await made.start();
        return made;
      };
      let current = await approvals();
      const staff = (operator: string, role: 'counterOfficer' | 'supervisor') =>
        ({ kind: 'staff', sessionId: operator, operator, role, ras: null }) as const;
      const [first, second] = [staff(asker, 'counterOfficer'), staff(approver, 'supervisor')];
      ({ id } = await current.ask(first, { action: 'test.revoke', subject, facts: { subject } }));
      const running: Promise<unknown>[] = [];
      const change = (name: string, values: { enabled?: boolean; role?: 'auditor' | 'counterOfficer' }) =>
        database.transaction(async (tx) => {
          const record = await table.find(name, tx);
          if (record === null) return;
          const version = record.version + 1;
          await table.update(tx, { ...record, ...values, version }, new Date(nowMs).toISOString());
        });
      const settle = async (): Promise<void> => {
        await Promise.allSettled(running.splice(0));
      };
      const run = async (command: Command): Promise<unknown> => {
        switch (command) {
          case 'approve':
          case 'reject':
            return running.push(current.decide(second, id, { decision: command, reason: '' }));
          case 'withdraw':
            return running.push(current.withdraw(first, id));
          case 'execute':
            return running.push(current.execute(first, id));
          case 'disableAsker':
            return running.push(change(asker, { enabled: false }));
          case 'demoteAsker':
            return running.push(change(asker, { role: 'auditor' }));
          case 'disableApprover':
            return running.push(change(approver, { enabled: false }));
          case 'restoreAll':
            await change(approver, { enabled: true });
            return change(asker, { enabled: true, role: 'counterOfficer' });
          case 'restart':
            await settle();
            // It was stopped with the action under way.
            await database.run("UPDATE approval SET state = 'executing' WHERE id = ? AND state = 'approved'", [id]);
            return (current = await approvals());
          case 'raAway':
            return (away = true);
          case 'raBack':
            return ([away, lost] = [false, false]);
          case 'answerLost':
            return (lost = true);
          case 'tenMinutes':
            return (nowMs += 10 * 60_000);
          case 'settle':
            return settle();
        }
      };
      for (const command of sequence) {
        for (const one of running) one.catch(() => undefined);
        await run(command);
      }
      for (const one of running) one.catch(() => undefined);
      await settle();
      const [last, before] = [await state(), effects.size];
      if (before > 1 || broken.length > 0) throw new Error(`${broken.join()} ${before} effects`);
      if (last === 'executing') throw new Error('it stays under way');
      if (last === 'done' && before !== 1) throw new Error('called done, and was not');
      const entries = await database.all<{ action: string }>(
        "SELECT action FROM audit WHERE subject = ? AND action LIKE 'approval.%' ORDER BY seq",
        [subject],
      );
      const words = entries.map(({ action }) => action.replace('approval.', ''));
      const end = words.findIndex((word) => ['rejected', 'withdrawn', 'expired', 'done'].includes(word));
      if (end >= 0 && end !== words.length - 1) throw new Error(`something follows the end: ${words.join()}`);
      if (before === 1 && !words.includes('approved')) throw new Error('done without approval');
      // From here on nothing brings it about for somebody who may not, or after the end.
      [away, lost] = [false, false];
      await change(asker, { role: 'auditor' });
      await Promise.allSettled([
        current.execute(first, id),
        current.decide(second, id, { decision: 'approve', reason: '' }),
      ]);
      if (effects.size !== before) throw new Error(`done without the right, from ${last}`);
      await change(asker, { enabled: true, role: 'counterOfficer' });
      await change(approver, { enabled: true });
      await Promise.allSettled([current.execute(first, id)]);
      if (effects.size !== before && last !== 'approved') throw new Error(`done after ${last}`);
    },
  );
  await fc.assert(property, { numRuns: 60 });
  t.pass('no interleaving was found that breaks it');
});
