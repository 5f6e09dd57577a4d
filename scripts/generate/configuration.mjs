/** docs/configuration.md: every setting of config/schema.ts, and every key of an RA profile. */
import { cell, generatedFrom, importCompiled } from './compiled.mjs';
import { describeType, inputSchema } from './jsonSchema.mjs';

const source = 'config/schema.ts';
const profileSource = 'config/raProfile.ts';

/** @typedef {import('./jsonSchema.mjs').Schema} Schema */

/**
 * @param {string} prefix
 * @param {Schema} schema
 * @returns {string[]} one table row a setting
 */
function rows(prefix, schema) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    if (property.properties !== undefined) return rows(`${path}.`, property);
    const isRequired = schema.required?.includes(name) === true;
    const byDefault = isRequired ? '**required**' : `\`${JSON.stringify(property.default)}\``;
    return [
      `| \`${path}\` | ${cell(describeType(property))} | ${cell(byDefault)} | ${cell(property.description ?? '')} |`,
    ];
  });
}

export async function configurationPage() {
  const { configSchema } = await importCompiled(source);
  const { raProfileSchema } = await importCompiled(profileSource);
  return [
    generatedFrom(source),
    '# Settings',
    'The gateway reads one YAML file. A setting that is not in this table is refused, so that a misspelt name is noticed at once.',
    [
      '| setting | value | default | meaning |',
      '| --- | --- | --- | --- |',
      ...rows('', inputSchema(configSchema)),
    ].join('\n'),
    '## RA profile',
    'Each file that `ras` names, e.g. `profiles/jcic/profile.yaml`: everything about one registration authority. File names in it are taken from its own folder.',
    [
      '| key | value | default | meaning |',
      '| --- | --- | --- | --- |',
      ...rows('', inputSchema(raProfileSchema)),
    ].join('\n'),
  ].join('\n\n');
}
