/** The routes of the reference RA are the operations of its OpenAPI document, no more and no fewer. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import {
  contractFile,
  differences,
  readContract,
  type ContractRoute,
} from '../../../sync/reference-ra/http/contract.js';

type Tap = Pick<typeof t, 'teardown'>;

/** The contract, its text changed by `change`. */
async function changedContract(t: Tap, change: (text: string) => string): Promise<readonly ContractRoute[]> {
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = join(folder, 'openapi.yaml');
  await writeFile(file, change(await readFile(contractFile, 'utf8')));
  return readContract(file);
}

void t.test('each operation of the contract is a route', async (t) => {
  const contract = await readContract();
  t.equal(contract.length, (await readFile(contractFile, 'utf8')).match(/operationId: \w/g)?.length);
  const route = (id: string): ContractRoute | undefined => contract.find(({ operationId }) => operationId === id);
  t.match(route('listBatchOrderEntries'), {
    method: 'get',
    path: '/v1/batch-orders/:batchOrderId/entries',
    mediaType: 'application/json',
  });
  t.match(route('spoilCard'), { method: 'post', path: '/v1/cards/:cardSerial/spoiling' });
  t.match(route('readRevocationList'), { mediaType: 'application/pkix-crl' });
});

void t.test('a difference between contract and handlers is named', async (t) => {
  const contract = await readContract();
  const names = contract.map(({ operationId }) => operationId);
  t.same(differences(contract, names), []);
  const renamed = await changedContract(t, (text) => text.replace('operationId: ping', 'operationId: pong'));
  t.same(differences(renamed, names), ['no handler for the operation pong', 'no operation for the handler ping']);
  const doubled = await changedContract(t, (text) => text.replace('operationId: openOrders', 'operationId: openOrder'));
  t.same(differences(doubled, names), [
    'two operations are named openOrder',
    'no operation for the handler openOrders',
  ]);
});

void t.test('a document that cannot be served is an error, with its place', async (t) => {
  const deleting = changedContract(t, (text) => text.replace('  /ping:\n    get:', '  /ping:\n    delete:'));
  await t.rejects(deleting, { message: /openapi\.yaml: .*delete[^]*\/ping/ });
  const unnamed = changedContract(t, (text) => text.replace('      operationId: ping\n', ''));
  await t.rejects(unnamed, { message: /openapi\.yaml: [^]*\/ping"?\]?\.get\.operationId/ });
});
