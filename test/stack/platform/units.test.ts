/** The systemd units, the sandbox, the user and the polkit rule, judged by systemd and polkit. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

const execute = promisify(execFile);

/** systemd-analyze security: 0.0 is safest, 10.0 is an unconfined service; in tenths here. */
const exposureThreshold = 15;

/** The units that Debian ships, without those of this machine: only ours are judged here. */
const shippedUnits = '/lib/systemd/system';

interface Verdict {
  readonly status: number;
  /** Both streams. */
  readonly output: string;
}

async function judge(program: string, args: readonly string[], unitPath = shippedUnits): Promise<Verdict> {
  try {
    const env = { ...process.env, SYSTEMD_UNIT_PATH: unitPath };
    const { stdout, stderr } = await execute(program, args, { env });
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, output: stdout + stderr };
  }
}

/** A copy of the units whose program is the Node of this machine, wherever that is. */
async function installUnits(folder: string, change: (unit: string) => string = (unit) => unit): Promise<string> {
  const unit = await readFile(projectPath('systemd', 'card-gateway.service'), 'utf8');
  const file = join(folder, 'card-gateway.service');
  await mkdir(folder, { recursive: true });
  await writeFile(file, change(unit.replace('/usr/bin/node', process.execPath)));
  return file;
}

await t.test('systemd finds nothing wrong with the unit', async (t) => {
  const unit = await installUnits(t.testdir());
  t.same(await judge('systemd-analyze', ['verify', unit]), { status: 0, output: '' });
});

await t.test('systemd would say so if something were wrong', async (t) => {
  const unit = await installUnits(t.testdir(), (text) => text.replace('RestartSec=2', 'RestartSecs=2'));
  t.match((await judge('systemd-analyze', ['verify', unit])).output, /Unknown key.*'RestartSecs'/);
});

await t.test('the sandbox is as tight as it can be', async (t) => {
  const args = ['security', '--offline=true', `--threshold=${exposureThreshold}`];
  const unit = await installUnits(t.testdir({ tight: {}, loose: {} }) + '/tight');
  t.match(await judge('systemd-analyze', [...args, unit]), { status: 0, output: /Overall exposure level/ });
  const loose = await installUnits(t.testdirName + '/loose', (text) => text.replace('ProtectSystem=strict\n', ''));
  t.not((await judge('systemd-analyze', [...args, loose])).status, 0, 'one protection less is too little');
});

await t.test('the drop-in for pcscd’s socket fits the unit that Debian ships', async (t) => {
  const folder = t.testdir();
  for (const name of ['pcscd.socket', 'pcscd.service']) await cp(join(shippedUnits, name), join(folder, name));
  await cp(projectPath('systemd', 'pcscd.socket.d'), join(folder, 'pcscd.socket.d'), { recursive: true });
  const unitPath = `${folder}:${shippedUnits}`;
  t.same(await judge('systemd-analyze', ['verify', 'pcscd.socket'], unitPath), { status: 0, output: '' });
});

await t.test('systemd-sysusers makes a user without a shell', async (t) => {
  const root = t.testdir({ etc: {} });
  const file = projectPath('systemd', 'card-gateway.sysusers.conf');
  t.match(await judge('systemd-sysusers', [`--root=${root}`, file]), { status: 0 });
  const passwd = await readFile(join(root, 'etc', 'passwd'), 'utf8');
  t.match(passwd, /^card-gateway:[^:]*:\d+:\d+:Card gateway:\/var\/lib\/card-gateway:\/usr\/sbin\/nologin$/m);
});

await t.test('polkit lets the gateway at the cards and nobody else, and lets it restart pcscd', async (t) => {
  interface Action {
    readonly id: string;
    lookup(name: string): string | undefined;
  }
  type Rule = (action: Action, subject: { user: string }) => string;
  const rules: Rule[] = [];
  const Result = { YES: 'yes', NO: 'no', NOT_HANDLED: 'not handled' };
  const text = await readFile(projectPath('systemd', '50-card-gateway.rules'), 'utf8');
  runInNewContext(text, { polkit: { Result, addRule: (rule: Rule) => rules.push(rule) } });
  /** As polkit does: the first rule that handles it decides. */
  const ask = (id: string, user: string, details: Readonly<Record<string, string>> = {}): string => {
    const action = { id, lookup: (name: string) => details[name] };
    return (
      rules.map((rule) => rule(action, { user })).find((answer) => answer !== Result.NOT_HANDLED) ?? Result.NOT_HANDLED
    );
  };
  for (const action of ['access_pcsc', 'access_card'].map((name) => `org.debian.pcsc-lite.${name}`)) {
    t.equal(ask(action, 'card-gateway'), Result.YES);
    t.equal(ask(action, 'root'), Result.YES);
    t.equal(ask(action, 'visitor'), Result.NO);
  }
  t.equal(ask('org.freedesktop.login1.reboot', 'card-gateway'), Result.NOT_HANDLED);

  const units = 'org.freedesktop.systemd1.manage-units';
  t.equal(ask(units, 'card-gateway', { unit: 'pcscd.service', verb: 'restart' }), Result.YES);
  t.equal(ask(units, 'visitor', { unit: 'pcscd.service', verb: 'restart' }), Result.NOT_HANDLED);
  t.equal(ask(units, 'card-gateway', { unit: 'pcscd.service', verb: 'stop' }), Result.NOT_HANDLED);
  t.equal(ask(units, 'card-gateway', { unit: 'ssh.service', verb: 'restart' }), Result.NOT_HANDLED);
  t.equal(ask(units, 'card-gateway'), Result.NOT_HANDLED, 'where polkit is not told which unit');
});
