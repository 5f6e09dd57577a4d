/** A copy made while the gateway runs, and put back later: the gateway compares itself and issues nothing twice. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import type {
  WireBatchDryRun,
  WireBatchEntryList,
  WireBatchOrder,
  WireCardRecord,
  WireCardRecovery,
  WireHistoryEntry,
  WireJob,
  WirePlacedBatchOrder,
  WireRecoveryTaken,
  WireStock,
} from '../../../daemon/contract/messages.js';
import { writeSettings } from '../../harness/gatewayProcess.js';
import { registerApproved } from '../../harness/raOffice.js';
import type { CardHandle } from '../../harness/rackClient.js';
import type { Hook } from '../../virtual/hooks.js';
import { runTool } from '../../harness/runTool.js';
import { Site, supervisor } from '../../harness/site.js';

/** Of the person who keeps the copies, on a machine of their own. */
const keeper = mkdtempSync(join(tmpdir(), 'keeper-'));
const [recipient, recipientKey, lockedKey] = ['recipient.pem', 'recipient.key', 'locked.key'].map((name) =>
  join(keeper, name),
);
const passphrase = 'of the keeper';

async function openssl(...args: readonly (string | undefined)[]) {
  return runTool('openssl', args.map(String));
}

await openssl('req', '-x509', '-newkey', 'rsa:3072', '-nodes', '-subj', '/CN=keeper', '-days', '30', '-keyout', recipientKey, '-out', recipient); // prettier-ignore
await openssl('pkcs8', '-topk8', '-in', recipientKey, '-out', lockedKey, '-passout', `pass:${passphrase}`);
const site = await Site.start({ readers: 2, staff: [supervisor], settings: { backup: { recipients: [recipient] } } });
t.teardown(async () => {
  await site.stop();
  rmSync(keeper, { recursive: true });
});
const settingsFile = writeSettings(site.gatewaySettings);
const state = join(site.gatewaySettings.directory, 'state');
const main = fileURLToPath(new URL('../../../daemon/main.js', import.meta.url));
const [, counterReader = ''] = site.pcsc.readers;

async function gateway(...args: readonly (string | undefined)[]) {
  return gatewayWith('', ...args);
}

/** @param input its standard input */
async function gatewayWith(input: string, ...args: readonly (string | undefined)[]) {
  const run = await runTool(process.execPath, [main, '--config', settingsFile, ...args.map(String)], { input });
  return { status: run.code, told: run.stdout, complaint: run.stderr };
}

async function sqlite(file: string, sql: string): Promise<string> {
  return (await runTool('sqlite3', [file, sql])).stdout.trim();
}

/** GENERATE ASYMMETRIC KEY PAIR */
const generateKey = 0x46;
const finished = await site.pcsc.createCard();
const halfDone = await site.pcsc.createCard();
const later = await site.pcsc.createCard();
const orphan = await site.pcsc.createCard();
/** Of a batch order, begun before the copy and after it. */
const [ofOrder, ofOrderLater] = [await site.pcsc.createCard(), await site.pcsc.createCard()];
let staff = await site.staff(supervisor);
const copy = join(site.directory, 'copy.cms');
/** The copy as the keeper decrypts it, without the gateway's program. */
const plain = join(keeper, 'copy.db');

/** With the tools of everybody: verifies who signed the copy, and decrypts it. */
async function decryptWithOpenssl(t: Test): Promise<void> {
  const [envelope, certificate] = [join(keeper, 'envelope.der'), site.gatewaySettings.ras[0]?.certificateFile];
  const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', copy, '-noverify', '-out', envelope];
  const verified = await openssl(...verify, '-signer', join(keeper, 'signer.pem'));
  t.equal(verified.code, 0, verified.stderr);
  const print = async (file?: string) =>
    (await openssl('x509', '-in', file, '-noout', '-fingerprint', '-sha256')).stdout.trim();
  t.equal(await print(join(keeper, 'signer.pem')), await print(certificate), 'the gateway signed it');
  const decrypt = ['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', envelope, '-out', plain];
  const opened = await openssl(...decrypt, '-recip', recipient, '-inkey', recipientKey);
  t.equal(opened.code, 0, opened.stderr);
}

const issue = async (registrationId: string): Promise<string> => {
  const { id: readerId } = await staff.untilCard(counterReader);
  const pins = { mode: 'random' } as const;
  return (await staff.createJob({ kind: 'issueCard', readerId, registrationId, pins })).id;
};

