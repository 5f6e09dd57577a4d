/** The reference RA as a process of its own. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const mainFile = fileURLToPath(new URL('../../sync/reference-ra/main.js', import.meta.url));

interface RaReady {
  readonly url: string;
  readonly caFile: string;
  readonly gateway: { readonly caFile: string; readonly certificateFile: string; readonly keyFile: string };
}

export class RaProcess {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    readonly directory: string,
    private readonly ready: RaReady,
    /** What it logged, a line each. */
    readonly log: readonly string[],
  ) {}

  /** Starts it on `directory`, seeded; the same directory again is the same RA. It ends with this process. */
  static async start(directory: string, port = 0): Promise<RaProcess> {
    const args = ['--directory', directory, '--port', String(port), '--seed', '--exit-with-parent'];
    const child = spawn(process.execPath, [mainFile, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const log: string[] = [];
    createInterface(child.stderr).on('line', (line) => log.push(line));
    const exited = once(child, 'exit').then(() => {
      throw new Error(`the RA did not start:\n${log.join('\n')}`);
    });
    const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), exited])) as [string];
    exited.catch(() => undefined);
    return new RaProcess(child, directory, JSON.parse(line) as RaReady, log);
  }

  get url(): string {
    return this.ready.url;
  }

  /** PEM of the CA that signs subscribers' certificates. */
  get caFile(): string {
    return this.ready.caFile;
  }

  /** What a gateway's settings need. */
  get settings(): { url: string; caFile: string; certificateFile: string; keyFile: string } {
    return { url: this.url, ...this.ready.gateway };
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Runs one of the RA staff's commands. @returns what it printed @throws when it fails */
  async command(...words: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [mainFile, ...words, '--directory', this.directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`RA ${words.join(' ')}: ${text}`);
    return text;
  }

  /** SIGSTOP: connections are taken and never answered. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGCONT');
    this.child.kill(signal);
    await once(this.child, 'exit');
  }
}
