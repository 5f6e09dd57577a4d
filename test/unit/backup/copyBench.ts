/** A gateway's state directory with a store, the gateway's identity, and recipients of copies: for tests of `backup` and `restore`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { basicConstraints, keyUsage } from '../../../base/pki/extensions.js';
import { Secret } from '../../../base/secret.js';
import { loadConfig } from '../../../config/load.js';
import type { Config } from '../../../config/schema.js';
import { makeBackup } from '../../../daemon/backup/backup.js';
import { openStore } from '../../../daemon/store/gatewayStore.js';
import { writeSettings } from '../../harness/gatewayProcess.js';
import { pem, privatePem, softKey, type SoftKey } from '../sync/openssl.js';

/** A certificate with its key, as files and in memory. */
export interface Holder {
  readonly key: SoftKey;
  /** X.509 DER */
  readonly certificate: Uint8Array;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PKCS #8, DER */
  readonly pkcs8: () => Secret;
}

let serials = 0;

export async function holder(folder: string, name: string, kind: 'rsa' | 'ec'): Promise<Holder> {
  const key = softKey(kind);
  const subject = [{ type: 'CN', value: name }] as const;
  serials += 1;
  const certificate = await createCertificate(
    {
      serialNumber: randomSerialNumber((size) => new Uint8Array(size).fill(serials)),
      ...{ subject, issuer: subject, publicKey: key.publicKey },
      notBefore: new Date(Date.now() - 3_600_000),
      notAfter: new Date(Date.now() + 3_600_000),
      extensions: [basicConstraints(false), keyUsage('digitalSignature')],
    },
    key,
  );
  const [certificateFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  writeFileSync(certificateFile, pem(certificate));
  writeFileSync(keyFile, privatePem(key));
  const pkcs8 = () => Secret.takeBytes(new Uint8Array(key.privateKey.export({ format: 'der', type: 'pkcs8' })));
  return { key, certificate, certificateFile, keyFile, pkcs8 };
}

export interface CopyBench {
  readonly config: Config;
  readonly gateway: Holder;
  readonly recipient: Holder;
  /** P-256 */
  readonly secondRecipient: Holder;
  /** Makes a copy. @returns its file */
  copy(name?: string): Promise<string>;
}

/** The settings of a gateway whose state directory is `folder/state`. */
export async function configFor(
  folder: string,
  { certificateFile, keyFile }: Pick<Holder, 'certificateFile' | 'keyFile'>,
  recipients: readonly string[],
): Promise<Config> {
  const caFile = certificateFile;
  const ra = { profile: 'jcic', url: 'https://ra.example/', caFile, certificateFile, keyFile };
  const settings = { backup: { recipients } };
  return loadConfig(writeSettings({ directory: folder, pcscSocket: '', ras: [ra], settings }));
}

/** A new gateway with an empty store. */
export async function copyBench(folder: string, identity: 'rsa' | 'ec' = 'ec'): Promise<CopyBench> {
  mkdirSync(folder, { recursive: true });
  const gateway = await holder(folder, 'gateway-1', identity);
  const recipient = await holder(folder, 'keeper', 'rsa');
  const secondRecipient = await holder(folder, 'second-keeper', 'ec');
  const files = [recipient, secondRecipient].map(({ certificateFile }) => certificateFile);
  const config = await configFor(folder, gateway, files);
  await (await openStore(config.stateDirectory)).close();
  writeFileSync(join(config.stateDirectory, 'transport-pin.key'), 'K'.repeat(32));
  return {
    ...{ config, gateway, recipient, secondRecipient },
    copy: async (name = 'copy.cms') => {
      const file = join(folder, name);
      await makeBackup(config, file);
      return file;
    },
  };
}

/** `file` with the byte at `position` (from the end when it is negative) changed. */
export function flipped(file: string, position: number): Uint8Array {
  const bytes = readFileSync(file);
  const at = position < 0 ? bytes.length + position : position;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
