/** Protects everybody else at the gateway while somebody reads a large order file: readers, screens and /api/health go on. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { Failure } from '../../../daemon/contract/failures/failure.js';
import { readOrderFile, readOrderFileAside } from '../../../daemon/batch/orderFile.js';

await t.test('the event loop turns while a large file is read', async (t) => {
  const content = `registrationId\n${','.repeat(1024 * 1024)}`;
  const ended = new AbortController();
  const reading = readOrderFileAside({ format: 'csv', content }).finally(() => ended.abort());
  const refused = t.rejects(reading, { name: 'Failure', code: 'batch.file.empty' });
  let turns = 0;
  for (; !ended.signal.aborted; turns++) await nextTurn();
  await refused;
  t.ok(turns > 100, `${turns} turns`);
});

await t.test('it reads what a direct reading does, and more bad lines may be added', async (t) => {
  const content = 'registrationId,name,size\nR-1,王小明,3\n,A,\nR-2,,\n';
  const file = await readOrderFileAside({ format: 'csv', content });
  t.same(file, readOrderFile('csv', content));
  file.bad.add(4, 'name', 'B', () => new Failure('batch.line.nameDiffers'));
  t.match(file.bad.listed.at(-1), { line: 4, reason: { code: 'batch.line.nameDiffers' } });
});

t.end();
