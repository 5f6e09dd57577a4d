/** `npm run bench`: measured figures beside those of a peer, in one run on the same virtual card. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/bench/main.js',
  helpFile: 'test/bench/help.txt',
});
