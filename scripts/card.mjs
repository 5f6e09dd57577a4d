/** `npm run test:card`: one card, or every family's virtual card, through all that its family can do. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/conformance/main.js',
  helpFile: 'test/conformance/help.txt',
});
