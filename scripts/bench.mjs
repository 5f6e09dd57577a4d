/** `npm run bench`: measured figures beside those of a peer, in one run on the same virtual card. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'test',
  file: 'dist/test/bench/main.js',
  help: `Usage: npm run bench [-- --json] [--yes]

  --json   one JSON object { name: { ours, peer, ratio, bar, unit } } on stdout
  --yes    use sudo without asking when a Debian package is missing`,
});
