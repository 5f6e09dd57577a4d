/** VERIFY is not repeated by the program: a transport PIN that the card refused is shown to it again on a person's word only. */
import t, { type Test } from 'tap';
import { Secret } from '../../../base/secret.js';
import type { KeyContext } from '../../../daemon/jobs/certification/steps.js';
import { verifyTransportPin } from '../../../daemon/jobs/kinds/issueCard/transport.js';
import { twoPins } from '../../harness/capabilities.js';

interface Situation {
  readonly attempt: number;
  readonly triesLeft: number;
  readonly told?: boolean;
}

/** @returns how many times the PIN was shown to the card */
async function verifications(t: Test, { attempt, triesLeft, told = false }: Situation): Promise<number> {
  let count = 0;
  const card = {
    capabilities: twoPins(),
    pinStatus: () => Promise.resolve({ triesLeft, maxTries: 3 }),
    verifyPin: () => {
      count++;
      return Promise.resolve();
    },
  };
  const services = { transportPin: () => Secret.fromText('TRANSPORT') };
  const context = { attempt, card, cardSerial: '00AA', services, retryDecided: () => told } as unknown as KeyContext;
  await verifyTransportPin(context, 'sign').catch((error: unknown) => {
    t.match(error, { name: 'WrongPinError', reference: 1, triesLeft });
  });
  return count;
}

await t.test('a transport PIN that was refused', async (t) => {
  t.equal(await verifications(t, { attempt: 1, triesLeft: 3 }), 1, 'the first time');
  t.equal(await verifications(t, { attempt: 2, triesLeft: 3 }), 1, 'again after a pulled card, all tries there');
  t.equal(await verifications(t, { attempt: 2, triesLeft: 2 }), 0, 'a try is missing');
  t.equal(await verifications(t, { attempt: 2, triesLeft: 2, told: true }), 1, 'on a person’s word');
  t.equal(await verifications(t, { attempt: 3, triesLeft: 1, told: true }), 0, 'the last try is not the program’s');
});
