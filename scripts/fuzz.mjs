/** `npm run test:fuzz`: changed inputs for every parser of what a card or a reader says. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/fuzz/main.js',
  helpFile: 'test/fuzz/help.txt',
});
