/** The transport's child processes as /proc shows them. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';

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

/** How often the bytes stand in the memory of a process that this one may look into. */
export function occurrences(pid: number, wanted: Uint8Array): number {
  let found = 0;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    const maps = readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(
      /^([0-9a-f]+)-([0-9a-f]+) r\S+ (?:\S+ ){3} *(.*)$/gm,
    );
    for (const [, start = '', end = '', name = ''] of maps) {
      if (name === '[vvar]' || name === '[vsyscall]') continue;
      const content = readRegion(memory, Number.parseInt(start, 16), Number.parseInt(end, 16));
      for (let at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + 1)) found += 1;
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
