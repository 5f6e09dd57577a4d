/** A request of the contract, typed by its operation. The validator has made sure of its parts: here they only get their types. */
import { TLSSocket } from 'node:tls';
import type { Request, Response } from 'express';
import type { operations } from '../../ra-api/schema.generated.js';

export type Operation = keyof operations;
export type BodyOf<O extends Operation> = operations[O] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;
export type AnswerOf<O extends Operation> = operations[O] extends {
  responses: { 200: { content: { 'application/json': infer Answer } } };
}
  ? Answer
  : never;

/** The gateway that the client certificate names. The TLS layer has verified the certificate. */
export function commonNameOf({ socket }: Request): string {
  const name: unknown = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : undefined;
  return typeof name === 'string' ? name : '';
}

/** X.509 DER */
export function clientCertificateOf({ socket }: Request): Uint8Array {
  if (!(socket instanceof TLSSocket)) throw new Error('no TLS');
  return new Uint8Array(socket.getPeerCertificate().raw);
}

export function keyOf(request: Request): string {
  return request.get('Idempotency-Key') ?? '';
}

export function bodyOf<O extends Operation>(request: Request): BodyOf<O> {
  return request.body as BodyOf<O>;
}

export function pathOf(request: Request, name: string): string {
  return String(request.params[name]);
}

/** A handler of one operation: what `work` gives is the answer. */
export function handler<O extends Operation>(work: (request: Request, gateway: string) => Promise<AnswerOf<O>>) {
  return async (request: Request, response: Response): Promise<void> => {
    response.json(await work(request, commonNameOf(request)));
  };
}
