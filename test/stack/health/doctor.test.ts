/** The doctor on a real counter: with the gateway running, stopped and stuck; with what it needs taken away. */
import { chmodSync, openSync, statSync, writeFileSync, writeSync, closeSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { writeSettings } from '../../harness/gatewayProcess.js';
import { FaultyRa } from '../../harness/faultyRa.js';
import { runTool } from '../../harness/runTool.js';
import { Site } from '../../harness/site.js';
import { end, holdCard, mainFile, runDoctor } from './support.js';

// Any program that takes the PDF is a printer; what CUPS would say depends on the machine.
const site = await Site.start({ settings: { letters: { printCommand: ['cat'] } } });
const { directory } = site.gatewaySettings;
const state = join(directory, 'state');
const keyFile = join(state, 'transport-pin.key');
const doctor = (...args: readonly string[]) => runDoctor(directory, ...args);
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);
const [reader = ''] = site.pcsc.readers;
t.teardown(() => site.stop());

const card = await site.pcsc.createCard();
await card.insert(0);
const kiosk = await site.kiosk();
const known = await kiosk.untilCard(reader);
const serial = known.card?.state === 'known' ? known.card.serial : '';

/** What ran where, as the audit log has it. */
async function audited(): Promise<string[]> {
  const sql = "SELECT actor || ' ' || subject FROM audit WHERE action = 'environment.repair' ORDER BY seq";
  const { stdout } = await runTool('sqlite3', ['-readonly', join(state, 'gateway.db'), sql]);
  return stdout.trim().split('\n');
}

await t.test('a gateway that runs: in order, and asked for what it holds', async (t) => {
  const run = await doctor();
  t.equal(run.status, 0, JSON.stringify(run.checks.filter((check) => check.state === 'failed')));
  t.ok(run.gatewayRuns);
  t.match(run.check('gateway.process'), { state: 'ok', facts: { pid: site.gateway.pid } });
  t.match(run.check('readers.cards').present.en, serial);
  for (const id of ['ra.link:jcic', 'ra.clock:jcic', 'ra.version:jcic', 'ra.certificate:jcic', 'ra.outbox:jcic']) {
    t.equal(run.check(id).state, 'ok', id);
  }
  for (const id of ['readers.service', 'readers.found', 'store.disk', 'store.database', 'store.files']) {
    t.equal(run.check(id).state, 'ok', id);
  }
});

await t.test('the table tells the same in both languages, and which settings it looked at', async (t) => {
  for (const [language, title] of [
    ['zh-TW', '檔案權限'],
    ['en', 'File permissions'],
  ] as const) {
    const args = [mainFile, 'doctor', '--config', join(directory, 'gateway.yaml'), '--lang', language];
    const { code, stdout } = await runTool(process.execPath, args);
    t.equal(code, 0);
    t.equal(stdout.split('\n')[0], join(directory, 'gateway.yaml'));
    t.match(stdout, title);
    t.notMatch(stdout, '\u001b', 'no colours where nobody looks');
  }
});

await t.test('another program keeps the card to itself: it is named', async (t) => {
  const holder = await holdCard(site.pcsc.socketPath, reader);
  t.teardown(() => end(holder));
  const run = await doctor();
  t.equal(run.status, 1);
  t.match(run.check('readers.cards'), { state: 'failed', present: { 'zh-TW': /另一個程式/ } });
  t.match(run.check('readers.holders'), {
    state: 'warn',
    present: { en: new RegExp(`Process ${holder.pid ?? 0}: perl`) },
  });
});

await t.test('pcscd is gone: it fails, and says what to type where systemd does not run', async (t) => {
  await site.pcsc.killPcscd();
  const run = await doctor('--repair', 'all', '--confirmed');
  t.equal(run.status, 1);
  t.match(run.check('readers.service'), { state: 'failed', repair: { hindrance: { en: /pcscd/ } } });
  t.equal(run.repairs.length, 0, 'what cannot be mended is not tried');

  await t.test('and its pid file names another process: it is taken away', async (t) => {
    const pidFile = join(dirname(site.pcsc.socketPath), 'pcscd.pid');
    writeFileSync(pidFile, `${process.pid}\n`);
    t.match((await doctor()).check('readers.leftovers'), { state: 'failed', facts: { pid: process.pid } });
    t.match((await doctor('--repair', 'readers.leftovers')).repairs, [{ outcome: 'repaired', check: { state: 'ok' } }]);
    t.notOk(existsSync(pidFile));
  });
  await site.pcsc.restartPcscd();
});

await t.test('the RA is gone', async (t) => {
  await site.ra.stop();
  const run = await doctor();
  t.equal(run.status, 1);
  t.match(run.check('ra.link:jcic'), { state: 'failed', facts: { reachable: false } });
  t.equal(run.check('ra.clock:jcic').state, 'unknown', 'what is not known is not called wrong');
  await site.restartRa();
});

await t.test('a key that others may read is closed, and who did it is written down', async (t) => {
  chmodSync(keyFile, 0o644);
  t.match((await doctor()).check('store.files'), { state: 'failed', present: { en: `0644 ${keyFile}` } });
  t.match((await doctor('--repair', 'all')).repairs, [{ id: 'store.files', outcome: 'repaired' }]);
  t.equal(modeOf(keyFile), '600');
  t.match((await audited()).at(-1), /^shell:\w+ store\.files$/);
});

