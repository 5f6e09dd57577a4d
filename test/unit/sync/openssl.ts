/** The independent judge of everything in `base/pki`. */
import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Signer } from '../../../base/pki/keys.js';

/**
 * @param command words parted by single blanks
 * @returns standard output and standard error, one after the other; rejects when openssl exits with an error.
 */
export async function openssl(command: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('openssl', command.split(' '));
  return stdout + stderr;
}

export class Workbench {
  private constructor(readonly directory: string) {}

  static async open(): Promise<Workbench> {
    return new Workbench(await mkdtemp(join(tmpdir(), 'pki-')));
  }

  async put(name: string, content: Uint8Array | string): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, content);
    return path;
  }

  async close(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}

export interface SoftKey extends Signer {
  readonly privateKey: KeyObject;
}

export function softKey(kind: 'rsa' | 'ec', modulusLength = 2048): SoftKey {
  const pair =
    kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength }) : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: pair.privateKey,
    publicKey: new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' })),
    sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, pair.privateKey))),
  };
}

export function pem(certificate: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(certificate).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

/** PKCS #8 */
export function privatePem(key: SoftKey): string {
  return key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}
