/** The demo as a person starts it: its own exit status, what it prints, and that nothing of it stays behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runTool } from '../../harness/runTool.js';

const mainFile = fileURLToPath(new URL('../../demo/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
t.teardown(() => rmSync(folder, { recursive: true }));

/** Its temporary files and its running word in a folder of their own, whose name every process of the demo inherits. */
function environment(name: string): { readonly TMPDIR: string; readonly XDG_RUNTIME_DIR: string } {
  const own = join(folder, name);
  mkdirSync(own);
  return { TMPDIR: own, XDG_RUNTIME_DIR: own };
}

/** Command lines of processes that carry this folder in their environment. */
function processesOf({ TMPDIR }: { readonly TMPDIR: string }): string[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(join('/proc', pid, file), 'latin1');
    } catch {
      return '';
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => read(pid, 'environ').includes(TMPDIR)).map((pid) => read(pid, 'cmdline'));
}

t.jobs = 2;

void t.test('--exit plays the scenario, and nothing stays behind', async (t) => {
  const env = environment('exit');
  const { code, stdout, stderr } = await runTool(process.execPath, [mainFile, '--exit'], { env });
  t.equal(code, 0, 'exit status');
  if (code !== 0) t.comment(`${stdout}${stderr}`);
  t.match(stdout, /✓ +\d+ ms {2}card-1 is issued/, 'issued');
  t.match(stdout, /✓ +\d+ ms {2}PIN 1 is unblocked and changed/, 'unblocked');
  t.match(
    stdout,
    /\$ openssl verify -CAfile ca\.pem sign\.pem\n +sign\.pem: OK\n +✓/,
    'the signing certificate is the CA’s',
  );
  t.match(
    stdout,
    /\$ openssl verify -CAfile ca\.pem encrypt\.pem\n +encrypt\.pem: OK\n +✓/,
    'the encryption certificate is the CA’s',
  );
  t.equal(stdout.match(/Verified OK\n +✓/g)?.length, 2, 'a signature with each PIN');
  for (const family of ['myeid', 'piv', 'openpgp'])
    t.match(stdout, new RegExp(`✓ +\\d+ ms {2}${family} is issued`), family);
  t.match(stdout, /20 checks passed, 0 failed/, 'all checks');
  t.notMatch(stdout, '✗', 'nothing went wrong');
  t.notOk(stdout.includes(String.fromCharCode(27)), 'plain lines where no terminal is');
  t.same(processesOf(env), [], 'no process is left');
  t.same(readdirSync(env.TMPDIR), [], 'no file is left');
});

void t.test('it stays up, cards move by hand, and a signal ends it', async (t) => {
  const env = environment('stay');
  const demo = spawn(process.execPath, [mainFile], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit') as Promise<[number | null]>;
  t.teardown(async () => {
    if (demo.exitCode === null && demo.kill('SIGTERM')) await ended;
  });
  const lines: string[] = [];
  const output = createInterface({ input: demo.stdout });
  await new Promise<void>((resolve) => {
    output.on('line', (line) => {
      lines.push(line);
      if (line.includes('everything else:')) resolve();
    });
    output.once('close', resolve);
  });

  const ask = (...words: string[]) => runTool(process.execPath, [mainFile, ...words], { env });
  t.match((await ask('cards')).stdout, /^A1 {2}card-1 .*PIN 1: 3 tries left/m);
  t.match((await ask('insert', 'card-2', 'a2')).stdout, /^A2 {2}card-2 .*PIN 1 not set/m);
  t.match(await ask('insert', 'card-3', 'A2'), { code: 1, stderr: /card-2 is in reader/ });
  t.match(await ask('insert', 'card-3', 'B9'), { code: 1, stderr: /no reader B9/ });
  t.match((await ask('remove', 'card-2')).stdout, /^A2 {2}empty$/m);

  const panel = /http:\/\/127\.0\.0\.1:\d+\/(?= +\(put)/.exec(lines.join('\n'))?.[0] ?? '';
  const post = async (path: string, body: object, origin: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', origin };
    return (await fetch(new URL(path, panel), { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  const { origin } = new URL(panel);
  t.match(await (await fetch(panel)).text(), '讀卡機與晶片卡');
  t.equal(await post('/api/lock', { card: 'card-1', pin: 2 }, 'http://evil.example'), 403, 'another page may not');
  t.equal(await post('/api/lock', { card: 'card-9', pin: 2 }, origin), 400, 'no such card');
  t.equal(await post('/api/lock', { card: 'card-1', pin: 2 }, origin), 204, 'its own page may');
  t.match((await ask('cards')).stdout, /^A1 {2}card-1 .*PIN 2 locked/m);

  demo.kill('SIGTERM');
  t.equal((await ended)[0], 0, 'exit status');
  t.same(processesOf(env), [], 'no process is left');
  t.same(readdirSync(env.TMPDIR), [], 'no file is left');
  t.match(await ask('cards'), { code: 1, stderr: /no demo is running/ });
});

void t.test('wrong words give the usage and status 2', async (t) => {
  for (const words of [['--bogus'], ['insert', 'card-1'], ['eject', 'card-1']]) {
    const { code, stderr } = await runTool(process.execPath, [mainFile, ...words]);
    t.equal(code, 2, words.join(' '));
    t.match(stderr, 'Usage: npm run demo');
  }
  t.match(await runTool(process.execPath, [mainFile, '--help']), { code: 0, stdout: /--directory DIR/ });
});
