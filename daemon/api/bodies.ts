/** Request bodies: bytes → JSON → the schema's shape, with each secret in a `Secret`. Bodies are never logged. */
import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { concatBytes } from '../../base/bytes.js';
import { SecretJson } from '../../base/secretJson.js';
import { Failure } from '../contract/failures/failure.js';
import { secretFields, type SecretField } from '../contract/messages/base.js';
import type { WithSecrets } from '../jobs/order.js';

/** What a body says. Whoever takes `fields` owns the secrets in it; `dispose` is for a body that nobody takes. */
export interface Body<Fields> {
  readonly fields: WithSecrets<Fields>;
  dispose(): void;
}

/**
 * Reads the request's body as what `schema` describes. No string is made of a secret, and all bytes are zeroed.
 * @throws {Failure} `api.request.*` when it is not JSON, too large, or not what the schema says
 */
export async function readJson<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
  limitBytes: number,
): Promise<Body<z.output<S>>> {
  checkHead(request, limitBytes);
  const json = await received(request);
  try {
    // The type of the fields follows from the schema.
    const fields = withSecrets(checked(schema, json.value, 'body'), json) as WithSecrets<z.output<S>>;
    return { fields, dispose: () => json.dispose() };
  } catch (error) {
    json.dispose();
    throw error;
  }
}

/** @throws {Failure} `api.request.malformed` */
async function received(request: IncomingMessage): Promise<SecretJson> {
  const chunks: Uint8Array[] = [];
  let bytes: Uint8Array | null = null;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
    bytes = concatBytes(...chunks);
    return SecretJson.parse(bytes, isSecretField);
  } catch {
    throw new Failure('api.request.malformed');
  } finally {
    for (const chunk of chunks) chunk.fill(0);
    bytes?.fill(0);
  }
}

function isSecretField(name: string): name is SecretField {
  return secretFields.some((field) => field === name);
}

function withSecrets(value: unknown, json: SecretJson): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withSecrets(one, json));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, inside]: [string, unknown]) => {
    const isSecret = typeof inside === 'string' && isSecretField(name);
    return [name, isSecret ? json.secretOf(inside) : withSecrets(inside, json)] as const;
  });
  return Object.fromEntries(fields);
}

/** Everything that can be said before the first byte of the body. */
function checkHead({ headers }: IncomingMessage, limitBytes: number): void {
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(/\s*;\s*/);
  const plain =
    mediaType === 'application/json' &&
    parameters.every((parameter) => parameter === 'charset=utf-8') &&
    headers['content-encoding'] === undefined;
  if (!plain) throw new Failure('api.request.contentType');
  if (headers['content-length'] === undefined) throw new Failure('api.request.lengthMissing');
  if (Number(headers['content-length']) > limitBytes) throw new Failure('api.request.tooLarge', { limitBytes });
}

/** @throws {Failure} `api.request.invalid` with the field's path, without its value */
export function checked<S extends z.ZodType>(schema: S, value: unknown, whole: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // The path of a field that the schema names, and never a value or a name that the client chose.
  throw new Failure('api.request.invalid', { field: result.error.issues[0]?.path.join('.') || whole });
}
