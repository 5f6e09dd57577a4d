/** `npm run test:matrix`: every fault at every point of every kind of job. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/matrix/main.js',
  helpFile: 'test/matrix/help.txt',
});
