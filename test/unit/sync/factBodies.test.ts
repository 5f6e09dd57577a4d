/** A fact whose sealed PUK is no base64 is refused by the reference RA, and holds back none behind it. */
import t from 'tap';
import { knownFact } from '../../../sync/reference-ra/operations/factBodies.js';

const factWith = (sealedPuk: string): object => ({
  kind: 'pukEscrowed',
  body: { cardSerial: '00AA', pin: 1, orderId: 'order', sealedPuk },
});

await t.test('a sealed PUK that is no base64', (t) => {
  t.ok(knownFact.safeParse(factWith('AAECAw==')).success);
  // A fact that the RA could not read would be answered with 500, and hold back every fact behind it.
  for (const damaged of ['AAECAx==', 'AAECAw=', 'AAEC Aw==', 'no base64 at all']) {
    t.notOk(knownFact.safeParse(factWith(damaged)).success, damaged);
  }
  t.end();
});
