/** A renewal asks the RA before it asks the card: what the RA refuses costs no try. */
import t from 'tap';
import { toBase64 } from '../../../base/bytes.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { Secret } from '../../../base/secret.js';
import { proveCard } from '../../../daemon/jobs/kinds/renewCertificates/proof.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { twoPins } from '../../harness/capabilities.js';

type Context = Parameters<typeof proveCard.run>[0];

const { certificate } = await createOperationRecipient('a certificate');

function situation(challengeCard: () => Promise<{ id: string; challenge: Uint8Array }>) {
  const done: string[] = [];
  const pins = new SecretDrawer();
  for (const pin of [1, 2] as const) {
    pins.keep(`pin${pin}`, Secret.fromText('Typed12345'));
    pins.noteTries(pin, 3);
  }
  const context = {
    pins,
    outcome: () => ({ current: [{ use: 'sign', certificate: toBase64(certificate) }] }),
    services: {
      ra: {
        challengeCard: () => {
          done.push('challenge');
          return challengeCard();
        },
        authoriseByCard: () => Promise.resolve({ id: 'A-1' }),
      },
    },
    card: {
      capabilities: twoPins(),
      pinStatus: () => Promise.resolve({ triesLeft: 3, maxTries: 3 }),
      currentPlace: () => Promise.resolve('a'),
      verifyPin: (reference: number) => {
        done.push(`VERIFY ${reference}`);
        return Promise.resolve();
      },
      sign: () => {
        done.push('sign');
        return Promise.resolve(new Uint8Array(256));
      },
    },
  } as unknown as Context;
  return { done, run: () => proveCard.run(context) };
}

await t.test('an RA that refuses the challenge costs no VERIFY', async (t) => {
  const { done, run } = situation(() => Promise.reject(new Error('refused')));
  await t.rejects(run(), { message: 'refused' });
  t.same(done, ['challenge']);
});

await t.test('the PIN of the signing key is verified last, right before the signature', async (t) => {
  const { done, run } = situation(() => Promise.resolve({ id: 'C-1', challenge: new Uint8Array(32) }));
  t.same(await run(), { authorisationId: 'A-1' });
  t.same(done, ['challenge', 'VERIFY 1', 'VERIFY 2', 'VERIFY 1', 'sign']);
});
