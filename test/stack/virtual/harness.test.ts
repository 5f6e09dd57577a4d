/** The harness itself: readers, cards, what can be done to pcscd, and that nothing is left behind. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { startPcsc, type PcscHarness } from '../../harness/pcscHarness.js';
import { PcscdMonitor } from '../../harness/pcscdMonitor.js';
import { connectRack } from '../../harness/rackClient.js';

const owner = fileURLToPath(new URL('./harnessOwner.js', import.meta.url));
const rackCli = fileURLToPath(new URL('../../harness/rackCli.js', import.meta.url));
const atr = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01);
const verifyWrongPin = '0020000106393939393939';
const select = '00A404000CF276A288BCFBA69D34F31001';

async function started(t: Test, readers: number): Promise<PcscHarness> {
  const harness = await startPcsc({ readers });
  t.teardown(() => harness.stop());
  return harness;
}

/** Raw APDUs through the whole stack, to one reader only (OpenSC's tools connect to every reader). */
async function send(harness: PcscHarness, reader: number, ...apdus: readonly string[]): Promise<string> {
  const spaced = apdus.map((apdu) => apdu.replace(/../g, '$& ').trim());
  const result = await harness.run('scriptor', ['-r', harness.readers[reader] ?? ''], {
    input: `${spaced.join('\n')}\n`,
  });
  return result.stdout + result.stderr;
}

void t.test('each reader index is that reader', async (t) => {
  const harness = await started(t, 16);
  t.equal(new Set(harness.readers).size, 16);
  const monitor = await PcscdMonitor.connect(harness.socketPath);
  t.teardown(() => monitor.close());
  const cards = await Promise.all(harness.readers.map(() => harness.createCard()));
  t.equal(new Set(cards.map((card) => Buffer.from(card.cplc).toString('hex'))).size, 16, 'no two cards alike');
  for (const index of [0, 1, 6, 15]) {
    await cards[index]?.insert(index);
    await monitor.until((readers) => readers.some((reader) => reader.atr.length > 0));
    const [found, ...more] = monitor.readers.filter((reader) => reader.present);
    t.equal(found?.name, harness.readers[index]);
    t.same(found?.atr, atr);
    t.equal(more.length, 0);
    await cards[index]?.remove();
    await monitor.until((readers) => readers.every((reader) => !reader.present));
  }
});

void t.test('sixteen cards at once, each answers for itself', async (t) => {
  const harness = await started(t, 16);
  const cards = await Promise.all(harness.readers.map(() => harness.createCard()));
  await Promise.all(cards.map((card, index) => card.insert(index)));
  const answers = await Promise.all(cards.map((_, index) => send(harness, index, '80CA9F7F00')));
  cards.forEach((card, index) => {
    const serial = Buffer.from(card.cplc.subarray(12, 16)).toString('hex').toUpperCase();
    t.match(answers[index]?.replace(/[^0-9A-F]/g, ''), new RegExp(serial));
  });
});

void t.test('a card in one reader only, one card in a reader', async (t) => {
  const harness = await started(t, 2);
  const [one, other] = [await harness.createCard({ name: 'one' }), await harness.createCard({ name: 'other' })];
  await one.insert(0);
  await t.rejects(one.insert(1), /one is in reader 0 already/);
  await t.rejects(other.insert(0), /one is in reader 0/);
  await t.rejects(other.insert(2), /no reader 2/);
  await t.rejects(harness.createCard({ name: 'one' }), /already/);
  await other.insert(1);
});

void t.test('a pulled card is gone for pcscd, and is another command poorer', async (t) => {
  const harness = await started(t, 2);
  const card = await harness.createCard();
  await card.insert(0);
  await send(harness, 0, select, '0024010106313233343536');
  await card.arm({ kind: 'pull', at: 1, instruction: 0x20, when: 'afterExecution' });
  t.notMatch(await send(harness, 0, select, verifyWrongPin), /63 C/);
  t.match(await card.nextHook(), { kind: 'pull' });
  await card.untilRemoved();
  const rack = await connectRack(harness.rackSocket);
  t.teardown(() => rack.close());
  t.equal((await rack.status()).cards[0]?.reader, null);
  await card.insert(1);
  t.match(await send(harness, 1, select, '0020000100'), /< 63 C2/);
  const verify = (await card.transcript()).find(({ command }) => command.startsWith('0020000106'));
  t.same(verify, { command: `0020000106${'XX'.repeat(6)}`, response: null });
});

void t.test('a mute card hangs its own reader only', async (t) => {
  const harness = await started(t, 2);
  const [mute, talking] = [await harness.createCard(), await harness.createCard()];
  await Promise.all([mute.insert(0), talking.insert(1)]);
  await mute.arm({ kind: 'mute', at: 1, when: 'beforeExecution' });
  const hanging = send(harness, 0, select);
  t.match(await mute.nextHook(), { kind: 'mute' });
  t.match(await send(harness, 1, select), /< 00 06 06 90 00/);
  await mute.remove();
  t.notMatch(await hanging, /90 00/);
});

