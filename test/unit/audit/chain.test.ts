/** Every column of an audit entry is part of the chain, and anybody can compute it again. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { openDatabase } from '../../../base/database.js';
import { Audit, verifyChain } from '../../../daemon/audit/audit.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';

type Row = Readonly<Record<string, string | number>>;

/** Gives for each row of stdin the hash of its columns: the same in another language, which shares no code with the gateway. */
const inPython = `
import hashlib, json, sys
for row in json.load(sys.stdin):
    names = ['seq', 'at', 'actor', 'action', 'subject', 'facts_json', 'previous_hash']
    text = json.dumps([row[name] for name in names], separators=(',', ':'), ensure_ascii=False)
    print(hashlib.sha256(text.encode()).hexdigest())
`;

const hashesOf = (rows: readonly Row[]): string[] =>
  execFileSync('python3', ['-c', inPython], { input: JSON.stringify(rows), encoding: 'utf8' })
    .trim()
    .split('\n');

const database = await openDatabase(join(t.testdir(), 'gateway.db'), migrationsFolder);
let now = Date.UTC(2026, 0, 1);
const audit = new Audit(database, { now: () => (now += 1000) });
for (let i = 0; i < 5; i++) {
  await audit.append({ actor: '王小明', action: 'pin.changed', subject: `card ${i}`, facts: { i, word: '改"\\' } });
}
const rows = await database.all<Row>('SELECT * FROM audit ORDER BY seq');
await database.close();

/** The chain over these rows. */
const verify = (some: readonly Row[]) =>
  verifyChain({
    all: <T>(_sql: string, [after]: readonly unknown[] = []) =>
      Promise.resolve(some.filter(({ seq }) => Number(seq) > Number(after)) as T[]),
  });

const changed = (seq: number, change: Row): Row[] => rows.map((row) => (row.seq === seq ? { ...row, ...change } : row));

await t.test('each column of a row', async (t) => {
  t.equal(await verify(rows), null);
  const columns = Object.keys(rows[0] ?? {}).filter((name) => name !== 'seq');
  t.same(columns, ['at', 'actor', 'action', 'subject', 'facts_json', 'previous_hash', 'hash']);
  for (const column of columns) t.same(await verify(changed(3, { [column]: '{"i":9}' })), { brokenAt: 3 }, column);
});

await t.test('a row that was changed and hashed again breaks the chain at the next one', async (t) => {
  const forged = changed(3, { actor: 'x' });
  const [, , hash] = hashesOf(forged);
  t.same(await verify(changed(3, { actor: 'x', hash: hash ?? '' })), { brokenAt: 4 });
});

await t.test('a row that was taken out, also the first, and one that changed its place', async (t) => {
  for (const seq of [1, 3]) t.same(await verify(rows.filter((row) => row.seq !== seq)), { brokenAt: seq + 1 });
  const closed = rows.filter(({ seq }) => seq !== 3).map((row, i): Row => ({ ...row, seq: i + 1 }));
  t.same(await verify(closed), { brokenAt: 3 });
});

await t.test('a program that shares nothing with the gateway computes the same hashes', (t) => {
  t.same(
    hashesOf(rows),
    rows.map(({ hash }) => hash),
  );
  t.same(
    rows.map((row) => row.previous_hash),
    ['0'.repeat(64), ...rows.slice(0, -1).map(({ hash }) => hash)],
  );
  t.end();
});
