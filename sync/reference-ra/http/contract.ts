/** The operations of `openapi.yaml` as routes. */
import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { projectPath } from '../../../base/projectRoot.js';

/** The RA contract (OpenAPI 3.1). */
export const contractFile = projectPath('sync', 'ra-api', 'openapi.yaml');

export interface ContractRoute {
  readonly operationId: string;
  readonly method: 'get' | 'post';
  /** Express path, e.g. `/v1/cards/:cardSerial`. */
  readonly path: string;
  /** Media type of the answer with status 200. */
  readonly mediaType: string;
}

const operationSchema = z.object({
  operationId: z.string(),
  responses: z.object({ 200: z.object({ content: z.record(z.string(), z.unknown()) }) }),
});
/** Another method is an error, because no route would be added for it. */
const pathSchema = z.strictObject({ get: operationSchema.optional(), post: operationSchema.optional() });
const documentSchema = z.object({
  servers: z.tuple([z.object({ url: z.string() })]),
  paths: z.record(z.string(), pathSchema),
});

/** @throws {Error} when the file is no OpenAPI document, or an operation has no `operationId` or another method than GET or POST */
export async function readContract(file = contractFile): Promise<readonly ContractRoute[]> {
  const document = documentSchema.safeParse(parseYaml(await readFile(file, 'utf8')));
  if (!document.success) throw new Error(`${file}: ${z.prettifyError(document.error)}`);
  const [{ url }] = document.data.servers;
  return Object.entries(document.data.paths).flatMap(([path, { get, post }]) => [
    ...routesOf('get', `${url}${path}`, get),
    ...routesOf('post', `${url}${path}`, post),
  ]);
}

function routesOf(
  method: ContractRoute['method'],
  path: string,
  operation: z.output<typeof operationSchema> | undefined,
): readonly ContractRoute[] {
  if (operation === undefined) return [];
  const { operationId, responses } = operation;
  const [mediaType] = Object.keys(responses[200].content);
  if (mediaType === undefined) throw new Error(`${operationId} has no answer`);
  return [{ operationId, method, path: path.replace(/\{(\w+)\}/g, ':$1'), mediaType }];
}

/** @returns a sentence for each operation without handler, handler without operation, and `operationId` that occurs twice */
export function differences(contract: readonly ContractRoute[], handlers: readonly string[]): readonly string[] {
  const operations = contract.map(({ operationId }) => operationId);
  return [
    ...operations.filter((id, index) => operations.indexOf(id) < index).map((id) => `two operations are named ${id}`),
    ...operations.filter((id) => !handlers.includes(id)).map((id) => `no handler for the operation ${id}`),
    ...handlers.filter((name) => !operations.includes(name)).map((name) => `no operation for the handler ${name}`),
  ];
}
