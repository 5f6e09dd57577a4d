/** What stands in the memory of a process, as /proc shows it to whoever may look into it. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { processTree } from '../bench/processTree.js';

/** How often each text stands in the memory of a process and its descendants, in UTF-8 or UTF-16. */
export function copiesOf(root: number, texts: readonly string[]): ReadonlyMap<string, number> {
  const forms = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  const found = forms.map(() => 0);
  for (const pid of processTree(root)) {
    try {
      count(pid, forms).forEach((copies, index) => (found[index] = (found[index] ?? 0) + copies));
    } catch (error) {
      // A short-lived child has ended meanwhile.
      if (pid === root || !(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return new Map(texts.map((text, index) => [text, (found[2 * index] ?? 0) + (found[2 * index + 1] ?? 0)]));
}

/** How often the bytes stand in the memory of a process that this one may look into. */
export function occurrences(pid: number, wanted: Uint8Array): number {
  return count(pid, [wanted])[0] ?? 0;
}

function count(pid: number, wanted: readonly Uint8Array[]): number[] {
  const found = wanted.map(() => 0);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(
      /^([0-9a-f]+)-([0-9a-f]+) r\S+ (?:\S+ ){3} *(.*)$/gm,
    );
    for (const [, start = '', end = '', name = ''] of maps) {
      if (name === '[vvar]' || name === '[vsyscall]') continue;
      const content = readRegion(memory, Number.parseInt(start, 16), Number.parseInt(end, 16));
      wanted.forEach((bytes, index) => {
        for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + 1)) {
          found[index] = (found[index] ?? 0) + 1;
        }
      });
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

const chunkBytes = 1 << 20;

/** What of a region can be read; address space that was only reserved cannot. */
function readRegion(memory: number, start: number, end: number): Buffer {
  const chunks: Buffer[] = [];
  for (let address = start; address < end; address += chunkBytes) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, end - address));
    try {
      const length = readSync(memory, chunk, 0, chunk.length, address);
      chunks.push(chunk.subarray(0, length));
    } catch {
      break;
    }
  }
  return Buffer.concat(chunks);
}
