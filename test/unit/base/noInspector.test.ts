/** SIGUSR1 opens Node's debugger in none of our programs. Each runs as a real process. */
import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { packMessage } from '../../../card/pkcs11/messages.js';
import { encodeFrame, frameKinds } from '../../../card/transport/frames.js';

const program = (...path: readonly string[]) => projectPath('dist', ...path);

/** Ports of TCP on which the process listens. */
function listeningPorts(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map((name) => {
    try {
      return readlinkSync(join(folder, name));
    } catch {
      return '';
    }
  });
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && targets.includes(`socket:[${inode ?? ''}]`))
      .map(([, address = '']) => address),
  );
}

/** Sends the signal and returns what the process says and where it listens afterwards. */
async function signalled(child: ChildProcess) {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  child.kill('SIGUSR1');
  await delay(700);
  const alive = child.exitCode === null && child.signalCode === null;
  const ports = alive && child.pid !== undefined ? listeningPorts(child.pid) : [];
  child.kill('SIGKILL');
  await once(child, 'close');
  return { alive, ports, debuggerNamed: /debugger|inspector/i.test(said) };
}

const closed = { alive: true, ports: [], debuggerNamed: false };

/** Starts a program that reads a pipe as its first file, and waits until it does. */
async function readingPipe(t: Test, args: (pipe: string) => readonly string[]): Promise<ChildProcess> {
  const pipe = join(t.testdir(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const child = spawn(process.execPath, args(pipe), { stdio: ['ignore', 'ignore', 'pipe'] });
  const writer = await open(pipe, 'w');
  t.teardown(() => writer.close());
  return child;
}

await t.test('the daemon', async (t) => {
  const child = await readingPipe(t, (pipe) => [program('daemon', 'main.js'), '--config', pipe]);
  t.same(await signalled(child), closed);
});

await t.test('the reference RA', async (t) => {
  const child = await readingPipe(t, (pipe) => [
    program('sync', 'reference-ra', 'main.js'),
    ...['register', pipe, '--directory', join(pipe, '..')],
  ]);
  t.same(await signalled(child), closed);
});

await t.test('the process of the readers', async (t) => {
  const child = spawn(process.execPath, [program('card', 'transport', 'pcscChild.js'), 'monitor'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { PCSCLITE_CSOCK_NAME: '/nonexistent/pcscd.comm' },
  });
  await once(child.stdio[3] as NodeJS.ReadableStream, 'data');
  t.same(await signalled(child), closed);
});

await t.test('the process of the PKCS #11 module', async (t) => {
  const child = fork(program('base', 'pkcs11', 'pkcs11Child.js'), {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const location = { modulePath: '/nonexistent/module.so', tokenLabel: 'none' };
  child.send({ id: 1, command: { kind: 'open', location, pin: new Uint8Array(4) } });
  await once(child, 'message');
  t.same(await signalled(child), closed);
});

await t.test('the process of a vendor’s module', async (t) => {
  const child = spawn(process.execPath, [program('card', 'pkcs11', 'moduleChild.js'), 'module', 'none'], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const pipe = child.stdio[3];
  if (!(pipe instanceof Duplex)) throw new Error('no pipe');
  const answered = once(pipe, 'data');
  pipe.write(encodeFrame(frameKinds.call, 1, packMessage({ call: 'tokens' }, [])));
  await answered;
  t.same(await signalled(child), closed);
});

await t.test('the process of the paper', async (t) => {
  const child = spawn(process.execPath, [program('daemon', 'paper', 'paperChild.js')], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // More than a pipe holds: it is written when the process reads.
  await new Promise((resolve) => child.stdin.write(Buffer.alloc(1_000_000, 32), resolve));
  t.same(await signalled(child), closed);
});

await t.test('every Node process that we start is one of these, or gets the flag', (t) => {
  const starters = ['card/transport/nativeChild.ts', 'base/pkcs11/tokenKey.ts', 'daemon/paper/paperProcess.ts'];
  for (const file of starters) t.match(readFileSync(projectPath(file), 'utf8'), '...noInspectorFlags');
  t.end();
});
t.end();
