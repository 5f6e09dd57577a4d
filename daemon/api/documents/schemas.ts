/** The messages of the API as JSON Schema: each exported schema has its name, and schemas refer to each other by `$ref`. */
import { z } from 'zod';
import * as messages from '../../contract/messages.js';
import type { JsonSchema } from './typeWords.js';

export type JsonObject = Readonly<Record<string, unknown>>;
/** `input`: what may be sent, where fields with a default are optional; `output`: what is answered. */
export type Direction = 'input' | 'output';

/** All exported schemas with their names. */
export const namedSchemas: readonly (readonly [string, z.ZodType])[] = Object.entries<unknown>(messages)
  .filter((entry): entry is [string, z.ZodType] => entry[0].endsWith('Schema') && entry[1] instanceof z.ZodType)
  .map(([name, schema]) => [name.slice(0, -'Schema'.length), schema]);

/** zod writes the limits of a safe integer on every integer. They carry no information for a reader. */
function withoutSafeLimits({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

export class SchemaWriter {
  readonly #written: Readonly<Record<Direction, Readonly<Record<string, object>>>>;
  readonly #ids = new Map<z.ZodType, string>(namedSchemas.map(([name, schema]) => [schema, name]));

  /**
   * @param target the dialect: OpenAPI 3.1 takes 2020-12, AsyncAPI 3.0 draft-07
   * @param others schemas without a name; they are written in place where they are used
   */
  constructor(target: 'draft-2020-12' | 'draft-7', others: readonly z.ZodType[] = []) {
    for (const schema of others) if (!this.#ids.has(schema)) this.#ids.set(schema, `unnamed ${this.#ids.size}`);
    const registry = z.registry<{ id: string }>();
    for (const [schema, id] of this.#ids) registry.add(schema, { id });
    const write = (io: Direction): Readonly<Record<string, object>> =>
      z.toJSONSchema(registry, { io, target, uri: referenceTo, override: withoutSafeLimits }).schemas;
    this.#written = { input: write('input'), output: write('output') };
  }

  /** A `$ref` for a message with a name, otherwise the schema itself. */
  use(schema: z.ZodType, direction: Direction): JsonSchema {
    const id = this.#idOf(schema);
    return namedSchemas.some(([name]) => name === id) ? { $ref: referenceTo(id) } : this.#body(id, direction);
  }

  /** The schema itself, also of a message with a name. */
  inline(schema: z.ZodType, direction: Direction): JsonSchema {
    return this.#body(this.#idOf(schema), direction);
  }

  /**
   * Every message by name.
   * @param sent the schemas of what is sent to the daemon
   */
  components(sent: ReadonlySet<z.ZodType>): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries(
      namedSchemas.map(([name, schema]) => [name, this.#body(name, sent.has(schema) ? 'input' : 'output')]),
    );
  }

  #idOf(schema: z.ZodType): string {
    const id = this.#ids.get(schema);
    if (id === undefined) throw new Error('a schema that was not given to the writer');
    return id;
  }

  #body(id: string, direction: Direction): JsonSchema {
    const body: JsonObject = { ...this.#written[direction][id], $schema: undefined, $id: undefined };
    return body;
  }
}

function referenceTo(id: string): string {
  return `#/components/schemas/${id}`;
}
