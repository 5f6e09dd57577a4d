/** `npm run demo`: a whole counter on this machine, with virtual readers and cards. */
import { readFileSync } from 'node:fs';
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'demo',
  file: 'dist/test/demo/main.js',
  help: readFileSync(new URL('../test/demo/usage.txt', import.meta.url), 'utf8').trimEnd(),
});
