/** Staff accounts in a store, without the time that a password takes. */
import type { Database } from '../../../base/database.js';
import { currentParameters } from '../../../daemon/operators/password.js';
import type { OperatorRecord, OperatorsTable } from '../../../daemon/operators/operatorsTable.js';

/** Nobody knows its password. */
export async function addAccount(
  table: OperatorsTable,
  database: Database,
  account: Pick<OperatorRecord, 'name' | 'role'> & Partial<Pick<OperatorRecord, 'ras' | 'enabled'>>,
): Promise<void> {
  const password = { ...currentParameters, salt: new Uint8Array(16), hash: new Uint8Array(32) };
  const rest = { ras: null, enabled: true, mustChangePassword: false, card: null, version: 1, password };
  await database.transaction((tx) => table.insert(tx, { ...rest, ...account }, '2025-01-01T00:00:00.000Z'));
}
