/** A PUK is sent again only on the word of a person who was told how many tries are left. */
import { join } from 'node:path';
import t from 'tap';
import { systemClock } from '../../../base/clock.js';
import { openDatabase } from '../../../base/database.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { sealTo } from '../../../base/pki/sealed.js';
import { PukBlockedError, WrongPukError } from '../../../card/errors.js';
import type { RaConnector } from '../../../sync/connector.js';
import type { StoredFailure } from '../../../daemon/contract/failures/failure.js';
import { pukTriesLeft, unblockWithPuk } from '../../../daemon/jobs/pukRelease.js';
import { PukTries } from '../../../daemon/jobs/pukTries.js';
import type { AnyStepContext } from '../../../daemon/jobs/step.js';
import { twoPins } from '../../harness/capabilities.js';

const database = await openDatabase(join(t.testdir(), 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
t.teardown(() => database.close());
const cardSerial = '00AA';
let released = 0;
let sent = 0;
let answer: Error | null = null;
let heard: readonly StoredFailure[] = [];

const ra: Partial<RaConnector> = {
  releasePuk: ({ recipientCertificate }) => {
    released++;
    return sealTo(recipientCertificate, Secret.fromText('PUK0000000000001'));
  },
};

async function contextOf(onCard?: { readonly left: number; readonly max: number }): Promise<AnyStepContext> {
  const pukTries = new PukTries(database, systemClock);
  await pukTries.start();
  const card = {
    capabilities: twoPins(),
    resetRetryCounter: () => {
      sent++;
      return answer === null ? Promise.resolve() : Promise.reject(answer);
    },
    ...(onCard && { pukTries: () => Promise.resolve({ reference: 1, ...onCard }) }),
  };
  const services = { ra, pukTries, profile: { connector: { retryMs: 1 } }, flushOutbox: () => Promise.resolve() };
  return { card, cardSerial, services, heard: () => heard } as unknown as AnyStepContext;
}

async function unblock(
  told: { readonly pukTriesLeft: number | null; readonly lastTryConfirmed: boolean },
  onCard?: { readonly left: number; readonly max: number },
): Promise<void> {
  const newPin = Secret.fromText('Good1234');
  const release = { ground: { kind: 'order', orderId: 'o' }, pin: 1 } as const;
  await unblockWithPuk(await contextOf(onCard), { release, idempotencyKey: 'k', newPin, told });
}

const untold = { pukTriesLeft: null, lastTryConfirmed: false } as const;
const told = (left: number, lastTryConfirmed = false) => ({ pukTriesLeft: left, lastTryConfirmed });
const left = async (): Promise<number | null> => pukTriesLeft(await contextOf(), 1);

await t.test('a refused PUK is not sent again by the program', async (t) => {
  t.equal(await left(), null);
  answer = new WrongPukError(1, 4);
  await t.rejects(unblock(untold), { name: 'WrongPukError' });
  t.same([released, sent, await left()], [1, 1, 4]);
  await t.rejects(unblock(untold), { code: 'card.puk.triesMissing', facts: { pin: 1, triesLeft: 4 } });
  await t.rejects(unblock(told(5)), { code: 'card.puk.triesMissing' }, 'that person knew of more');
  t.same([released, sent], [1, 1], 'the RA was not asked for it, and the card was not sent it');
});

await t.test('a person who was told decides, and before the last try says so', async (t) => {
  answer = new WrongPukError(1, 3);
  await t.rejects(unblock(told(4)), { name: 'WrongPukError' }, 'when the job was ordered');
  answer = new WrongPukError(1, 1);
  heard = [{ code: 'card.puk.wrong', facts: { pin: 1, triesLeft: 3 } }];
  await t.rejects(unblock(untold), { name: 'WrongPukError' }, 'by the question that was answered');
  const before = sent;
  heard = [{ code: 'card.puk.wrong', facts: { pin: 1, triesLeft: 1 } }];
  for (const one of [untold, told(1)]) await t.rejects(unblock(one), { code: 'card.puk.lastTry' });
  t.equal(sent, before);
  answer = new PukBlockedError(1);
  heard = [{ code: 'card.puk.lastTry', facts: { pin: 1, triesLeft: 1 } }];
  await t.rejects(unblock(untold), { name: 'PukBlockedError' });
  t.equal(sent, before + 1);
  await t.rejects(unblock(told(0, true)), { name: 'PukBlockedError' });
  t.equal(sent, before + 1, 'a blocked PUK is not sent');
  heard = [];
});

await t.test('a try that was not answered counts as spent; an accepted one gives all back', async (t) => {
  await (await contextOf()).services.pukTries.accepted(cardSerial, 1);
  answer = new Error('pulled');
  await t.rejects(unblock(untold), { message: 'pulled' });
  t.equal(await left(), 4);
  for (const now of [3, 2, 1]) {
    await t.rejects(unblock(told(now + 1)), { message: 'pulled' });
    t.equal(await left(), now);
  }
  await t.rejects(unblock(told(1, true)), { message: 'pulled' });
  t.equal(await left(), 1, 'only the card’s own word makes it blocked');
  answer = null;
  await unblock(told(1, true));
  t.equal(await left(), null);
});

await t.test('where the card tells its tries, they count', async (t) => {
  const before = sent;
  await t.rejects(unblock(untold, { left: 2, max: 3 }), { code: 'card.puk.triesMissing', facts: { triesLeft: 2 } });
  await t.rejects(unblock(untold, { left: 0, max: 3 }), { name: 'PukBlockedError' });
  t.equal(sent, before);
  await unblock(untold, { left: 3, max: 3 });
  t.equal(sent, before + 1);
});
t.end();
