/** The earlier encryption key that a renewal replaces where the card has no room for another one. */
import { readCertificate } from '../../../../base/pki/certificate.js';
import type { StoredFailure } from '../../../contract/failures/failure.js';
import { pairsIn, readableCertificate } from '../../../readers/keyPair.js';
import type { Context } from './outcomes.js';

/** Why the person is asked to confirm: where such a key goes, the person is told before. */
export async function reasonToConfirm({ card, outcome }: Pick<Context, 'card' | 'outcome'>): Promise<StoredFailure> {
  for (const pair of pairsIn(outcome('checkCard').places)) {
    // An earlier signing key is not missed: what it signed stays signed.
    if (pair.use === 'sign') continue;
    const certificate = await readableCertificate(card, pair);
    if (certificate === null) continue;
    const { serial } = readCertificate(certificate);
    return { code: 'renewCertificates.confirm.oldKeyGoes', facts: { serial } };
  }
  return { code: 'renewCertificates.confirm.needed', facts: {} };
}
