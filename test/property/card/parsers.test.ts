/** Whatever a card or a reader says, its parser returns or throws an error that its callers expect: a minute of `npm run test:fuzz`. */
import t from 'tap';
import { fuzz } from '../../fuzz/fuzz.js';
import { corpus, targets } from '../../fuzz/targets.js';

const seed = Math.floor(Date.now() / 86_400_000);
const minuteMs = 60_000;

void t.test('the corpus belongs to targets', (t) => {
  const names = targets.map(({ name }) => name);
  t.same(
    [...corpus().keys()].filter((name) => !names.includes(name)),
    [],
  );
  t.end();
});

for (const target of targets) {
  void t.test(target.name, (t) => {
    t.doesNotThrow(() => t.ok(fuzz(target, seed, performance.now() + minuteMs / targets.length) > 0), `seed ${seed}`);
    t.end();
  });
}
