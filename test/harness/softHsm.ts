/** SoftHSM2 as a vendor's module: tokens with the security officer's PIN of the factory, and nothing else in them. */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const softHsmModule = '/usr/lib/softhsm/libsofthsm2.so';
/** In a file of the settings, or typed. */
export const factoryOfficerPin = '31415926';

export interface SoftHsm {
  /** For every process that uses these tokens. */
  readonly environment: { readonly SOFTHSM2_CONF: string };
  /** What the PINs' settings name. */
  readonly officerPinFile: string;
  /** Runs `pkcs11-tool` on the tokens. @returns its standard output @throws {Error} with its standard error */
  tool(...args: readonly string[]): Promise<string>;
}

/** @param labels of the tokens, which are blank */
export async function softHsm(folder: string, labels: readonly string[]): Promise<SoftHsm> {
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens, { recursive: true });
  const conf = join(folder, 'softhsm2.conf');
  writeFileSync(conf, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
  const officerPinFile = join(folder, 'so-pin');
  writeFileSync(officerPinFile, `${factoryOfficerPin}\n`, { mode: 0o600 });
  const environment = { SOFTHSM2_CONF: conf };
  const run = promisify(execFile);
  const tool = async (...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, ...environment };
    return (await run('pkcs11-tool', ['--module', softHsmModule, ...args], { env, cwd: folder })).stdout;
  };
  for (const [index, label] of labels.entries()) {
    await tool('--slot-index', `${index}`, '--init-token', '--label', label, '--so-pin', factoryOfficerPin);
  }
  return { environment, officerPinFile, tool };
}

/** The process of the module for this reader, among those that this process started. */
export function moduleProcessOf(reader: string): number {
  const found = readdirSync('/proc').find((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const parent = / \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''))?.[1];
      return words.includes('module') && words.includes(reader) && parent === `${process.pid}`;
    } catch {
      return false;
    }
  });
  return Number(found);
}
