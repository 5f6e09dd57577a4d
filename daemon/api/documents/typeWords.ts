/** Short descriptions of JSON Schema, as zod writes it, for the cells of a table. */

/** The part of JSON Schema that our schemas use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly $ref?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The name at the end of a `$ref`. */
export function nameIn(reference: string): string {
  return reference.split('/').at(-1) ?? reference;
}

/** A type in few words of Markdown, e.g. `integer 0 to 65535`, `"debug" or "info"`, `list of string`. */
export function typeWords(schema: JsonSchema): string {
  const { $ref, const: value, enum: values, type } = schema;
  if ($ref !== undefined) return `[${nameIn($ref)}](#${nameIn($ref).toLowerCase()})`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeWords).join(' or ');
  if (value !== undefined) return JSON.stringify(value);
  if (values !== undefined) return values.map((one) => JSON.stringify(one)).join(' or ');
  if (type === 'array') return `list of ${typeWords(schema.items ?? {})}`;
  if (type === 'object') return objectWords(schema);
  if (typeof type === 'object') return type.join(' or ');
  return `${schema.format === 'uri' ? 'URL' : (type ?? 'anything')}${bounds(schema)}`;
}

function objectWords({ properties, additionalProperties: others, required = [] }: JsonSchema): string {
  if (properties === undefined)
    return `map of string to ${typeof others === 'object' ? typeWords(others) : 'anything'}`;
  const fields = Object.entries(properties).map(
    ([name, property]) => `${name}${required.includes(name) ? '' : '?'}: ${typeWords(property)}`,
  );
  return fields.length === 0 ? '{ }' : `{ ${fields.join(', ')} }`;
}

function bounds(schema: JsonSchema): string {
  const [low, high] = [schema.minimum ?? schema.minLength, schema.maximum ?? schema.maxLength];
  const knownHigh = high === Number.MAX_SAFE_INTEGER ? undefined : high;
  const knownLow = low === Number.MIN_SAFE_INTEGER ? undefined : low;
  const unit = schema.type === 'string' ? ' characters' : '';
  if (knownLow !== undefined && knownHigh !== undefined) return ` ${knownLow} to ${knownHigh}${unit}`;
  if (knownLow !== undefined) return ` from ${knownLow}${unit}`;
  return knownHigh === undefined ? '' : ` up to ${knownHigh}${unit}`;
}
