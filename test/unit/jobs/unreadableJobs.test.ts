/** A row of the store that is torn: its job alone is not resumed, and its card is not begun anew. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { startEngine } from './engine.js';

const stored = {
  kind: 'viewCard',
  raId: 'test',
  readerId: 'kiosk',
  actorKind: 'staff',
  actor: 'officer1',
  input: {},
} as const;
const newJob = { ...stored, authorisationId: null, sessionId: 's' };

await t.test('open jobs that cannot be read do not keep the gateway from starting', async (t) => {
  const engine = await startEngine(t);
  const card = (index: number): string => `00B${index}`;
  const places = [
    "UPDATE job SET params_json = '[]' WHERE id = ?",
    'UPDATE job SET question_json = \'{"kind":"melted"}\' WHERE id = ?',
    "UPDATE journal SET facts_json = 'torn' WHERE job_id = ?",
  ];
  for (const [index, sql] of [...places, null].entries()) {
    const id = randomUUID();
    const rest = { ...stored, id, idempotencyKey: randomUUID(), cardSerial: card(index) };
    await engine.jobs.insert({ ...rest, state: 'running', makesKeys: false }, [
      { step: 'read', phase: 'intent', facts: {} },
    ]);
    if (sql !== null) await engine.store.run(sql, [id]);
  }
  await engine.jobBoard.start();
  t.same(
    engine.jobBoard.openJobs().map(({ job }) => [job.cardSerial, job.state]),
    [[card(3), 'waitingForCard']],
  );
  for (const index of places.keys()) {
    t.throws(() => engine.jobBoard.requireNoOpenJob(card(index)), { name: 'UnreadableRowError' }, 'not begun anew');
    const pin = Secret.fromText('Good1234');
    const secrets = new SecretDrawer();
    secrets.keep('newPin', pin);
    const order = { ...newJob, kind: 'changePin', idempotencyKey: randomUUID(), cardSerial: card(index) } as const;
    await t.rejects(engine.jobBoard.begin({ ...order, secrets }), { name: 'UnreadableRowError' });
    t.ok(pin.disposed);
    t.doesNotThrow(
      () => engine.jobBoard.requireNoOpenJob(card(index), { onlyReads: true }),
      'what only reads may begin',
    );
    await engine.jobBoard.endBecauseSpoiled(card(index));
    t.doesNotThrow(() => engine.jobBoard.requireNoOpenJob(card(index)), 'the spoiled card is done with');
  }
  t.same((await engine.jobs.open()).length, 1, 'nor does the next start meet them');
});
t.end();
