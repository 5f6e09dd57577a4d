/** `npm run doctor`: the environment check in the shell. It installs and builds nothing: what is wrong may be just that. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './setup/command.mjs';
import { become } from './setup/launch.mjs';
import { Refusal, runMain } from './setup/say.mjs';

const program = 'dist/daemon/main.js';

await runMain(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(await readFile(join(root, 'scripts/doctor.txt'), 'utf8'));
    return 0;
  }
  if (!existsSync(join(root, program))) throw new Refusal('the gateway is not built: npm run bootstrap');
  return become(program, ['doctor', ...args]);
});
