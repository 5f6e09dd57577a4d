/** Requests that wait go together, each gets its own answer, and a bad one takes no other with it. */
import t from 'tap';
import { RaRefusedError, RaUnavailableError } from '../../../sync/connector.js';
import { RequestBatcher } from '../../../sync/requestBatcher.js';

interface Sent {
  readonly requests: readonly number[];
  readonly answer: (answers: readonly (string | Error)[]) => void;
  readonly refuse: (error: Error) => void;
}

/** A batcher whose requests are answered by hand, in the order in which they were sent. */
function byHand(limit = 50): { readonly batcher: RequestBatcher<number, string>; readonly next: () => Promise<Sent> } {
  const sent: Sent[] = [];
  let came: (() => void) | null = null;
  const batcher = new RequestBatcher<number, string>((requests) => {
    return new Promise((answer, refuse) => {
      sent.push({ requests, answer, refuse });
      came?.();
    });
  }, limit);
  const next = async (): Promise<Sent> => {
    while (sent.length === 0) await new Promise<void>((resolve) => (came = resolve));
    const [first] = sent.splice(0, 1);
    if (first === undefined) throw new Error('a request');
    return first;
  };
  return { batcher, next };
}

const named = (requests: readonly number[]): string[] => requests.map((n) => `answer ${n}`);

void t.test('the first goes at once and alone, what comes meanwhile goes together', async (t) => {
  const { batcher, next } = byHand();
  const answers = [1, 2, 3].map((n) => batcher.ask(n));
  const first = await next();
  t.same(first.requests, [1]);
  answers.push(batcher.ask(4));
  first.answer(named(first.requests));
  t.equal(await answers[0], 'answer 1', 'nobody waits for the others');
  const second = await next();
  t.same(second.requests, [2, 3, 4]);
  second.answer(named(second.requests));
  t.same(await Promise.all(answers), named([1, 2, 3, 4]));

  const later = batcher.ask(5);
  const third = await next();
  t.same(third.requests, [5], 'after a pause it begins anew');
  third.answer(named([5]));
  t.equal(await later, 'answer 5');
});

void t.test('no more than the limit in one', async (t) => {
  const { batcher, next } = byHand(3);
  const answers = Promise.all(Array.from({ length: 9 }, (_, n) => batcher.ask(n)));
  const sizes: number[] = [];
  for (let left = 9; left > 0;) {
    const { requests, answer } = await next();
    sizes.push(requests.length);
    left -= requests.length;
    answer(named(requests));
  }
  t.same(sizes, [1, 3, 3, 2]);
  t.same(await answers, named([0, 1, 2, 3, 4, 5, 6, 7, 8]));
});

void t.test('an answer of its own for each; a missing one is not known', async (t) => {
  const { batcher, next } = byHand();
  const [one, two, three, four] = [batcher.ask(1), batcher.ask(2), batcher.ask(3), batcher.ask(4)] as const;
  (await next()).answer(['answer 1']);
  t.equal(await one, 'answer 1');
  const refused = t.rejects(three, new RaRefusedError('cardAlreadyBound'));
  const unknown = t.rejects(four, { name: 'RaUnavailableError' });
  (await next()).answer(['answer 2', new RaRefusedError('cardAlreadyBound')]);
  t.equal(await two, 'answer 2');
  await Promise.all([refused, unknown]);
});

void t.test('refused as a whole, it is parted until the bad one stands alone', async (t) => {
  const { batcher, next } = byHand();
  const answers = [0, 1, 2, 3, 4].map((n) => batcher.ask(n));
  const verdicts = Promise.all(answers.map((answer) => answer.catch((error: unknown) => error)));
  (await next()).answer(named([0]));
  const sent: (readonly number[])[] = [];
  for (let left = 4; left > 0;) {
    const { requests, answer, refuse } = await next();
    sent.push(requests);
    const bad = requests.includes(3);
    if (bad) refuse(new RaRefusedError('badRequest'));
    else answer(named(requests));
    if (!bad || requests.length === 1) left -= requests.length;
  }
  t.same(sent, [[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]]);
  const [, first, second, bad, last] = await verdicts;
  t.same([first, second, last], named([1, 2, 4]));
  t.match(bad, { refusal: 'badRequest' });
});

void t.test(
  'an RA that is away, or does not know the gateway, is so for all; the next ones are asked anew',
  async (t) => {
    for (const error of [new RaUnavailableError('away'), new RaRefusedError('notAllowed')]) {
      const { batcher, next } = byHand();
      const [first, ...others] = [1, 2, 3].map((n) => batcher.ask(n));
      (await next()).answer(named([1]));
      t.equal(await first, 'answer 1');
      const all = Promise.all(others.map((other) => t.rejects(other, error)));
      (await next()).refuse(error);
      await all;
      const again = batcher.ask(4);
      const { requests, answer } = await next();
      t.same(requests, [4]);
      answer(named(requests));
      t.equal(await again, 'answer 4');
    }
  },
);

t.end();
