/** Memory of a process and all its descendants, as the kernel counts it. */
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
