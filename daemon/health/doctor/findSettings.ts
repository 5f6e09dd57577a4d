/** The settings that the doctor uses when none are named: those of the running gateway, else the installed ones. */
import { readlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exists, listFolder, readTextFile } from '../machine.js';

/** The place that docs/install.md uses. */
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

/** The settings of each running gateway whose process this user may inspect. */
async function runningSettings(): Promise<readonly string[]> {
  const pids = (await listFolder('/proc')).filter((name) => /^\d+$/.test(name));
  const found = pids.map(async (pid) => {
    const file = settingsIn((await readTextFile(`/proc/${pid}/cmdline`)) ?? '');
    const folder = file === null ? null : await readlink(`/proc/${pid}/cwd`).catch(() => null);
    return file === null || folder === null ? [] : [resolve(folder, file)];
  });
  return [...new Set((await Promise.all(found)).flat())];
}

/** @returns no file, one, or several to choose from */
export async function findSettings(): Promise<readonly string[]> {
  const running = await runningSettings();
  if (running.length > 0) return running;
  return (await exists(installedSettings)) ? [installedSettings] : [];
}
