/** The transport's child processes as /proc shows them. */
import { readdirSync, readFileSync } from 'node:fs';

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

export function children(): { readonly role: string; readonly pid: number }[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.flatMap((name) => {
    const parent = /^PPid:\t(\d+)$/m.exec(textOf(`/proc/${name}/status`))?.[1];
    const words = textOf(`/proc/${name}/cmdline`).split('\0');
    const program = words.findIndex((word) => word.endsWith('pcscChild.js'));
    const role = words[program + 1];
    return Number(parent) === process.pid && program > 0 && role !== undefined ? [{ role, pid: Number(name) }] : [];
  });
}

/** @returns PID @throws when there is none */
export function childOf(role: string): number {
  const child = children().find((one) => one.role === role);
  if (child === undefined) throw new Error(`there is no child with the role ${role}`);
  return child.pid;
}
