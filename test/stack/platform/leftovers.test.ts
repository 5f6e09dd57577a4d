/** Processes that a test run left behind are found by its mark, and ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

interface Leftovers {
  readonly endLeftovers: (mark: string, graceMs: number) => Promise<readonly { pid: number; commandLine: string }[]>;
}

const { endLeftovers } = (await import(projectPath('scripts/testing/leftovers.mjs'))) as Leftovers;

/** Says its PID and waits; ends by itself when no test does it. */
const program = 'console.log(process.pid); setTimeout(() => undefined, 30_000)';

/** A process whose parent has ended, in a session of its own. @returns its PID */
async function orphan(env: NodeJS.ProcessEnv, ...args: string[]): Promise<number> {
  const command = ['-c', 'setsid "$0" "$@" & exit', process.execPath, '-e', program, ...args];
  const parent = spawn('sh', command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  parent.stdout.destroy();
  return Number(line);
}

await t.test('an orphan is found by the mark in its environment and ended', async (t) => {
  const mark = `mark-${process.pid}-environment`;
  const pid = await orphan({ ...process.env, MARK: mark });
  t.match(await endLeftovers(mark, 0), [{ pid, commandLine: /-e console\.log/ }]);
  t.same(await endLeftovers(mark, 3_000), [], 'gone, and nothing else carries the mark');
});

await t.test('and by the mark in its arguments', async (t) => {
  const mark = `mark-${process.pid}-arguments`;
  const pid = await orphan(process.env, mark);
  t.match(await endLeftovers(mark, 0), [{ pid }]);
});
