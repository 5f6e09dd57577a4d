/** `npm run bench`: measured figures beside those of a peer, in one run on the same virtual card. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/command.mjs';
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/bench/main.js',
  help: readFileSync(join(root, 'test', 'bench', 'help.txt'), 'utf8').trimEnd(),
});
