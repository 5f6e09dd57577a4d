import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  /** Standard input. */
  readonly input?: string | Uint8Array;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Ends the program when it is aborted. */
  readonly signal?: AbortSignal;
}

export interface ToolResult {
  /** Exit status; null when a signal ended the program. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws when it cannot be started. */
export async function runTool(command: string, args: readonly string[], options: RunOptions = {}): Promise<ToolResult> {
  const child = spawn(command, [...args], {
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
    stdio: 'pipe',
  });
  const stop = () => child.kill();
  options.signal?.addEventListener('abort', stop);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A program that ends without reading its input is judged by its exit status.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}
