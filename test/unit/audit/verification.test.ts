/** What a tampered audit log is found by, and how it is named: changed rows, re-hashed rows, a cut tail, a foreign store. */
import { createSign, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { openDatabase, type Database } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { AuditWatch, type AuditRa } from '../../../daemon/audit/auditWatch.js';
import { GENESIS, hashOf, type AuditRow } from '../../../daemon/audit/chain.js';
import { SignedHeads, type HeadSigner } from '../../../daemon/audit/signedHeads.js';
import { beginning, verifyAudit, type Mark } from '../../../daemon/audit/verification.js';

const clock = { now: () => Date.parse('2026-11-30T00:00:00Z') };
const at = '2026-11-30T00:00:00.000Z';

/** Node verifies with a public key as with a certificate. */
function signerOf(gateway: string): HeadSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return {
    raId: 'twca',
    gateway,
    certificate,
    sign: (text) => createSign('sha256').update(text).sign(privateKey, 'base64'),
    isOwn: (other) => other === certificate,
  };
}

const signer = signerOf('counter-1');

interface Log {
  readonly database: Database;
  readonly append: (count: number) => Promise<void>;
  readonly sign: (by?: HeadSigner) => Promise<void>;
  /** As whoever may write the file does it: the triggers are taken away before. */
  readonly tamper: (sql: string) => Promise<void>;
  /** All hashes from row `from` on are computed again, and rows are numbered without gaps. */
  readonly rehash: () => Promise<void>;
  readonly hashAt: (seq: number) => Promise<string>;
  readonly problem: (checkpoints?: readonly Mark[]) => Promise<unknown>;
}

