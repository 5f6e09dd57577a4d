/** Routes each operation of the contract to the handler of the same name. */
import type { Express, Response } from 'express';
import { differences, type ContractRoute } from './contract.js';
import { gatewayOf, type AnswerOf, type Operation, type RequestOf } from './request.js';

/** @param gateway the common name of the client certificate */
export type Handler<O extends Operation> = (request: RequestOf<O>, gateway: string) => Promise<AnswerOf<O>>;

/** One handler for each operation. A missing handler does not compile, and neither does one for an operation that the contract lacks. */
export type Handlers = { readonly [O in Operation]: Handler<O> };

/** @throws {Error} unless the contract has exactly the operations of the handlers */
export function addRoutes(app: Express, contract: readonly ContractRoute[], handlers: Handlers): void {
  const found = differences(contract, Object.keys(handlers));
  if (found.length > 0) throw new Error(`openapi.yaml and the handlers do not agree: ${found.join('; ')}`);
  const isOperation = (id: string): id is Operation => Object.hasOwn(handlers, id);
  for (const { operationId, ...route } of contract) {
    if (isOperation(operationId)) addRoute(app, route, handlers[operationId]);
  }
}

function addRoute<O extends Operation>(
  app: Express,
  { method, path, mediaType }: Omit<ContractRoute, 'operationId'>,
  handle: Handler<O>,
): void {
  app.route(path)[method](async (request: RequestOf<O>, response: Response): Promise<void> => {
    const answer = await handle(request, gatewayOf(request));
    if (answer instanceof Uint8Array) response.type(mediaType).send(Buffer.from(answer));
    else response.json(answer);
  });
}
