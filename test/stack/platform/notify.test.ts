/** What systemd is told: ready, progress, the lack of it, the end. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

/** Node has no Unix datagram sockets; Python prints every message that arrives, one JSON list of assignments a line. */
const receiver = `
import json, socket, sys
receiving = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiving.bind(sys.argv[1])
print(json.dumps(["listening"]), flush=True)
while True:
    print(json.dumps(receiving.recv(4096).decode().split("\\n")), flush=True)
`;

/** Everything that arrives at a notification socket, and a way to wait for one message. */
class NotificationSocket {
  readonly messages: string[][] = [];
  readonly #waiting: { readonly assignment: string; readonly resolve: () => void }[] = [];

  constructor(python: ChildProcess) {
    if (python.stdout === null) throw new Error('the receiver has no output');
    createInterface({ input: python.stdout }).on('line', (line) => {
      const assignments = JSON.parse(line) as string[];
      // systemd-notify asks with it whether its message was read.
      if (assignments.includes('BARRIER=1')) return;
      this.messages.push(assignments);
      for (const { assignment, resolve } of this.#waiting) if (assignments.includes(assignment)) resolve();
    });
  }

  async arrival(assignment: string): Promise<void> {
    if (this.count(assignment) > 0) return;
    await new Promise<void>((resolve) => this.#waiting.push({ assignment, resolve }));
  }

  count(assignment: string): number {
    return this.messages.filter((assignments) => assignments.includes(assignment)).length;
  }
}

function isRounds(message: unknown): message is { rounds: number } {
  return typeof message === 'object' && message !== null && 'rounds' in message;
}

/** Resolves when the watchdog has gone so many more rounds. */
async function moreRounds(child: ChildProcess, count: number): Promise<void> {
  for (let heard = 0; heard < count;) {
    const [message] = (await once(child, 'message')) as unknown[];
    if (isRounds(message)) heard += 1;
  }
}

async function setUp(t: Test, env: NodeJS.ProcessEnv) {
  // A socket's path has at most 107 characters.
  const folder = await mkdtemp(join(tmpdir(), 'notify-'));
  const path = join(folder, 'socket');
  const python = spawn('python3', ['-c', receiver, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const socket = new NotificationSocket(python);
  await socket.arrival('listening');
  const program = fileURLToPath(new URL('watchedProcess.js', import.meta.url));
  const child = fork(program, { env: { ...process.env, NOTIFY_SOCKET: path, ...env } });
  t.teardown(async () => {
    for (const each of [child, python]) {
      if (each.exitCode === null && each.signalCode === null && each.kill('SIGKILL')) await once(each, 'exit');
    }
    await rm(folder, { recursive: true });
  });
  return { socket, child };
}

await t.test('systemd hears ready, progress, the lack of it, and the end', async (t) => {
  const { socket, child } = await setUp(t, { WATCHDOG_USEC: '300000' });
  await socket.arrival('READY=1');
  const ready = socket.messages.find((assignments) => assignments.includes('READY=1'));
  t.ok(ready?.includes(`MAINPID=${child.pid}`), 'sent in the name of the daemon');
  t.ok(ready?.includes('STATUS=Running WATCHDOG=1'), 'a line break in a status adds no assignment');

  await socket.arrival('WATCHDOG=1');
  await moreRounds(child, 3);
  t.ok(socket.count('WATCHDOG=1') >= 2, 'a ping for a round in which nothing was stuck');

  child.send('hang');
  await socket.arrival('STATUS=No progress: writer (commit, 0 s)');
  const pings = socket.count('WATCHDOG=1');
  await moreRounds(child, 3);
  t.equal(socket.count('WATCHDOG=1'), pings, 'the rounds go on, the pings do not');

  child.send('stop');
  await socket.arrival('STOPPING=1');
  const stopping = socket.messages.find((assignments) => assignments.includes('STOPPING=1'));
  t.ok(stopping?.includes('STATUS=Stopping WATCHDOG=1'));
  t.same(await once(child, 'exit'), [0, null]);
});

await t.test('a watchdog meant for another process is not fed', async (t) => {
  const { socket, child } = await setUp(t, { WATCHDOG_USEC: '300000', WATCHDOG_PID: '1' });
  await socket.arrival('READY=1');
  child.send('stop');
  await socket.arrival('STOPPING=1');
  t.equal(socket.count('WATCHDOG=1'), 0);
  t.same(await once(child, 'exit'), [0, null]);
});

await t.test('without a service manager nothing is sent and nothing is missed', async (t) => {
  const { socket, child } = await setUp(t, { NOTIFY_SOCKET: undefined, WATCHDOG_USEC: undefined });
  child.send('stop');
  t.same(await once(child, 'exit'), [0, null]);
  t.same(socket.messages, [['listening']]);
});
