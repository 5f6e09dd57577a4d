/** Requests of the contract, typed by their operation. The validator has checked them against `openapi.yaml` before a handler runs. */
import { TLSSocket } from 'node:tls';
import type { Request } from 'express';
import type { operations } from '../../ra-api/schema.generated.js';

/** The `operationId` of an operation in `openapi.yaml`. */
export type Operation = keyof operations;

export type PathOf<O extends Operation> = operations[O]['parameters'] extends { path: infer Path }
  ? Path
  : Record<string, never>;

/** The validator has converted numbers. */
export type QueryOf<O extends Operation> = operations[O]['parameters'] extends { query: infer Query }
  ? Query
  : Record<string, never>;

export type BodyOf<O extends Operation> = operations[O] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : undefined;

/** What a handler answers: the JSON of the contract, or the bytes of another media type. */
export type AnswerOf<O extends Operation> = operations[O] extends {
  responses: { 200: { content: { 'application/json': infer Answer } } };
}
  ? Answer
  : Uint8Array;

export type RequestOf<O extends Operation> = Request<PathOf<O>, unknown, BodyOf<O>, QueryOf<O>>;

/** The part of a request that does not depend on its operation. */
type AnyRequest = Pick<Request, 'socket' | 'get'>;

/** The gateway that the client certificate names. The TLS layer has verified the certificate. */
export function gatewayOf({ socket }: AnyRequest): string {
  const name: unknown = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : undefined;
  return typeof name === 'string' ? name : '';
}

/** @returns X.509 DER */
export function clientCertificateOf({ socket }: AnyRequest): Uint8Array {
  if (!(socket instanceof TLSSocket)) throw new Error('no TLS');
  return new Uint8Array(socket.getPeerCertificate().raw);
}

/** The header `Idempotency-Key`. The validator has refused a request that needs one and has none. */
export function keyOf(request: AnyRequest): string {
  return request.get('Idempotency-Key') ?? '';
}
