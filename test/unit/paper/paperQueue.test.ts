/** Papers take much memory: few are made at once, few wait, and what is too many is told so at once. */
import t from 'tap';
import { PaperQueue } from '../../../daemon/paper/paperQueue.js';

void t.test('two at once, the others wait, and one too many is refused', async (t) => {
  const queue = new PaperQueue({ atOnce: 2, waiting: 3 });
  const ends: (() => void)[] = [];
  let most = 0;
  let working = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++working);
    await new Promise<void>((resolve) => ends.push(resolve));
    working -= 1;
  };
  const papers = Array.from({ length: 5 }, () => queue.add(work));
  await t.rejects(queue.add(work), { code: 'paper.make.busy' });
  for (let done = 0; done < 5; done++) {
    while (ends.length === 0) await new Promise(setImmediate);
    ends.shift()?.();
  }
  await Promise.all(papers);
  t.equal(most, 2);
  await t.rejects(
    queue.add(() => Promise.reject(new Error('not made'))),
    { message: 'not made' },
  );
});
