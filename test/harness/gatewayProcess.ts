/** The gateway as a process of its own, started from its command line. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { projectPath } from '../../base/projectRoot.js';
import { gatewayStarted } from './testScreen.js';
import { raProfileSchema } from '../../config/raProfile.js';

/** An RA's profile, and where that RA is. */
export interface GatewayRa {
  /** Folder below `profiles/`. */
  readonly profile: string;
  readonly url: string;
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** What the profile pins: PEM files. */
  readonly issuers?: readonly string[];
  readonly escrowKeys?: readonly string[];
  /** Time limit of one request. */
  readonly timeoutMs?: number;
}

export interface GatewaySettings {
  /** State, settings and nothing else; the same directory again is the same gateway after a restart. */
  readonly directory: string;
  readonly pcscSocket: string;
  /** In the order in which the kiosk shows them. */
  readonly ras: readonly GatewayRa[];
  readonly kioskReader?: string;
  /** Further settings, as in the settings file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Before the command line, e.g. `nsenter` and its arguments. */
  readonly launcher?: readonly string[];
  /** Another program than the gateway's own, with further arguments. */
  readonly program?: { readonly file: string; readonly args: readonly string[] };
}

const mainFile = fileURLToPath(new URL('../../daemon/main.js', import.meta.url));

/** Node's own options, as a counter machine has them. */
function nodeFlags(): readonly string[] {
  const unit = readFileSync(projectPath('systemd', 'card-gateway.service'), 'utf8');
  const flags = /^ExecStart=\S+ (.*) \S+main\.js /m.exec(unit)?.[1];
  if (flags === undefined) throw new Error('the unit does not say how the gateway is started');
  return flags.split(' ');
}

/** The profile as it ships, with another connector. @returns the file's path */
function writeProfile(directory: string, { profile, issuers, escrowKeys, ...connector }: GatewayRa): string {
  const folder = projectPath('profiles', profile);
  const { terms, ...shipped } = raProfileSchema.parse(parse(readFileSync(join(folder, 'profile.yaml'), 'utf8')));
  const file = join(directory, `${profile}.yaml`);
  writeFileSync(
    file,
    stringify({
      ...shipped,
      issuers,
      escrowKeys,
      // Tests set the RA's clock years ahead, so that certificates come to their last month.
      clockToleranceMinutes: 10 * 365 * 24 * 60,
      terms: { version: terms.version, 'zh-TW': join(folder, terms['zh-TW']), en: join(folder, terms.en) },
      connector: { timeoutMs: 5_000, ...connector, retryMs: 100, refreshSeconds: 2 },
    }),
  );
  return file;
}

/** Writes the settings file and the RAs' profiles. @returns its path */
export function writeSettings(settings: GatewaySettings): string {
  const { directory, pcscSocket, ras, kioskReader, settings: more } = settings;
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'gateway.yaml');
  const config = {
    listen: { port: 0 },
    stateDirectory: join(directory, 'state'),
    pcscSocket,
    kioskReader: kioskReader ?? null,
    saves: { stickFolders: [join(directory, 'media')], link: { host: '127.0.0.1', port: 0 } },
    ras: ras.map((ra) => writeProfile(directory, ra)),
    ...more,
  };
  writeFileSync(file, stringify(config));
  return file;
}

/** Runs one command of the gateway's command line to its end. @throws when it fails */
export async function runGatewayCommand(settingsFile: string, args: readonly string[], input: string): Promise<void> {
  const child = spawn(process.execPath, [mainFile, '--config', settingsFile, ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`gateway ${args.join(' ')} ended with ${String(code)}`);
}

export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    readonly url: string,
    private readonly lines: string[],
    /** Every line on its standard output, as an event `line`. */
    readonly output: Interface,
  ) {}

  /** Resolves when it says that it is ready. */
  static async start(settings: GatewaySettings): Promise<GatewayProcess> {
    const settingsFile = writeSettings(settings);
    const { file, args } = settings.program ?? { file: mainFile, args: [] };
    // It dies with the test, however that ends: prctl(PR_SET_PDEATHSIG).
    const own = ['setpriv', '--pdeathsig', 'KILL', process.execPath, ...nodeFlags(), file];
    const [command = '', ...words] = [...(settings.launcher ?? []), ...own, '--config', settingsFile, ...args];
    const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    // What is told to a process that was killed goes nowhere.
    child.stdin.on('error', () => undefined);
    const log: string[] = [];
    createInterface(child.stderr).on('line', (line) => log.push(line));
    const output = createInterface(child.stdout);
    const ready = new Promise<string>((resolve) => {
      output.on('line', (line) => {
        log.push(line);
        const { msg, url } = JSON.parse(line) as { msg?: string; url?: string };
        if (msg === 'ready' && url !== undefined) resolve(url);
      });
    });
    const exited = once(child, 'exit').then(() => {
      throw new Error(`the gateway did not start:\n${log.join('\n')}`);
    });
    const url = await Promise.race([ready, exited]);
    exited.catch(() => undefined);
    gatewayStarted(url, { stateDirectory: join(settings.directory, 'state'), pid: child.pid ?? 0 });
    return new GatewayProcess(child, url, log, output);
  }

  /** What it logged, a line each. */
  get log(): readonly string[] {
    return this.lines;
  }

  /** Lets go of what it logged so far: a long run logs much. */
  forgetLog(): void {
    this.lines.length = 0;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** A line on its standard input: for a program that reads it. */
  tell(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Resolves when the process has ended, however it ended. */
  async exited(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }

  /** An orderly stop. @throws when it does not end well */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const { code, signal } = await this.exited();
    if (code !== 0)
      throw new Error(`the gateway ended with ${String(code ?? signal)}:\n${this.log.slice(-20).join('\n')}`);
  }

  /** kill -9 */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited();
  }
}
