/** `npm start`: the gateway in the foreground. On a counter machine systemd starts it instead (docs/install.md). */
import { launch } from './setup/launch.mjs';

await launch({
  purpose: 'run',
  file: 'dist/daemon/main.js',
  helpFile: 'scripts/start.txt',
});
