/** `npm run demo`: a whole counter on this machine, with virtual readers and cards. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'demo',
  file: 'dist/test/demo/main.js',
  helpFile: 'test/demo/usage.txt',
});