/** The card is pulled when its first key was generated, or `when`. @returns the job */
const begin = async (
  card: CardHandle,
  registrationId: string,
  when: Pick<Extract<Hook, { kind: 'pull' }>, 'at' | 'when'> = { at: 1, when: 'afterExecution' },
): Promise<WireJob> => {
  await card.arm({ kind: 'pull', instruction: generateKey, ...when });
  await card.insert(1);
  const id = await issue(registrationId);
  await card.untilRemoved();
  return staff.untilJob(id, 'waitingForCard');
};

let orderId = '';
const act = (what: string) => staff.request('PATCH', `/api/batch/orders/${orderId}`, { act: what });

/** The line gives the card an entry; it is pulled before its second key is generated. @returns its job */
const beginOnLine = async (card: CardHandle): Promise<WireJob> => {
  const before = new Set(staff.jobs.keys());
  await card.arm({ kind: 'pull', instruction: generateKey, at: 2, when: 'beforeExecution' });
  await card.insert(1);
  await card.untilRemoved();
  const isNew = ({ id, state }: WireJob) => state === 'waitingForCard' && !before.has(id);
  const begun = await staff.until(() => [...staff.jobs.values()].find(isNew));
  await act('pause');
  return begun;
};

/** Asked again and again: what the gateway learns of the RA's it tells no screen. */
async function eventually(look: () => Promise<boolean>): Promise<void> {
  while (!(await look()));
}

const recovery = (serial: string) => staff.request<WireCardRecovery>('GET', `/api/cards/${serial}/recovery`);

/** Takes the RA's order up, and looks at what came of it. */
async function adopt(t: Test, serial: string): Promise<void> {
  const key = { 'Idempotency-Key': randomUUID() };
  const path = `/api/cards/${serial}/recovery`;
  const { job } = await staff.request<WireRecoveryTaken>('POST', path, { way: 'adopt', raId: 'jcic' }, key);
  t.match(await staff.untilJob(job?.id ?? '', 'finished', 'failed', 'waitingForPerson'), { state: 'finished' });
  const again = await staff.request<WireRecoveryTaken>('POST', path, { way: 'adopt', raId: 'jcic' }, key);
  t.equal(again.job?.id, job?.id, 'asked for twice, begun once');
  await staff.until(() => staff.ra?.outbox === 0);
  const { ras } = await staff.request<WireCardRecord>('GET', `/api/cards/${serial}`);
  t.match(ras, [{ record: { state: 'issued', certificates: [{ status: 'valid' }, { status: 'valid' }] } }]);
  t.equal(ras[0]?.record?.certificates.length, 2, 'and nothing was certified twice');
  await staff.untilCard(counterReader, serial);
  const after = await recovery(serial);
  t.match(after, { situation: 'whole', ways: [], onCard: { lifeCycle: 'issued' } });
  for (const { triesLeft } of after.onCard?.pins ?? []) t.equal(triesLeft, 3, 'no try was spent');
}