await t.test('wrong words: nothing is done', async (t) => {
  t.match(await doctor('--repair', 'store.everything'), { status: 1, stderr: /store\.everything/ });
  t.match(await doctor('--repair', 'gateway.process'), { status: 1, stderr: /environment\.repair\.unconfirmed/ });
  t.match(await doctor('--lang', 'fr'), { status: 2, stderr: /no language fr/ });
  const alone = ['--fork', '--pid', '--mount-proc', process.execPath, mainFile, 'doctor'];
  t.match(await runTool('unshare', alone), { code: 2, stderr: /no gateway runs/ }, 'where no gateway is to be found');
});

await t.test('a gateway that stands still keeps the store: it is found and ended', async (t) => {
  process.kill(site.gateway.pid, 'SIGSTOP');
  const found = await doctor();
  t.match(found.check('gateway.process'), { state: 'failed', facts: { running: false, pid: site.gateway.pid } });
  t.match(await doctor('--repair', 'store.files'), { status: 1, stderr: /repair gateway\.process first/ });
  const ended = await doctor('--repair', 'gateway.process', '--confirmed');
  t.match(ended.repairs, [{ outcome: 'repaired', check: { state: 'warn', facts: { running: false } } }]);
  t.match(await site.gateway.exited(), { signal: 'SIGKILL' });
  t.match((await audited()).at(-1), /^shell:\w+ gateway\.process$/);
  await site.restartGateway();
});

await t.test('no gateway: everything is looked at, and mended, from the shell', async (t) => {
  await site.gateway.stop();
  chmodSync(state, 0o755);
  const run = await doctor('--repair', 'store.files');
  t.equal(run.status, 0, run.stderr);
  t.notOk(run.gatewayRuns);
  t.equal(run.check('gateway.process').state, 'warn');
  t.match(run.check('readers.cards').present.en, serial);
  t.equal(run.check('ra.link:jcic').state, 'ok');
  t.equal(run.check('store.database').state, 'ok');
  t.equal(modeOf(state), '700');
  t.match((await audited()).at(-1), /^shell:\w+ store\.files$/);
  for (const id of ['store.database', 'ra.outbox:jcic']) {
    t.match((await doctor('--repair', id)).repairs, [{ id, outcome: 'repaired' }]);
  }
});

await t.test('the clock is off', async (t) => {
  const faulty = await FaultyRa.start(site.ra.ready);
  t.teardown(() => faulty.stop());
  const other = t.testdir();
  writeSettings({
    ...site.gatewaySettings,
    directory: other,
    ras: [{ profile: 'jcic', url: faulty.ready.url, ...faulty.ready.gateway }],
  });
  for (const [offMs, expected] of [
    [-45_000, 'warn'],
    [400_000, 'failed'],
  ] as const) {
    faulty.fault({ kind: 'clock', offMs });
    t.equal((await runDoctor(other)).check('ra.clock:jcic').state, expected, `${offMs} ms`);
  }
});

await t.test('a print program and a spool folder that are not there', async (t) => {
  const other = t.testdir();
  const letters = { printCommand: [join(other, 'print')], spoolFolder: join(other, 'letters') };
  writeSettings({ ...site.gatewaySettings, directory: other, settings: { letters } });
  const run = await runDoctor(other);
  t.equal(run.status, 1);
  t.match(run.check('screens.printer'), { state: 'failed', present: { 'zh-TW': /找不到這個程式/ } });
  t.match(run.check('screens.spoolFolder'), { state: 'failed', present: { 'zh-TW': /沒有這個資料夾/ } });
});

await t.test('a disk that is full', async (t) => {
  const other = t.testdir({ state: {} });
  const settings = writeSettings({ ...site.gatewaySettings, directory: other });
  const small = `mount -t tmpfs -o size=64m none ${join(other, 'state')} && exec "$@"`;
  const words = ['sh', '-c', small, 'sh', process.execPath, mainFile, '--config', settings, 'doctor', '--json'];
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const { code, stdout } = await runTool('unshare', [...user, '--mount', ...words]);
  t.equal(code, 1);
  const { checks } = JSON.parse(stdout) as { checks: { id: string; state: string }[] };
  t.match(
    checks.find(({ id }) => id === 'store.disk'),
    { state: 'failed' },
  );
});

await t.test('a database that is broken', async (t) => {
  await site.gateway.stop();
  const file = join(state, 'gateway.db');
  const sql = "PRAGMA wal_checkpoint(TRUNCATE); SELECT rootpage FROM sqlite_schema WHERE name = 'audit'";
  const { stdout } = await runTool('sqlite3', [file, sql]);
  const page = Number(stdout.trim().split('\n').at(-1));
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(512, 0x5a), 0, 512, (page - 1) * 4096);
  closeSync(descriptor);
  const run = await doctor();
  t.equal(run.status, 1);
  t.match(run.check('store.database'), { state: 'failed', present: { en: /^Broken: .*restore the backup/ } });
});