async function logOf(t: Test): Promise<Log> {
  const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  t.teardown(() => database.close());
  const audit = new Audit(database, clock);
  await database.run('DROP TRIGGER audit_is_append_only_update');
  await database.run('DROP TRIGGER audit_is_append_only_delete');
  return {
    database,
    append: async (count) => {
      for (let i = 0; i < count; i++)
        await audit.append({ actor: 'lin', action: 'card.issued', subject: `C${i}`, facts: { i } });
    },
    sign: (by = signer) => new SignedHeads(database).sign(by, at),
    tamper: async (sql) => {
      await database.run(sql);
    },
    rehash: async () => {
      let [previous, seq] = [GENESIS, 0];
      for (const row of await database.all<AuditRow>('SELECT * FROM audit ORDER BY seq')) {
        const next = { ...row, seq: ++seq, previous_hash: previous };
        previous = hashOf(next);
        await database.run('UPDATE audit SET seq = ?, previous_hash = ?, hash = ? WHERE seq = ?', [
          ...[next.seq, next.previous_hash, previous, row.seq],
        ]);
      }
    },
    hashAt: async (seq) =>
      (await database.get<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?', [seq]))?.hash ?? '',
    problem: async (checkpoints = []) =>
      (await verifyAudit({ store: database, signers: [signer], checkpoints })).problem,
  };
}

void t.test('a whole log, signed now and then', async (t) => {
  const log = await logOf(t);
  t.equal(await log.problem(), null, 'empty');
  for (let i = 0; i < 3; i++) {
    await log.append(400);
    await log.sign();
  }
  await log.append(1);
  t.equal(await log.problem([{ seq: 700, hash: await log.hashAt(700), ra: 'twca' }]), null);
});

for (const column of ['at', 'actor', 'action', 'subject', 'facts_json', 'previous_hash', 'hash']) {
  void t.test(`${column} of a row is changed`, async (t) => {
    const log = await logOf(t);
    await log.append(5);
    await log.tamper(`UPDATE audit SET ${column} = '{}' WHERE seq = 3`);
    t.same(await log.problem(), { kind: 'rowChanged', from: 3, ra: null });
  });
}

void t.test('a row changed and hashed again no longer leads to the next one', async (t) => {
  const log = await logOf(t);
  await log.append(5);
  await log.tamper("UPDATE audit SET actor = 'wu' WHERE seq = 3");
  const row = await log.database.get<AuditRow>('SELECT * FROM audit WHERE seq = 3');
  if (row === undefined) throw new Error('no row');
  await log.database.run('UPDATE audit SET hash = ? WHERE seq = 3', [hashOf(row)]);
  t.same(await log.problem(), { kind: 'linkBroken', from: 4, ra: null });
});

void t.test('rows are taken out', async (t) => {
  const log = await logOf(t);
  await log.append(6);
  await log.tamper('DELETE FROM audit WHERE seq IN (3, 4)');
  t.same(await log.problem(), { kind: 'rowsMissing', from: 3, ra: null });
});

void t.test('a row is changed and everything after it hashed again', async (t) => {
  const log = await logOf(t);
  await log.append(3);
  await log.sign();
  await log.append(3);
  await log.sign();
  await log.tamper("UPDATE audit SET actor = 'wu' WHERE seq = 5");
  await log.rehash();
  t.same(await log.problem(), { kind: 'rehashed', from: 4, ra: 'twca' }, 'after the last head that fits');
});

void t.test('rows are deleted and everything is hashed again', async (t) => {
  const log = await logOf(t);
  await log.append(6);
  await log.sign();
  await log.append(4);
  await log.tamper('DELETE FROM audit WHERE seq = 2');
  await log.rehash();
  t.same(await log.problem(), { kind: 'rehashed', from: 1, ra: 'twca' });
});

void t.test('the tail is cut', async (t) => {
  const log = await logOf(t);
  await log.append(4);
  const known = { seq: 4, hash: await log.hashAt(4), ra: 'twca' };
  await log.sign();
  await log.tamper('DELETE FROM audit WHERE seq > 2');
  t.same(await log.problem(), { kind: 'tailCut', from: 3, ra: 'twca' });
  await log.tamper('DELETE FROM audit_head');
  t.equal(await log.problem(), null, 'the store alone cannot tell when its heads are cut too');
  t.same(await log.problem([known]), { kind: 'tailCut', from: 3, ra: 'twca' }, 'the RA can');
  await log.append(5);
  t.same(await log.problem([known]), { kind: 'rehashed', from: 1, ra: 'twca' }, 'also when it has grown again');
});

void t.test('the store of another gateway, and a head that nobody signed', async (t) => {
  const foreign = await logOf(t);
  await foreign.append(3);
  await foreign.sign(signerOf('counter-2'));
  t.same(await foreign.problem(), { kind: 'foreign', from: 1, ra: 'twca' });
  await t.test('forged', async (t) => {
    const log = await logOf(t);
    await log.append(2);
    await log.sign();
    await log.tamper("UPDATE audit_head SET at = '2026-11-30T00:00:01.000Z'");
    t.same(await log.problem(), { kind: 'headForged', from: 2, ra: 'twca' });
  });
  await t.test('whose certificate is none', async (t) => {
    const log = await logOf(t);
    await log.append(2);
    await log.sign();
    const isOwn = (certificate: string): boolean => new X509Certificate(certificate).ca;
    await log.tamper("UPDATE audit_signer SET certificate = 'x'");
    const { problem } = await verifyAudit({ store: log.database, signers: [{ ...signer, isOwn }], checkpoints: [] });
    t.same(problem, { kind: 'headForged', from: 2, ra: 'twca' });
  });
});

void t.test('while it runs: only what is new is walked, and what was walked before is not forgotten', async (t) => {
  const log = await logOf(t);
  await log.append(6);
  const parts = { store: log.database, signers: [signer], checkpoints: [] };
  const { progress } = await verifyAudit(parts);
  await log.append(1);
  t.match(await verifyAudit(parts, progress), { progress: { seq: 7 }, problem: null });
  const late = [{ seq: 2, hash: 'f'.repeat(64), ra: 'twca' }];
  const verdict = await verifyAudit({ ...parts, checkpoints: late }, progress);
  t.same(verdict.problem, { kind: 'rehashed', from: 1, ra: 'twca' }, 'an RA that answers later');
  await log.tamper('DELETE FROM audit WHERE seq > 4');
  t.match((await verifyAudit(parts, progress)).problem, { kind: 'rowsMissing', ra: null });
  t.equal((await verifyAudit(parts, beginning)).problem, null);
});

void t.test('rounds: sign, report once, and never sign a log that is not what it was', async (t) => {
  const log = await logOf(t);
  await log.append(3);
  const reported: number[] = [];
  const ra: AuditRa = {
    raId: 'twca',
    signer: () => Promise.resolve(signer),
    newestCheckpoint: () => Promise.reject(new Error('away')),
    enqueueIn: (_tx, { seq }) => Promise.resolve(void reported.push(seq)),
    deliver: () => undefined,
  };
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  const watch = () => new AuditWatch({ database: log.database, ras: [ra], clock, logger, headMs: 20 });
  const rounds = async (made: AuditWatch, until: () => boolean) => {
    await made.start();
    while (!until()) await new Promise((resolve) => setTimeout(resolve, 10));
    await made.stop();
    return made.standing;
  };
  const standing = await rounds(watch(), () => reported.length > 0);
  t.same(reported, [3]);
  t.match(standing, { rows: 3, problem: null, notAsked: ['twca'] });
  t.equal((await log.database.all('SELECT * FROM audit_head')).length, 1, 'one head a row at most');
  await log.append(1);
  await rounds(watch(), () => true);
  t.equal((await log.database.all('SELECT * FROM audit_head')).length, 2, 'signed at stop');
  await log.append(1);
  await log.tamper("UPDATE audit SET subject = 'x' WHERE seq = 2");
  const bad = watch();
  t.match(await rounds(bad, () => bad.standing.problem !== null), { problem: { kind: 'rowChanged', from: 2 } });
  t.equal((await log.database.all('SELECT * FROM audit_head')).length, 2);
  t.match(lines.join(''), 'the audit log is not what it was');
});
