/** The fault matrix in its reduced form: every point once, the faults in turn; nothing is lost, doubled or spent. */
import t from 'tap';
import type { JobKind } from '../../daemon/api/messages.js';
import { faults } from './faults.js';
import { kinds } from './kinds.js';
import { Matrix, type KindReport } from './matrix.js';
import { nameOf } from './points.js';
import { rowsOfResults, total, toText } from './table.js';

/** Another one with MATRIX_SEED, to have other faults at the points. */
const seed = Number(process.env.MATRIX_SEED ?? 1);

const reports: KindReport[] = [];

const matrix = await Matrix.open({
  kinds: Object.keys(kinds) as JobKind[],
  faults: faults.map(({ name }) => name),
  full: false,
  seed,
  lanes: 2,
  readers: 6,
  progress: () => undefined,
});
t.teardown(() => matrix.close());

const { wrong } = await matrix.run((report) => {
  reports.push(report);
  const { kind, points, chosen, results, missingSteps } = report;
  t.comment(`${kind}: points ${chosen} of ${points}, seed ${seed}`);
  t.same(missingSteps, [], `${kind}: every step of its table is journalled`);
  for (const { task, reached, wrong, reasons } of results) {
    const place = task.point === null ? 'no point' : nameOf(task.point);
    const name = `${kind}: ${task.fault.name} at ${place}`;
    t.same(wrong, [], `${name}${reached ? '' : ', over before'} ${reasons.join(', ')}`);
  }
});
t.same(wrong, [], 'the audit logs are whole, and nothing is stuck in an outbox');

const rows = reports.flatMap(({ results }) => rowsOfResults(results));
for (const line of toText(rows).split('\n')) t.comment(line);
const untried = Object.values(kinds).filter(({ kind }) => !rows.some((row) => row.kind === kind));
t.same(untried, [], 'every kind of job is tried');
t.equal(total(rows).lost, 0, 'nothing is lost');
t.end();
