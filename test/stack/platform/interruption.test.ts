/** An interrupted test run ends everything that it started, also when npm is what was interrupted. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

/** Processes that carry the mark in their environment. */
function marked(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}

async function until(condition: () => boolean, what: () => string): Promise<void> {
  for (let waited = 0; !condition(); waited += 100) {
    if (waited > 60_000) throw new Error(`not within a minute: ${what()}`);
    await delay(100);
  }
}

/** Empty for a process that has ended. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

const hasProgram = (pids: readonly string[], program: string): boolean =>
  pids.some((pid) => commandLine(pid).includes(program));

for (const { name, command, signal } of [
  { name: 'SIGTERM to the script', command: [process.execPath, 'scripts/test.mjs'], signal: 'SIGTERM' },
  { name: 'SIGTERM to npm', command: ['npm', 'test', '--'], signal: 'SIGTERM' },
  { name: 'SIGHUP to npm', command: ['npm', 'test', '--'], signal: 'SIGHUP' },
] as const) {
  await t.test(name, { timeout: 120_000 }, async (t) => {
    const mark = `interrupted-${process.pid}-${name.replaceAll(' ', '-')}`;
    const [program, ...before] = command;
    const child = spawn(program, [...before, '--layer', 'stack', 'card/pcscTransport'], {
      cwd: projectPath('.'),
      env: { ...process.env, MARK: mark },
      stdio: 'ignore',
    });
    t.teardown(() => marked(mark).forEach((pid) => process.kill(Number(pid), 'SIGKILL')));
    await until(
      () => hasProgram(marked(mark), 'pcscd'),
      () => 'a pcscd of the run',
    );
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await until(
      () => marked(mark).length === 0,
      () => `nothing is left: ${marked(mark).map(commandLine).join('; ')}`,
    );
    t.pass('nothing is left');
  });
}
