/** Request bodies: bytes → JSON → the schema's shape → orders with their secrets in `Secret`. Bodies are never logged. */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { z } from 'zod';
import { Secret } from '../../base/secret.js';
import { Failure } from '../contract/failures/failure.js';
import type { JobAnswer, PinAnswer } from '../jobs/gateway.js';
import { withSecrets, type JobOrder } from '../jobs/order.js';
import type { answerSchema, createJobSchema } from '../contract/messages.js';

/**
 * Reads the request's body as what `schema` describes. The bytes are zeroed afterwards; the strings made of them cannot be.
 * @throws {Failure} `api.request.*` when it is not JSON, too large, or not what the schema says
 */
export async function readJson<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
  limitBytes: number,
): Promise<z.output<S>> {
  checkHead(request, limitBytes);
  let bytes: Buffer;
  try {
    bytes = await buffer(request);
  } catch {
    throw new Failure('api.request.malformed');
  }
  try {
    return checked(schema, parse(bytes), 'body');
  } finally {
    bytes.fill(0);
  }
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

/** The parser's own error quotes the text, which may hold a PIN: it goes no further. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), refusePrototype);
  } catch {
    throw new Failure('api.request.malformed');
  }
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('a key that would change a prototype');
  return value;
}

/** @throws {Failure} `api.request.invalid` with the field's path, without its value */
export function checked<S extends z.ZodType>(schema: S, value: unknown, whole: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // The path of a field that the schema names, and never a value or a name that the client chose.
  throw new Failure('api.request.invalid', { field: result.error.issues[0]?.path.join('.') || whole });
}

// The secrets below are made in the same expression that hands them over, so that nothing can be thrown in between.

type PinsAnswer = Extract<z.output<typeof answerSchema>, { kind: 'enterPins' }>['pins'];

const secretOf = (text: string | undefined): Secret | null => (text === undefined ? null : Secret.fromText(text));

function pinAnswer(pins: PinsAnswer): PinAnswer {
  if (pins.mode === 'random') return pins;
  return { mode: 'chosen', pin1: secretOf(pins.pin1), pin2: secretOf(pins.pin2) };
}

export function jobOrder(body: z.output<typeof createJobSchema>): JobOrder {
  return withSecrets(body);
}

export function jobAnswer(body: z.output<typeof answerSchema>): JobAnswer {
  switch (body.kind) {
    case 'enterPins':
      return { ...body, pins: pinAnswer(body.pins) };
    case 'authoriseAgain':
    case 'tryNewPin':
      return { ...body, newPin: Secret.fromText(body.newPin) };
    case 'verifyPins':
      return { ...body, pin1: secretOf(body.pin1), pin2: secretOf(body.pin2) };
    case 'confirmTerms':
    case 'decide':
      return body;
  }
}
