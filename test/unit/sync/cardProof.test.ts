/** What a card signs to prove itself holds the challenge and the one certificate that it is for. */
import t from 'tap';
import { proofBytes } from '../../../sync/cardProof.js';

const challenge = Uint8Array.from({ length: 32 }, (_, i) => i);

await t.test('challenge and certificate', (t) => {
  t.equal(
    Buffer.from(proofBytes(challenge, '4A0B')).toString('latin1'),
    `card-gateway renewal\0${Buffer.from(challenge).toString('latin1')}\x004A0B`,
  );
  t.notSame(proofBytes(challenge, '4A0B'), proofBytes(challenge, '4A0C'), 'bound to one certificate');
  t.end();
});
