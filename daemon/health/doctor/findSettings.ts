/** Which settings the doctor looks at when nobody names any: those of the gateway that runs, else the installed ones. */
import { readlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exists, listFolder, readTextFile } from '../machine.js';

/** Where docs/install.md puts them. */
export const installedSettings = '/etc/card-gateway/gateway.yaml';

/**
 * @param argv of a process, as in /proc/PID/cmdline
 * @returns what follows `--config` of a gateway that is started without a command; null for any other process
 */
export function settingsIn(argv: string): string | null {
  const words = argv.split('\0').filter((word) => word !== '');
  const program = words.findIndex((word) => /(^|\/)daemon\/main\.js$/.test(word));
  const [option, file, ...more] = words.slice(program + 1);
  return program > 0 && option === '--config' && file !== undefined && more.length === 0 ? file : null;
}

/** The settings of each gateway that runs and may be looked at. */
async function runningSettings(): Promise<readonly string[]> {
  const pids = (await listFolder('/proc')).filter((name) => /^\d+$/.test(name));
  const found = pids.map(async (pid) => {
    const file = settingsIn((await readTextFile(`/proc/${pid}/cmdline`)) ?? '');
    const folder = file === null ? null : await readlink(`/proc/${pid}/cwd`).catch(() => null);
    return file === null || folder === null ? [] : [resolve(folder, file)];
  });
  return [...new Set((await Promise.all(found)).flat())];
}

/** @returns one or several files to choose from, or none */
export async function findSettings(): Promise<readonly string[]> {
  const running = await runningSettings();
  if (running.length > 0) return running;
  return (await exists(installedSettings)) ? [installedSettings] : [];
}
