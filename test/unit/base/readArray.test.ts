/** The array into which Node reads is overwritten in bursts and after the end alike, and never holds or ends the process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { ReadArray } from '../../../base/readArray.js';

await t.test('a burst of calls, and calls after the end', async (t) => {
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  process.on('uncaughtException', failed);
  t.teardown(() => process.off('uncaughtException', failed));
  const array = await ReadArray.open();
  for (let times = 0; times < 1_000; times++) array.erase();
  await new Promise(setImmediate);
  array.erase();
  array.close();
  array.erase();
  array.close();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  t.same(failures, []);
});

await t.test('a process that has nothing else to do ends', async (t) => {
  const url = projectPath('dist', 'base', 'readArray.js');
  const program = `const { ReadArray } = await import(${JSON.stringify(url)}); (await ReadArray.open()).erase();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  t.equal(code, 0);
});
