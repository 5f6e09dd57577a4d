/** What `unblockPin` may conclude from a retry counter, and in which order it speaks to the RA. */
import t from 'tap';
import { Secret } from '../../../base/secret.js';
import { RaRefusedError, RaUnavailableError } from '../../../sync/connector.js';
import type { AnyStep, AnyStepContext } from '../../../daemon/jobs/step.js';
import { unblockPin } from '../../../daemon/jobs/kinds/unblockPin.js';
import { twoPins } from '../../harness/capabilities.js';

const step = unblockPin.steps({ pin: 1 }).find(({ name }) => name === 'resetRetryCounter') as AnyStep;

function context(before: number, now: number, services: object = {}): AnyStepContext {
  const newPin = Secret.fromText('Good1234');
  return {
    jobId: 'job',
    attempt: 2,
    cardSerial: '00AA',
    input: { pin: 1 },
    authorisationId: 'authorisation',
    secret: () => newPin,
    outcome: () => ({ triesLeft: before, maxTries: 3 }),
    card: { capabilities: twoPins(), pinStatus: () => Promise.resolve({ triesLeft: now }) },
    heard: () => [],
    services: {
      pukTries: { missesOf: () => null, accepted: () => Promise.resolve() },
      profile: { connector: { retryMs: 0 } },
      ...services,
    },
  } as unknown as AnyStepContext;
}

await t.test('only an unblocking fills the counter of a locked PIN', async (t) => {
  for (const [before, now, verdict] of [
    [0, 3, 'applied'],
    [0, 0, 'notApplied'],
    [2, 2, 'notApplied'],
    // The right PIN fills it too.
    [1, 3, 'unknown'],
    [2, 3, 'unknown'],
    [3, 3, 'unknown'],
    [0, 2, 'unknown'],
  ] as const) {
    t.match(await step.probe?.(context(before, now)), { verdict }, `${before} before, ${now} now`);
  }
});

await t.test('whoever is asked after an interruption is told of the spent tries, and the answer counts', async (t) => {
  const pukTries = { missesOf: () => ({ left: 4, refused: false }), accepted: () => Promise.resolve() };
  const interrupted = context(3, 3, { pukTries });
  const verdict = await step.probe?.(interrupted);
  t.match(verdict, { verdict: 'unknown', question: { reason: { facts: { triesLeft: 4 } } } });
  const question = verdict?.verdict === 'unknown' ? verdict.question : null;
  await t.rejects(Promise.resolve(step.prepare?.(interrupted)), { code: 'card.puk.triesMissing' });
  await t.resolves(
    Promise.resolve(step.prepare?.({ ...interrupted, heard: () => [question?.reason] } as AnyStepContext)),
  );
});

await t.test('no PUK is asked for while a newer one may wait in the outbox', async (t) => {
  const asked: string[] = [];
  const ra = {
    releasePuk: () => {
      asked.push('releasePuk');
      return Promise.reject(new RaRefusedError('noEscrowedPuk'));
    },
  };
  const away = { ra, flushOutbox: () => Promise.reject(new RaUnavailableError('away')) };
  await t.rejects(step.run(context(0, 0, away)), { name: 'RaUnavailableError' });
  t.same(asked, []);
  const there = { ra, flushOutbox: () => Promise.resolve(void asked.push('flushOutbox')) };
  await t.rejects(step.run(context(0, 0, there)), { name: 'RaRefusedError' });
  t.same(asked, ['flushOutbox', 'releasePuk']);
});
t.end();
