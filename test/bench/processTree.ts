/** Memory and processor time of a process and all its descendants, as the kernel counts them. */
import { readdirSync, readFileSync } from 'node:fs';

/** A process that ends while it is looked at counts as nothing. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function numberIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

export function processTree(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: numberIn(readProc(Number(name), 'status'), 'PPid') }));
  const tree = [root];
  for (const member of tree) tree.push(...parents.filter(({ parent }) => parent === member).map(({ pid }) => pid));
  return tree;
}

/** Proportional set size, MB of 2^20 bytes: a page that n processes share counts 1/n in each. */
export function proportionalMb(pid: number): number {
  return numberIn(readProc(pid, 'smaps_rollup'), 'Pss') / 1_024;
}

/** USER_HZ of Linux: the unit of times in /proc (proc(5)). */
const ticksASecond = 100;

/** What a process and its living descendants have used so far, with what those that ended had. */
export function processorSeconds(root: number): number {
  const ticks = processTree(root).flatMap((pid) => {
    // The fields after the name in parentheses, which may hold anything: utime is the 14th of all (proc(5)).
    const fields = readProc(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
    return fields.slice(11, 15).map(Number);
  });
  return ticks.reduce((sum, count) => sum + count, 0) / ticksASecond;
}
