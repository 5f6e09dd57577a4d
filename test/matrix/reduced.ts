/** The fault matrix in its reduced form for one kind of job: every point once, the faults in turn; nothing is lost, doubled or spent. */
import t from 'tap';
import type { JobKind } from '../../daemon/api/messages.js';
import { faults } from './faults.js';
import { Matrix } from './matrix.js';
import { nameOf } from './points.js';
import { rowsOfResults, total, toText } from './table.js';

/** Another one with MATRIX_SEED, to have other faults at the points. */
const seed = Number(process.env.MATRIX_SEED ?? 1);

export async function tryReduced(kind: JobKind): Promise<void> {
  const matrix = await Matrix.open({
    kinds: [kind],
    faults: faults.map(({ name }) => name),
    full: false,
    seed,
    lanes: 2,
    readers: 6,
    progress: () => undefined,
  });
  t.teardown(() => matrix.close());

  const { wrong } = await matrix.run(({ points, chosen, results, missingSteps }) => {
    t.comment(`${kind}: points ${chosen} of ${points}, seed ${seed}`);
    t.same(missingSteps, [], 'every step of its table is journalled');
    for (const { task, reached, wrong, reasons } of results) {
      const place = task.point === null ? 'no point' : nameOf(task.point);
      const name = `${task.fault.name} at ${place}`;
      t.same(wrong, [], `${name}${reached ? '' : ', over before'} ${reasons.join(', ')}`);
    }
    const rows = rowsOfResults(results);
    for (const line of toText(rows).split('\n')) t.comment(line);
    t.not(rows.length, 0, 'it was tried');
    t.equal(total(rows).lost, 0, 'nothing is lost');
  });
  t.same(wrong, [], 'the audit logs are whole, and nothing is stuck in an outbox');
  t.end();
}
