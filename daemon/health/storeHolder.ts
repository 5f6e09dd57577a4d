/** Finds the process that has the store open: SQLite's lock shows that there is one, /proc shows which. */
import { readlink } from 'node:fs/promises';
import { isDatabaseInUse } from '../../base/database.js';
import type { StoreHolder } from './checkContext.js';
import { commandOf, listFolder, readTextFile } from './machine.js';

/** @param stat as in /proc/PID/stat: T and t are stopped, Z and X are dead */
export function isRunning(stat: string): boolean {
  return !/^[TtZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

async function holds(pid: string, lockFile: string): Promise<boolean> {
  const descriptors = await listFolder(`/proc/${pid}/fd`);
  const links = descriptors.map((descriptor) => readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ''));
  return (await Promise.all(links)).includes(lockFile);
}

/**
 * @param file path of the database
 * @returns null: no process has it open
 * @throws when the process belongs to another user and cannot be inspected
 */
export async function findStoreHolder(file: string): Promise<StoreHolder | null> {
  if (!(await isDatabaseInUse(file))) return null;
  const holder = await lookForHolder(file);
  if (holder !== null) return holder;
  // The process may have ended in between.
  if (!(await isDatabaseInUse(file))) return null;
  throw new Error('the store is in use by a process that cannot be looked at from here');
}

async function lookForHolder(file: string): Promise<StoreHolder | null> {
  const pids = (await listFolder('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  for (const pid of pids) {
    if (!(await holds(pid, `${file}.lock`))) continue;
    const stat = (await readTextFile(`/proc/${pid}/stat`)) ?? '';
    return { pid: Number(pid), command: await commandOf(Number(pid)), running: isRunning(stat) };
  }
  return null;
}
