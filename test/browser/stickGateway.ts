/**
 * The gateway in a mount namespace of its own, with what plays a USB stick there (tmpfs). A line on standard input is an order,
 * answered by a line of the log: `plug`; `pull`; `pullWhileSaving`, when the next file is begun.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const settingsFile = process.argv[process.argv.indexOf('--config') + 1] ?? '';
const place = join(dirname(settingsFile), 'media', 'USB');
mkdirSync(place, { recursive: true });

/** The mount goes at once, as it does with a stick that is pulled. */
function pull(): void {
  execFileSync('umount', ['--lazy', place]);
}

const orders: Readonly<Record<string, () => void>> = {
  plug: () => execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place]),
  pull,
  pullWhileSaving: () => {
    const watcher = watch(place, () => {
      watcher.close();
      pull();
    });
  },
};
createInterface(process.stdin).on('line', (order) => {
  orders[order]?.();
  process.stdout.write(`${JSON.stringify({ msg: 'stick', order })}\n`);
});

await import('../../daemon/main.js');
