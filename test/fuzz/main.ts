/** `npm run test:fuzz` */
import { readFileSync } from 'node:fs';
import { projectPath } from '../../base/projectRoot.js';
import { fuzz } from './fuzz.js';
import { readOptions, UsageError } from './options.js';
import { targets } from './targets.js';

function main(): number {
  const options = readOptions(targets.map(({ name }) => name));
  if (options === 'help') {
    process.stdout.write(readFileSync(projectPath('test', 'fuzz', 'help.txt')));
    return 0;
  }
  const { minutes, seed, target } = options;
  process.stdout.write(`seed ${seed}\n`);
  const wanted = targets.filter(({ name }) => target === null || name === target);
  let failed = 0;
  for (const one of wanted) {
    const untilMs = performance.now() + (minutes * 60_000) / wanted.length;
    try {
      process.stdout.write(`ok     ${one.name}: ${fuzz(one, seed, untilMs)} inputs\n`);
    } catch (error) {
      failed += 1;
      process.stdout.write(`FAILED ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  // parseArgs throws a TypeError for an option that it does not know.
  if (!(error instanceof UsageError) && !(error instanceof TypeError && 'code' in error)) throw error;
  process.stderr.write(`test:fuzz: ${error.message} (--help tells what there is)\n`);
  process.exitCode = 2;
}
