/** docs/configuration.md: every setting of config/schema.ts, and every key of an RA profile. */
import { z } from 'zod';
import { cell, generatedFrom, importCompiled } from './compiled.mjs';

const source = 'config/schema.ts';
const profileSource = 'config/raProfile.ts';

/**
 * The part of JSON Schema that settings come to.
 * @typedef {{ description?: string, default?: unknown, properties?: Record<string, Schema>, items?: Schema, required?: string[] }} Schema
 * @typedef {(schema: Schema) => string} TypeWords
 */

/**
 * @param {string} prefix
 * @param {Schema} schema
 * @param {TypeWords} typeWords
 * @returns {string[]} one table row a setting
 */
function rows(prefix, schema, typeWords) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    if (property.properties !== undefined) return rows(`${path}.`, property, typeWords);
    const entries = Object.values(property.items?.properties ?? {});
    const isExplained = entries.length > 0 && entries.every(({ description }) => description !== undefined);
    const further = isExplained && property.items !== undefined ? rows(`${path}[].`, property.items, typeWords) : [];
    const words = isExplained ? 'list of these' : typeWords(property);
    const isRequired = schema.required?.includes(name) === true;
    const byDefault = isRequired ? '**required**' : `\`${JSON.stringify(property.default)}\``;
    return [`| \`${path}\` | ${cell(words)} | ${cell(byDefault)} | ${cell(property.description ?? '')} |`, ...further];
  });
}

/**
 * @param {unknown} schema a zod schema
 * @returns what may be written in a file, before defaults are filled in
 */
function inputSchema(schema) {
  const zodSchema = /** @type {import('zod').ZodType} */ (schema);
  return /** @type {Schema} */ (z.toJSONSchema(zodSchema, { io: 'input', reused: 'inline' }));
}

export async function configurationPage() {
  const { configSchema } = await importCompiled(source);
  const { raProfileSchema } = await importCompiled(profileSource);
  const { typeWords } = await importCompiled('daemon/api/documents/typeWords.ts');
  /** @param {unknown} schema */
  const table = (schema) => rows('', inputSchema(schema), /** @type {TypeWords} */ (typeWords));
  return [
    generatedFrom(source),
    '# Settings',
    'The gateway reads one YAML file. A setting that is not in this table is refused, so that a misspelt name is noticed at once.',
    ['| setting | value | default | meaning |', '| --- | --- | --- | --- |', ...table(configSchema)].join('\n'),
    '## RA profile',
    'Each file that `ras` names, e.g. `profiles/jcic/profile.yaml`: everything about one registration authority. File names in it are taken from its own folder.',
    ['| key | value | default | meaning |', '| --- | --- | --- | --- |', ...table(raProfileSchema)].join('\n'),
  ].join('\n\n');
}
