/** JSON Schema, as zod writes it, in the words of a table. */
import { z } from 'zod';

/**
 * The part of JSON Schema that our schemas come to.
 * @typedef {object} Schema
 * @property {string | string[]} [type]
 * @property {string} [$ref]
 * @property {string} [description]
 * @property {unknown} [default]
 * @property {unknown} [const]
 * @property {unknown[]} [enum]
 * @property {string} [format]
 * @property {number} [minimum]
 * @property {number} [maximum]
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {Schema} [items]
 * @property {Record<string, Schema>} [properties]
 * @property {string[]} [required]
 * @property {Schema | boolean} [additionalProperties]
 * @property {Schema[]} [anyOf]
 * @property {Schema[]} [oneOf]
 */

/**
 * @param {unknown} schema a zod schema
 * @returns {Schema} what may be given to it, before defaults are filled in
 */
export function inputSchema(schema) {
  const zodSchema = /** @type {import('zod').ZodType} */ (schema);
  return /** @type {Schema} */ (z.toJSONSchema(zodSchema, { io: 'input', reused: 'inline' }));
}

/**
 * Several schemas that name each other: a schema inside another becomes a `$ref` to its name.
 * @param {Readonly<Record<string, unknown>>} schemas zod schemas by name
 * @returns {Record<string, Schema>}
 */
export function namedSchemas(schemas) {
  const registry = /** @type {import('zod').core.$ZodRegistry<{ id?: string }>} */ (z.registry());
  for (const [id, schema] of Object.entries(schemas)) {
    registry.add(/** @type {import('zod').ZodType} */ (schema), { id });
  }
  const { schemas: written } = z.toJSONSchema(registry, { io: 'input', uri: (id) => id });
  return /** @type {Record<string, Schema>} */ (written);
}

/** @param {Schema} schema */
function bounds(schema) {
  const [low, high] = [schema.minimum ?? schema.minLength, schema.maximum ?? schema.maxLength];
  const knownHigh = high === Number.MAX_SAFE_INTEGER ? undefined : high;
  const knownLow = low === Number.MIN_SAFE_INTEGER ? undefined : low;
  const unit = schema.type === 'string' ? ' characters' : '';
  if (knownLow !== undefined && knownHigh !== undefined) return ` ${knownLow} to ${knownHigh}${unit}`;
  if (knownLow !== undefined) return ` from ${knownLow}${unit}`;
  return knownHigh === undefined ? '' : ` up to ${knownHigh}${unit}`;
}

/**
 * A type in few words, e.g. `integer 0 to 65535`, `"debug" or "info"`, `list of string`.
 * @param {Schema} schema
 * @returns {string}
 */
export function describeType(schema) {
  if (schema.$ref !== undefined) return `[${schema.$ref}](#${schema.$ref.toLowerCase()})`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(describeType).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.type === 'array') return `list of ${describeType(schema.items ?? {})}`;
  if (schema.type === 'object' && schema.properties === undefined) {
    const values = schema.additionalProperties;
    return `map of string to ${typeof values === 'object' ? describeType(values) : 'anything'}`;
  }
  if (schema.type === 'object') {
    return `{ ${Object.entries(schema.properties ?? {})
      .map(
        ([name, property]) =>
          `${name}${schema.required?.includes(name) === true ? '' : '?'}: ${describeType(property)}`,
      )
      .join(', ')} }`;
  }
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  const kind = schema.format === 'uri' ? 'URL' : (schema.type ?? 'anything');
  return `${kind}${bounds(schema)}`;
}
