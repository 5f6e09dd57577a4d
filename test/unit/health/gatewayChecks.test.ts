/** The environment checks of the gateway’s own process: store, state, threads, sandbox, settings. */
import t from 'tap';
import { worst } from '../../../daemon/health/check.js';
import { judgeProcess, judgeSandbox, judgeThreads } from '../../../daemon/health/checks/gateway.js';
import { settingsIn } from '../../../daemon/health/doctor/findSettings.js';
import { isRunning } from '../../../daemon/health/storeHolder.js';

void t.test('the worst of several states', (t) => {
  t.equal(worst([]), 'ok');
  t.equal(worst(['ok', 'unknown']), 'unknown');
  t.equal(worst(['warn', 'unknown', 'ok']), 'warn');
  t.equal(worst(['warn', 'failed']), 'failed');
  t.end();
});

void t.test('who has the store', (t) => {
  const holder = { pid: 7, command: 'node main.js', running: true };
  t.equal(judgeProcess(null, false).state, 'warn', 'nobody: the gateway does not run');
  t.equal(judgeProcess(holder, true).state, 'ok');
  t.match(judgeProcess(holder, false), {
    state: 'failed',
    present: { en: /Process 7 .* does not answer: node main\.js/ },
  });
  t.match(judgeProcess({ ...holder, running: false }, false), { state: 'failed', present: { en: /stands still/ } });
  t.end();
});

void t.test('the state of a process as the kernel writes it', (t) => {
  t.ok(isRunning('7 (node) S 1 7 7'));
  t.notOk(isRunning('7 (node) T 1 7 7'), 'stopped');
  t.notOk(isRunning('7 (a) S b) Z 1 7 7'), 'dead, with a name that looks like a state');
  t.end();
});

void t.test('threads: one for each reader and eight', (t) => {
  t.equal(judgeThreads(24, 16).state, 'ok');
  t.equal(judgeThreads(23, 16).state, 'warn');
  t.end();
});

void t.test('what systemd says of the sandbox', (t) => {
  const line = (exposure: string) => `…\n→ Overall exposure level for card-gateway.service: ${exposure} OK :-)\n`;
  t.match(judgeSandbox(line('1.4')), { state: 'ok', facts: { exposure: 1.4 } });
  t.equal(judgeSandbox(line('9.2')).state, 'warn');
  t.match(judgeSandbox('Failed to connect to bus'), { state: 'unknown', present: { en: /Failed to connect to bus/ } });
  t.end();
});

void t.test('the settings of a gateway, from its command line', (t) => {
  const argv = (...words: string[]) => `${words.join('\0')}\0`;
  const main = '/opt/card-gateway/dist/daemon/main.js';
  t.equal(settingsIn(argv('node', '--enable-source-maps', main, '--config', '/etc/g.yaml')), '/etc/g.yaml');
  t.equal(settingsIn(argv('node', 'dist/daemon/main.js', '--config', 'g.yaml')), 'g.yaml');
  t.equal(settingsIn(argv('node', main, '--config', 'g.yaml', 'doctor')), null, 'a command is not the gateway');
  t.equal(settingsIn(argv('vi', '/x/notdaemon/main.js', '--config', 'g.yaml')), null);
  t.equal(settingsIn(argv('node', main)), null);
  t.equal(settingsIn(''), null);
  t.end();
});
