/** The runner of checks and repairs, with checks made for it. */
import { pino } from 'pino';
import t from 'tap';
import type { AuditEntry } from '../../../daemon/audit/audit.js';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { RepairError, same, type Check, type Repair } from '../../../daemon/health/check.js';
import type { CheckContext } from '../../../daemon/health/checkContext.js';
import { Environment } from '../../../daemon/health/environment.js';

const repair = (change: Partial<Repair> = {}): Repair => ({
  label: same('mend'),
  warning: null,
  run: () => Promise.resolve(same('mended')),
  ...change,
});

const check = (id: string, change: Partial<Check> = {}): Check => ({
  id,
  group: 'store',
  place: 'machine',
  title: same(id),
  purpose: same('why'),
  recommended: () => same('so'),
  run: () => Promise.resolve({ state: 'ok', present: same('fine'), facts: {} }),
  ...change,
});

function environment(...checks: Check[]) {
  const records: AuditEntry[] = [];
  const record = (entry: AuditEntry): Promise<void> => Promise.resolve(void records.push(entry));
  const logger = pino({ level: 'silent' });
  return { records, subject: new Environment({ checks, context: {} as CheckContext, record, logger }) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  );
}

void t.test('a check that throws is unknown, and says why; the others are looked at', async (t) => {
  const broken = check('b', { run: () => Promise.reject(new Error('no such thing')) });
  const [a, b] = await environment(check('a'), broken).subject.checkAll();
  t.equal(a?.state, 'ok');
  t.match(b, { state: 'unknown', present: { en: 'It cannot be checked: no such thing' } });
});

void t.test('looks at the same time are one', async (t) => {
  let looks = 0;
  const counted = check('a', {
    run: () => Promise.resolve({ state: 'ok', present: same(`look ${++looks}`), facts: {} }),
  });
  const { subject } = environment(counted);
  const [one, other] = await Promise.all([subject.checkAll(), subject.checkAll()]);
  t.equal(one, other);
  await subject.checkAll();
  t.equal(looks, 2);
});

void t.test('repairs: in the order of the list, each written down, whatever comes of the one before', async (t) => {
  const done: string[] = [];
  const mending = (id: string, change: Partial<Repair> = {}) =>
    check(id, { repair: repair({ run: () => Promise.resolve(same(`${id}${done.push(id)}`)), ...change }) });
  const failing = mending('b', { run: () => Promise.reject(new RepairError(same('may not'))) });
  const { subject, records } = environment(mending('a'), failing, mending('c'));
  const outcomes = await subject.repair({ ids: ['c', 'b', 'a'], confirmed: false, actor: 'lin' });
  t.strictSame(done, ['a', 'c']);
  t.match(outcomes, [
    { id: 'a', outcome: 'repaired' },
    { id: 'b', outcome: 'failed', message: { en: 'may not' } },
    { id: 'c', outcome: 'repaired', check: { id: 'c', state: 'ok' } },
  ]);
  t.match(records, [
    { actor: 'lin', action: 'environment.repair', subject: 'a', facts: { outcome: 'repaired' } },
    { subject: 'b', facts: { outcome: 'failed', message: 'may not' } },
    { subject: 'c' },
  ]);
});

void t.test('what interrupts is not done unasked, nor is anything beside it', async (t) => {
  const done: string[] = [];
  const run = () => Promise.resolve(same(String(done.push('x'))));
  const interrupting = check('b', { repair: repair({ warning: same('stops work'), run }) });
  const { subject, records } = environment(check('a', { repair: repair({ run }) }), interrupting);
  const wish = { ids: ['a', 'b'], actor: 'lin' };
  t.equal(await codeOf(subject.repair({ ...wish, confirmed: false })), 'environment.repair.unconfirmed');
  t.strictSame([done, records], [[], []]);
  t.equal(await codeOf(subject.repair({ ...wish, confirmed: true })), 'done');
  t.equal(done.length, 2);
});

void t.test('nothing is mended that is not there, or that the gateway cannot mend', async (t) => {
  const { subject } = environment(check('a'), check('b', { repair: repair() }));
  for (const id of ['a', 'x', '__proto__']) {
    const wish = { ids: ['b', id], confirmed: true, actor: 'lin' };
    t.equal(await codeOf(subject.repair(wish)), 'environment.repair.unknown', id);
  }
});

void t.test('a repair that cannot be done from here says what to type', async (t) => {
  const run = () => Promise.reject(new Error('was run'));
  const hindered = check('a', { repair: repair({ hindrance: () => Promise.resolve(same('type this')), run }) });
  const { subject } = environment(hindered);
  t.match((await subject.checkAll())[0]?.repair, { hindrance: { en: 'type this' } });
  const [outcome] = await subject.repair({ ids: ['a'], confirmed: true, actor: 'lin' });
  t.match(outcome, { outcome: 'failed', message: { en: 'type this' } });
});
