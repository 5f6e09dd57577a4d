/** A file system of its own for a gateway's state, small enough to be filled: a tmpfs in the readers' mount namespace. */
import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const size = '16m';
const block = Buffer.alloc(64 * 1024, 0x20);

export class SmallDisk {
  /**
   * What is in the directory is copied to it.
   * @param pid of a process in the namespace, which keeps it
   */
  constructor(
    private readonly pid: number,
    private readonly directory: string,
  ) {
    execFileSync('nsenter', [...this.enter, 'mount', '-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', directory]);
    cpSync(directory, this.inside, { recursive: true });
  }

  /** Before the command line of what is to see it. */
  get launcher(): readonly string[] {
    return ['nsenter', ...this.enter];
  }

  /** Not a byte more goes on it: ENOSPC. */
  fill(): void {
    // Room that the write-ahead log has already is given back first.
    execFileSync('sqlite3', [join(this.inside, 'gateway.db'), 'PRAGMA wal_checkpoint(TRUNCATE)'], { stdio: 'ignore' });
    const filler = openSync(this.filler, 'w');
    try {
      for (let length = block.length; length > 0;) {
        try {
          writeSync(filler, block, 0, length);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
          length = Math.floor(length / 2);
        }
      }
    } finally {
      closeSync(filler);
    }
  }

  free(): void {
    rmSync(this.filler);
  }

  /** For who looks from outside, when the gateway does not run any more. */
  copyOut(): void {
    cpSync(this.inside, this.directory, { recursive: true });
  }

  private get inside(): string {
    return join('/proc', String(this.pid), 'root', this.directory);
  }

  private get filler(): string {
    return join(this.inside, 'filler');
  }

  private get enter(): string[] {
    const user = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    return ['--target', String(this.pid), ...user, '--mount', '--'];
  }
}
