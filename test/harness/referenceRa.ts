/** The reference RA as a process of its own, with SoftHSM2, started from its command line. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import { projectPath } from '../../base/projectRoot.js';
import { RaApiConnector } from '../../sync/ra-api/connector.js';
import type { GatewayRa } from './gatewayProcess.js';
import { runTool, type ToolResult } from './runTool.js';

/** What makes the RA that of a shipped profile. @param name folder below `profiles/` */
export function profileArguments(name: string): readonly string[] {
  return ['--profile', projectPath('profiles', name, 'profile.yaml')];
}

/**
 * What makes the RA that of the JCIC profile, changed.
 * @param folder where the changed profile is written
 */
export async function changedProfileArguments(
  folder: string,
  changed: { readonly keyAlgorithm?: 'p256'; readonly termsVersion?: string },
): Promise<readonly string[]> {
  const text = await readFile(projectPath('profiles', 'jcic', 'profile.yaml'), 'utf8');
  const profile = parseYaml(text) as { keyAlgorithm: string; terms: { version: string } };
  profile.keyAlgorithm = changed.keyAlgorithm ?? profile.keyAlgorithm;
  profile.terms.version = changed.termsVersion ?? profile.terms.version;
  const file = join(folder, 'changed-profile.yaml');
  await writeFile(file, stringifyYaml(profile));
  return ['--port', '0', '--profile', file];
}

const mainFile = fileURLToPath(new URL('../../sync/reference-ra/main.js', import.meta.url));

/** Staff of the gateways in the tests, by login name. */
const operators = [
  ...['officer1', 'officer2', 'supervisor1', 'supervisor2', 'batch1', 'batch2', 'maintainer1', 'auditor1'],
  ...['test', 'one', 'another', 'lin', 'chen', 'anna', 'wu', 'ho', 'lee', 'boss', 'o', 'o2', 'op'],
];

/** The line that the RA prints when it is ready. */
export interface ReferenceRaReady {
  readonly url: string;
  readonly directory: string;
  /** PEM: the CA of the subscribers' certificates. */
  readonly caFile: string;
  /** What a gateway needs to reach it. */
  readonly gateway: Omit<GatewayRa, 'profile' | 'url' | 'timeoutMs'>;
}

/** As a gateway, over mutual TLS. */
export async function connectorTo(
  { url, gateway }: Pick<ReferenceRaReady, 'url' | 'gateway'>,
  timeoutMs: number,
): Promise<RaApiConnector> {
  const [ca, certificate, key] = await Promise.all([
    readFile(gateway.caFile, 'utf8'),
    readFile(gateway.certificateFile, 'utf8'),
    readFile(gateway.keyFile, 'utf8'),
  ]);
  return new RaApiConnector({ url, ca, certificate, key, timeoutMs });
}

export class ReferenceRaProcess {
  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    readonly ready: ReferenceRaReady,
    /** What it logged, a line each. */
    readonly log: readonly string[],
  ) {}

  /**
   * @param directory the same again is the same RA after a restart
   * @param args further arguments; a port given here stays the same after a restart
   */
  static async start(directory: string, args: readonly string[] = ['--port', '0']): Promise<ReferenceRaProcess> {
    const child = spawn(
      process.execPath,
      [mainFile, '--directory', directory, '--seed', '--exit-with-parent', '--operators', operators.join(','), ...args],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const log: string[] = [];
    createInterface(child.stderr).on('line', (line) => log.push(line));
    const ready = once(createInterface(child.stdout), 'line');
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the reference RA ended with ${String(code)}:\n${log.join('\n')}`);
    });
    ended.catch(() => undefined);
    const [line] = (await Promise.race([ready, ended])) as [string];
    return new ReferenceRaProcess(child, JSON.parse(line) as ReferenceRaReady, log);
  }

  /** The caller closes it. */
  connector(timeoutMs = 30_000): Promise<RaApiConnector> {
    return connectorTo(this.ready, timeoutMs);
  }

  /** A command of the RA's staff, e.g. `letters` with the id of an order. */
  command(...words: readonly string[]): Promise<ToolResult> {
    return runTool(process.execPath, [mainFile, '--directory', this.ready.directory, ...words]);
  }

  /** @returns its exit status; null when a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  }

  /** Closes its standard streams, as a parent that dies does. @returns its exit status */
  async orphan(): Promise<number | null> {
    const exited = once(this.child, 'exit');
    this.child.stdout.destroy();
    this.child.stderr.destroy();
    this.child.stdin.destroy();
    const [code] = (await exited) as [number | null];
    return code;
  }
}