void t.test('pcscd killed and started again finds the cards in their readers', async (t) => {
  const harness = await started(t, 4);
  const card = await harness.createCard();
  await card.insert(2);
  await harness.killPcscd();
  const without = await harness.run('opensc-tool', ['-l']);
  t.notMatch(without.stdout, /Virtual Reader/);
  await harness.restartPcscd();
  t.match(await send(harness, 2, select), /00 06 06/);
});

void t.test('an unplugged reader disappears with its twin and comes back with its card', async (t) => {
  const harness = await started(t, 4);
  const [staying, leaving] = [await harness.createCard(), await harness.createCard()];
  await Promise.all([staying.insert(0), leaving.insert(3)]);
  await harness.unplugReaders(3);
  const listed = async () => (await harness.run('opensc-tool', ['-l'])).stdout.match(/Virtual Reader . 00 0./g);
  t.same(await listed(), harness.readers.slice(0, 2));
  t.match(await send(harness, 0, select), /< 00 06 06 90 00/);
  await harness.plugReaders(3);
  t.same(await listed(), harness.readers);
  t.match(await send(harness, 3, select), /< 00 06 06 90 00/);
});

void t.test('a paused pcscd answers when it goes on', async (t) => {
  const harness = await started(t, 2);
  const card = await harness.createCard();
  await card.insert(0);
  await harness.pausePcscd();
  const asked = send(harness, 0, select);
  await harness.resumePcscd();
  t.match(await asked, /00 06 06/);
});

void t.test('cards are moved from the shell', async (t) => {
  const harness = await started(t, 2);
  const cli = (...args: string[]) => harness.run(process.execPath, [rackCli, harness.rackSocket, ...args]);
  t.equal((await cli('create', 'walk-in')).code, 0);
  t.equal((await cli('insert', 'walk-in', '1')).code, 0);
  t.equal((await cli('list')).stdout, `0  ${harness.readers[0] ?? ''}  -\n1  ${harness.readers[1] ?? ''}  walk-in\n`);
  t.equal((await cli('remove', 'walk-in')).code, 0);
  t.match((await cli('list')).stdout, /-  \(outside\)  walk-in/);
  t.match(await cli('insert', 'nobody', '1'), { code: 1, stderr: 'there is no card nobody\n' });
  t.equal((await cli('dance')).code, 1);
});

void t.test('a state file brings the same card back', async (t) => {
  const folder = t.testdir();
  const stateFile = join(folder, 'card.json');
  const first = await startPcsc({ readers: 2 });
  const card = await first.createCard({ stateFile });
  await first.stop();
  const harness = await started(t, 2);
  t.same((await harness.createCard({ stateFile })).cplc, card.cplc);
});

void t.test('what is not a number of readers', async (t) => {
  for (const readers of [0, 1, 3, 18]) await t.rejects(startPcsc({ readers }), RangeError);
});

/** Resolves when whoever listens there has ended. */
function untilClosed(socketPath: string): { connected: Promise<unknown>; closed: Promise<unknown> } {
  const socket = connect(socketPath);
  socket.on('error', () => socket.destroy());
  return { connected: once(socket, 'connect'), closed: once(socket.resume(), 'close') };
}

async function startedByAnother(...command: readonly string[]): Promise<{ child: ChildProcess; folder: string }> {
  // Without the test runner's own preloads, which another user may not use.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', ...command, process.execPath, owner], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, folder: line.trim() };
}

void t.test('everything ends when the one who started it is killed', async (t) => {
  const { child, folder } = await startedByAnother();
  const ends = ['run/pcscd.comm', 'rack.sock'].map((name) => untilClosed(join(folder, name)));
  await Promise.all(ends.map(({ connected }) => connected));
  child.kill('SIGKILL');
  await Promise.all(ends.map(({ closed }) => closed));
  t.notOk(existsSync(folder), 'and so is the temporary folder');
});

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

/** Why the test of an ordinary user cannot be made here; false when it can. */
function withoutOrdinaryUser(): string | false {
  if (process.getuid?.() !== 0) return 'is one already';
  const readable = spawnSync(asNobody[0] ?? '', [...asNobody.slice(1), 'test', '-r', owner]).status === 0;
  return readable ? false : 'an ordinary user may not read this checkout';
}

void t.test('an ordinary user may do it too', { skip: withoutOrdinaryUser() }, async (t) => {
  const { child, folder } = await startedByAnother(...asNobody);
  const rack = await connectRack(join(folder, 'rack.sock'));
  t.teardown(() => rack.close());
  const card = await rack.createCard();
  await card.insert(0);
  t.equal((await rack.status()).readers.length, 2);
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
});
