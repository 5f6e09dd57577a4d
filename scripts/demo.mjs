/** `npm run demo`: a whole counter on this machine, with virtual readers and cards. */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'demo',
  file: 'dist/test/demo/main.js',
  help: `Usage: npm run demo [-- --exit] [--yes]

Brings up pcscd, readers, cards, a reference RA and the gateway; issues a card, locks a PIN, unblocks it; then stays up.

  --exit   end after the scenario, with status 0 when all of it succeeded and 1 otherwise
  --yes    use sudo without asking when a Debian package is missing`,
});
