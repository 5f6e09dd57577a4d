/** An interrupted `npm run mutate` leaves no process and no temporary file behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';

const isRunning = async (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !stat.includes(') Z '),
    () => false,
  );

await t.test('the test that runs is ended, with what it has started outside its group', async (t) => {
  const outside = await mkdtemp(join(tmpdir(), 'interrupted-'));
  t.teardown(() => rm(outside, { recursive: true, force: true }));
  const [folder, pids, endless, run] = ['run', 'pids', 'endless.mjs', 'run.mjs'].map((name) => join(outside, name)) as [
    string,
    string,
    string,
    string,
  ];
  await writeFile(
    endless,
    `import { spawn } from 'node:child_process';
    import { renameSync, writeFileSync } from 'node:fs';
    const other = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    writeFileSync('${pids}.new', JSON.stringify([process.pid, other.pid]));
    renameSync('${pids}.new', '${pids}');
    setInterval(() => undefined, 1000);`,
  );
  await writeFile(
    run,
    `import { mkdirSync } from 'node:fs';
    import { runWithMutant } from '${projectPath('scripts/mutation/testRun.mjs')}';
    import { endWhenInterrupted, unlessInterrupted } from '${projectPath('scripts/testing/interruption.mjs')}';
    mkdirSync('${folder}');
    process.env.TMPDIR = '${folder}';
    endWhenInterrupted('${folder}');
    await runWithMutant('${endless}', { file: 'none.js', start: 0, end: 0, was: '', becomes: '' }, 60000);
    await unlessInterrupted();
    process.exit(7);`,
  );
  const child = spawn(process.execPath, [run], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!existsSync(pids)) await pause(20);
  const started = JSON.parse(await readFile(pids, 'utf8')) as readonly number[];
  t.ok((await Promise.all(started.map(isRunning))).every(Boolean));
  child.kill('SIGTERM');
  t.same(await ended, [130, null], 'and nothing more was begun');
  t.notOk((await Promise.all(started.map(isRunning))).some(Boolean));
  t.notOk(existsSync(folder));
});
