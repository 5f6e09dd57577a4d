/** `npm start`: the gateway in the foreground. On a counter machine systemd starts it instead (docs/install.md). */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'run',
  file: 'dist/daemon/main.js',
  help: `Usage: npm start -- --config FILE [--yes]

Runs the gateway in the foreground until Ctrl-C.

  --config FILE   settings (YAML); every setting is in docs/configuration.md
  --yes           use sudo without asking when a Debian package is missing`,
});