await t.test('a copy is restored: the gateway compares itself and issues nothing twice', async (t) => {
  let first: WireJob | null = null;
  let second: WireJob | null = null;
  let onLine: WireJob | null = null;
  let onLineLater: WireJob | null = null;
  let laterSerial = '';
  await t.test('a copy is made while two cards are under way', async (t) => {
    await staff.request('POST', '/api/stock/movements', { kind: 'received', count: 10 });
    const ids = (await registerApproved(site.ra, 2, 1, { channel: 'batch', withoutPassword: true })).map(
      ({ id }) => id,
    );
    const content = JSON.stringify(ids.map((registrationId) => ({ registrationId })));
    const { id: dryRunId } = await staff.request<WireBatchDryRun>('POST', '/api/batch/dry-runs', {
      format: 'json',
      content,
    });
    const placed = { from: 'file', dryRunId, name: '一月' };
    orderId = (await staff.request<WirePlacedBatchOrder>('POST', '/api/batch/orders', placed)).order.id;
    onLine = await beginOnLine(ofOrder);
    first = await begin(finished, 'R-0003');
    second = await begin(halfDone, 'R-0005');
    const told = /Encrypted to CN=keeper .*\nSigned by .*CN=.* \(SHA-256 [0-9A-F:]{95}\)\.\nKeep this fingerprint/;
    t.match(await gateway('backup', copy), { status: 0, told, complaint: '' });
    t.equal(statSync(copy).mode & 0o777, 0o600);
    t.same(readdirSync(state).filter((name) => name.includes('copying')), []); // prettier-ignore
    t.notOk(readFileSync(copy).includes('CREATE TABLE'));
    await decryptWithOpenssl(t);
    t.equal(await sqlite(plain, 'PRAGMA integrity_check'), 'ok');
    t.equal(await sqlite(plain, "SELECT count(*) FROM job WHERE state = 'waitingForCard'"), '3');
    const names = await sqlite(plain, 'SELECT name FROM backup_file ORDER BY 1');
    t.same(names.split('\n'), ['ra-jcic.pem', 'transport-pin.key']);
    const pem = await sqlite(plain, "SELECT CAST(content AS TEXT) FROM backup_file WHERE name = 'ra-jcic.pem'");
    const identity = join(site.directory, 'identity.pem');
    writeFileSync(identity, pem);
    const { code, stdout } = await runTool('openssl', ['x509', '-in', identity, '-noout', '-subject']);
    t.match({ code, stdout }, { code: 0, stdout: /CN ?=/ });
    t.match(await gateway('backup', copy), { status: 1, complaint: /never replaces another one/ });
    t.match(await gateway('restore', copy, '--key', recipientKey), {
      status: 1,
      complaint: /in use by another process/,
    });
  });

  await t.test('the work goes on after the copy', async () => {
    await finished.insert(1);
    await staff.untilJob(first?.id ?? '', 'finished', 'failed');
    await finished.remove();
    await later.insert(1);
    const { cardSerial } = await staff.untilJob(await issue('R-0007'), 'finished', 'failed');
    laterSerial = cardSerial ?? '';
    await later.remove();
    await begin(orphan, 'R-0001', { at: 2, when: 'beforeExecution' });
    await act('resume');
    onLineLater = await beginOnLine(ofOrderLater);
    await staff.until(() => staff.ra?.outbox === 0);
  });

  await t.test('what is no whole copy of this program’s store is refused, and nothing is touched', async (t) => {
    await site.gateway.stop();
    const bad = join(site.directory, 'bad.db');
    const refused = async (sql: string, complaint: RegExp): Promise<void> => {
      copyFileSync(plain, bad);
      await sqlite(bad, sql);
      t.match(await gateway('restore', bad, '--unauthenticated'), { status: 1, complaint }, String(complaint));
    };
    await refused("INSERT INTO migration VALUES ('9999-future.sql', 'x')", /newer version of the gateway/);
    await refused("UPDATE migration SET sha256 = 'x' WHERE name = '0001-initial.sql'", /of another program/);
    await refused(
      "CREATE TRIGGER helper AFTER INSERT ON audit BEGIN UPDATE operator SET role = 'supervisor'; END",
      /has a trigger helper that is not the gateway's/,
    );
    const trigger = await sqlite(plain, "SELECT sql FROM sqlite_schema WHERE name = 'audit_is_append_only_update'");
    await refused(
      `DROP TRIGGER audit_is_append_only_update; UPDATE audit SET actor = 'nobody' WHERE seq = 2; ${trigger}`,
      /audit log in the copy was changed at row 2/,
    );
    await refused('DROP TABLE backup', /no copy that `backup` made/);
    t.match(await gateway('restore', plain), { status: 1, complaint: /is not signed/ });
    writeFileSync(bad, 'a letter');
    t.match(await gateway('restore', bad), { status: 1, complaint: /no copy that `backup` made/ });
    const left = readdirSync(state).filter((name) => /restoring|preparing/.test(name));
    t.same(left, [], 'nor is a copy left that holds keys');
    t.match(await gateway('verify-audit'), { status: 0 });
  });

  await t.test('a restoration that was cut short is finished before a gateway starts', async (t) => {
    copyFileSync(copy, join(state, 'gateway.db.restoring'));
    t.match(await gateway(), { status: 1, complaint: /cut short/ });
    const restored = await gatewayWith(`${passphrase}\n`, 'restore', copy, '--key', lockedKey);
    t.match(restored, { status: 0, told: /3 job\(s\) that were not over/ }, restored.complaint);
    t.match(restored.told, /Signed by .*\n[^]*Supervisors in it: supervisor1\.\nThe accounts are the same/);
    const kept = readdirSync(state).find((name) => name.startsWith('replaced-')) ?? '';
    t.equal(await sqlite(join(state, kept, 'gateway.db'), 'PRAGMA integrity_check'), 'ok', 'what it replaced is whole');
    t.match(await gateway('verify-audit'), { status: 0, told: /whole/ });
    t.equal(
      await sqlite(join(state, 'gateway.db'), "SELECT count(*) FROM audit WHERE action = 'gateway.restored'"),
      '1',
    );
  });

  await t.test('the gateway compares itself: a job finished since is closed, its card is no blank', async (t) => {
    await site.restartGateway();
    staff = await site.staff(supervisor);
    const doctor = async () =>
      JSON.parse((await gateway('doctor', '--json')).told) as {
        checks: { id: string; state: string; facts: object }[];
      };
    const firstId = first?.id ?? '';
    await eventually(async () => (await staff.job(firstId)).state === 'finished');
    t.equal((await staff.job(firstId)).result?.certificates?.length, 2);
    await eventually(async () =>
      (await doctor()).checks.some(({ id, state }) => id === 'store.comparison' && state === 'warn'),
    );
    const { checks } = await doctor();
    t.match(
      checks.find(({ id }) => id === 'store.comparison'),
      { state: 'warn', facts: { cardsLeft: 0, jobsLeft: 2 } },
    );
    t.match(
      checks.find(({ id }) => id === 'store.backup'),
      { state: 'warn' },
      'the copy does not know of itself',
    );
    t.equal((await staff.request<WireStock>('GET', '/api/stock')).balance, 9);
  });

  await t.test('a card that was begun after the copy is learned of when it is met', async (t) => {
    await later.insert(1);
    await staff.untilCard(counterReader);
    const learned = async (): Promise<boolean> => {
      const { history } = await staff.request<WireCardRecord>('GET', `/api/cards/${laterSerial}`);
      return history.some((one: WireHistoryEntry) => one.source === 'audit' && one.facts['learned'] === true);
    };
    await eventually(learned);
    t.equal((await staff.request<WireStock>('GET', '/api/stock')).balance, 8);
    await later.remove();
  });

  await t.test('a card that is half done waits for a person: nothing goes on by itself', async (t) => {
    await halfDone.insert(1);
    const { card } = await staff.untilCard(counterReader);
    const secondId = second?.id ?? '';
    t.match(card, { lifeCycle: 'incomplete', openJobId: secondId });
    t.match(await staff.job(secondId), { state: 'waitingForCard', failure: { code: 'job.restore.heldBack' } });
  });

  await t.test('its job is taken up by what stands on the card and at the RA', async (t) => {
    const serial = second?.cardSerial ?? '';
    const seen = await recovery(serial);
    t.match(seen, {
      ...{ situation: 'openJob', restored: true, job: { id: second?.id } },
      onCard: {
        lifeCycle: 'incomplete',
        pins: [
          { pukSet: true, pinSet: true },
          { pukSet: false, pinSet: false },
        ],
      },
      ras: [{ record: { state: 'issuing', registration: { id: 'R-0005' } } }],
      ways: [{ way: 'adopt' }, { way: 'spoil' }],
      closed: [{ way: 'goOn', why: { code: 'card.recover.heldBack' } }, { way: 'rollBack' }],
    });
    const key = { 'Idempotency-Key': randomUUID() };
    await t.rejects(staff.request('POST', `/api/cards/${serial}/recovery`, { way: 'goOn' }, key), {
      message: 'card.recover.heldBack',
    });
    await adopt(t, serial);
    t.match(await staff.job(second?.id ?? ''), { state: 'failed', failure: { code: 'job.restore.superseded' } });
    await halfDone.remove();
  });

  await t.test('a card that was begun after the copy: no job here knows of it', async (t) => {
    await orphan.insert(1);
    const { card } = await staff.untilCard(counterReader);
    const serial = card?.state === 'known' ? card.serial : '';
    t.match(await recovery(serial), {
      ...{ situation: 'unexplained', job: null, ways: [{ way: 'adopt' }, { way: 'spoil' }] },
      onCard: { keys: [{ pin: 1, place: 'a', certificateSerial: null }] },
    });
    await adopt(t, serial);
  });

  await t.test('cards of a batch order are taken up as their entries’ own: nobody gets a second card', async (t) => {
    await orphan.remove();
    const order = () => staff.request<WireBatchOrder>('GET', `/api/batch/orders/${orderId}`);
    t.match(await order(), { state: 'paused', counts: { working: 1, waiting: 1 } }, 'as the copy knew it');
    for (const [card, job] of [
      [ofOrder, onLine],
      [ofOrderLater, onLineLater],
    ] as const) {
      await card.insert(1);
      await staff.untilCard(counterReader, job?.cardSerial ?? '');
      await adopt(t, job?.cardSerial ?? '');
      await card.remove();
    }
    t.match(await staff.untilOrder(orderId, 'finished'), { counts: { issued: 2, failed: 0, waiting: 0 } });
    const { entries } = await staff.request<WireBatchEntryList>('GET', `/api/batch/orders/${orderId}/entries`);
    t.match(entries, [
      { state: 'issued', cardSerial: onLine?.cardSerial, failure: null },
      { state: 'issued', cardSerial: onLineLater?.cardSerial },
    ]);
    t.match(await staff.job(onLine?.id ?? ''), { failure: { code: 'job.restore.superseded' } });
  });
});
t.end();
