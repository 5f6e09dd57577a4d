/** A drawn PIN is sealed for the letter and in the outbox before the card has it. */
import t from 'tap';
import { createHash } from 'node:crypto';
import { toBase64 } from '../../../base/bytes.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { Secret } from '../../../base/secret.js';
import { deliverPin } from '../../../daemon/jobs/kinds/issueCard/handover.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { twoPins } from '../../harness/capabilities.js';

type Context = Parameters<ReturnType<typeof deliverPin>['run']>[0];

const recipient = await createOperationRecipient('escrow');
const pinned = createHash('sha256')
  .update(certificateParts(recipient.certificate).publicKey)
  .digest('hex')
  .toUpperCase();

function situation(pinMode: 'random' | 'chosen', escrowed: () => Promise<void> = () => Promise.resolve()) {
  const done: string[] = [];
  const pins = new SecretDrawer();
  pins.keep('pin1', Secret.fromText('Drawn12345'));
  const context = {
    ...{ jobId: 'job', cardSerial: '00AA', attempt: 1, input: { pinMode }, pins },
    secret: (name: 'pin1' | 'pin2') => pins.get(name),
    outcome: () => ({ orderId: 'O-1', escrowCertificate: toBase64(recipient.certificate) }),
    services: {
      profile: { escrowKeys: [pinned], clockToleranceMinutes: 5 },
      transportPin: () => Secret.fromText('TRANSPORT'),
      now: () => new Date().toISOString(),
    },
    escrow: (kind: string) => {
      done.push(kind);
      return escrowed();
    },
    card: {
      capabilities: twoPins({ rule: { minLength: 6, maxLength: 16, characters: '.' } }),
      pinStatus: () => Promise.resolve({ triesLeft: 3, maxTries: 3 }),
      changePin: () => {
        done.push('CHANGE REFERENCE DATA');
        return Promise.resolve();
      },
    },
    retryDecided: () => false,
  } as unknown as Context;
  return { done, run: () => deliverPin(1).run(context) };
}

await t.test('the letter, then the card', async (t) => {
  const { done, run } = situation('random');
  t.same(await run(), { pukUsed: false });
  t.same(done, ['pinLetter', 'CHANGE REFERENCE DATA']);
});

await t.test('a letter that cannot be kept: the card keeps its PIN', async (t) => {
  const { done, run } = situation('random', () => Promise.reject(new Error('disk full')));
  await t.rejects(run(), { message: 'disk full' });
  t.same(done, ['pinLetter']);
});

await t.test('a chosen PIN is in no letter', async (t) => {
  const { done, run } = situation('chosen');
  await run();
  t.same(done, ['CHANGE REFERENCE DATA']);
});
