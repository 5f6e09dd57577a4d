/** `npm run soak`: thousands of cards through the batch line, with mishaps. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/soak/main.js',
  helpFile: 'test/soak/help.txt',
});
