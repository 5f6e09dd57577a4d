import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { certificateParts, isAuthority, type CertificateParts } from '../base/pki/certificateParts.js';
import { describePublicKey } from '../base/pki/keys.js';
import { pemBlocks } from '../base/pki/pem.js';
import { raProfileSchema, type RaProfile } from './raProfile.js';
import { configSchema, type Config } from './schema.js';

/** The settings or an RA profile are not usable. The message names the file and the reason, for the person who wrote it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings and the RA profiles that they name. Both are YAML, of which JSON is a subset. A relative path in a file is
 * resolved against the folder of that file.
 * @param families of cards that the program knows: a profile that names only others would refuse every card. Absent: not compared
 * @throws {ConfigError}
 */
export async function loadConfig(file: string, families?: readonly string[]): Promise<Config> {
  const settings = await readYaml(file, configSchema);
  const ras = await Promise.all(settings.ras.map((profile) => loadRaProfile(beside(file, profile))));
  const duplicate = ras.find(({ id }, index) => ras.findIndex((other) => other.id === id) !== index);
  const minLength = Math.max(...ras.map(({ pinPolicy }) => pinPolicy.minLength));
  if (ras.some(({ pinPolicy }) => pinPolicy.maxLength < minLength)) {
    throw new ConfigError(`${file} names RA profiles whose PIN policies no PIN satisfies together`);
  }
  const named = ras.flatMap(({ cardFamilies = [] }) => cardFamilies);
  const unknown = families && named.find((family) => !families.includes(family));
  if (unknown !== undefined) {
    throw new ConfigError(
      `${file} names an RA profile with the card family ${unknown}; known: ${families?.join(', ')}`,
    );
  }
  if (duplicate !== undefined) throw new ConfigError(`${file} names two RA profiles with the id ${duplicate.id}`);
  const { cards } = settings.staff;
  const staffCards = cards && {
    ...cards,
    caFile: beside(file, cards.caFile),
    crls: cards.crls.map((source) => (/^https?:/.test(source) ? source : beside(file, source))),
  };
  const { syslog } = settings.audit;
  const inFolder = (name: string | null): string | null => name && beside(file, name);
  const syslogReceiver = syslog && {
    ...syslog,
    caFile: inFolder(syslog.caFile),
    certificateFile: inFolder(syslog.certificateFile),
    keyFile: inFolder(syslog.keyFile),
  };
  return {
    ...settings,
    stateDirectory: beside(file, settings.stateDirectory),
    ras,
    backup: { ...settings.backup, recipients: await loadRecipients(settings.backup.recipients, file) },
    audit: { ...settings.audit, syslog: syslogReceiver },
    staff: { ...settings.staff, cards: staffCards },
  };
}

/** @returns the PEM text of each file @throws {ConfigError} */
function loadRecipients(names: readonly string[], file: string): Promise<string[]> {
  return Promise.all(
    names.map(async (name) => {
      const pem = await readText(beside(file, name));
      for (const { publicKey } of certificatesIn(name, pem)) {
        const { kind, bits } = describePublicKey(publicKey);
        if (kind === 'rsa' ? bits >= 2048 : kind === 'ec' && bits === 256) continue;
        throw new ConfigError(
          `${name} is named in backup.recipients, and its key is neither RSA of 2048 bits nor P-256`,
        );
      }
      return pem;
    }),
  );
}

/** @throws {ConfigError} */
async function loadRaProfile(file: string): Promise<RaProfile> {
  const profile = await readYaml(file, raProfileSchema);
  const { connector, terms } = profile;
  const text = (name: string): Promise<string> => readText(beside(file, name));
  const digests = profile.escrowKeys.map(async (key) =>
    isDigest(key) ? [key.toUpperCase()] : certificatesIn(key, await text(key)).map(publicKeyDigest),
  );
  return {
    ...profile,
    issuers: await Promise.all(profile.issuers.map((name) => text(name).then((pem) => checkedIssuer(name, pem)))),
    escrowKeys: (await Promise.all(digests)).flat(),
    terms: { version: terms.version, 'zh-TW': await text(terms['zh-TW']), en: await text(terms.en) },
    connector: {
      ...connector,
      caFile: beside(file, connector.caFile),
      certificateFile: beside(file, connector.certificateFile),
      keyFile: beside(file, connector.keyFile),
    },
  };
}

const isDigest = (text: string): boolean => /^[0-9A-Fa-f]{64}$/.test(text);

function publicKeyDigest({ publicKey }: CertificateParts): string {
  return createHash('sha256').update(publicKey).digest('hex').toUpperCase();
}

/** @throws {ConfigError} */
function certificatesIn(name: string, pem: string): readonly CertificateParts[] {
  try {
    const blocks = pemBlocks(Buffer.from(pem), 'CERTIFICATE');
    if (blocks.length > 0) return blocks.map(certificateParts);
  } catch (error) {
    throw new ConfigError(`${name} holds no X.509 certificate in PEM: ${(error as Error).message}`);
  }
  throw new ConfigError(`${name} holds no X.509 certificate in PEM`);
}

/** @throws {ConfigError} unless every certificate in it is a CA's */
function checkedIssuer(name: string, pem: string): string {
  if (certificatesIn(name, pem).every(isAuthority)) return pem;
  throw new ConfigError(`${name} is named in issuers, and holds a certificate that is not a CA’s`);
}

function beside(file: string, path: string): string {
  return resolve(dirname(resolve(file)), path);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`the file ${file} cannot be read: ${(error as Error).message}`);
  }
}

async function readYaml<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  const text = await readText(file);
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ConfigError(`${file} is not YAML: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ConfigError(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
