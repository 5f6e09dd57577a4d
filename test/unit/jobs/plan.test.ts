/** The crash rule: no step that may run once is run again while nobody knows what became of it. */
import fc from 'fast-check';
import t from 'tap';
import { nextAction, type JournalRow } from '../../../daemon/jobs/plan.js';
import type { StepKind } from '../../../daemon/jobs/step.js';

const steps: { name: string; kind: StepKind }[] = [
  { name: 'look', kind: 'read' },
  { name: 'write', kind: 'repeatable' },
  { name: 'set', kind: 'once' },
];
const intent = (step: string): JournalRow => ({ step, phase: 'intent' });
const outcome = (step: string): JournalRow => ({ step, phase: 'outcome' });

await t.test('an empty journal begins with the first step', (t) => {
  t.same(nextAction(steps, []), { action: 'run', step: 'look', attempt: 0 });
  t.end();
});

await t.test('a read or repeatable step that was begun runs again', (t) => {
  t.same(nextAction(steps, [intent('look')]), { action: 'run', step: 'look', attempt: 1 });
  const begun = [intent('look'), outcome('look'), intent('write'), intent('write')];
  t.same(nextAction(steps, begun), { action: 'run', step: 'write', attempt: 2 });
  t.end();
});

await t.test('a once step that was begun is probed, one that was not runs', (t) => {
  const before = [intent('look'), outcome('look'), intent('write'), outcome('write')];
  t.same(nextAction(steps, before), { action: 'run', step: 'set', attempt: 0 });
  t.same(nextAction(steps, [...before, intent('set')]), { action: 'probe', step: 'set', attempt: 1 });
  t.end();
});

await t.test('all outcomes: finish', (t) => {
  t.same(nextAction(steps, ['look', 'write', 'set'].map(outcome)), { action: 'finish' });
  t.end();
});

await t.test('property: no once step is ever run while an intent of it stands without an outcome', (t) => {
  const kinds = fc.constantFrom<StepKind>('read', 'repeatable', 'once');
  const table = fc.array(kinds, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(table, fc.array(fc.tuple(fc.nat(11), fc.boolean())), (stepKinds, lines) => {
      const named = stepKinds.map((kind, i) => ({ name: `step${i}`, kind }));
      const journal = lines.map(([i, isIntent]) => (isIntent ? intent(`step${i}`) : outcome(`step${i}`)));
      const next = nextAction(named, journal);
      if (next.action === 'finish')
        return named.every(({ name }) => journal.some((row) => row.step === name && row.phase === 'outcome'));
      const kind = named.find(({ name }) => name === next.step)?.kind;
      const begun = journal.some((row) => row.step === next.step && row.phase === 'intent');
      return (next.action === 'probe') === (kind === 'once' && begun);
    }),
  );
  t.end();
});
