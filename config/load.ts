import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema, type Config } from './schema.js';

/** The settings cannot be used; the message says which and why, for the person who wrote them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings (YAML, of which JSON is a part). Relative paths are taken from the file's folder.
 * @throws {ConfigError}
 */
export async function loadConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`the settings file ${file} cannot be read: ${(error as Error).message}`);
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ConfigError(`${file} is not YAML: ${(error as Error).message}`);
  }
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new ConfigError(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  const from = (path: string): string => resolve(dirname(resolve(file)), path);
  const config = parsed.data;
  return {
    ...config,
    stateDirectory: from(config.stateDirectory),
    ra: {
      ...config.ra,
      caFile: from(config.ra.caFile),
      certificateFile: from(config.ra.certificateFile),
      keyFile: from(config.ra.keyFile),
    },
  };
}
