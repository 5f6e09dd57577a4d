/** Proves the card to the RA: verifies both PINs and signs a challenge. */
import { fromBase64 } from '../../../../base/bytes.js';
import { pinOfKey } from '../../../../card/drivers/capabilities.js';
import { proofBytes } from '../../../../sync/cardProof.js';
import { RaRefusedError, type Ground } from '../../../../sync/connector.js';
import { readCertificate } from '../../../../base/pki/certificate.js';
import { verifyPersonPin, verifyPersonPins } from '../../personPins.js';
import type { Context, Outcomes, RenewStep } from './outcomes.js';

export const proveCard: RenewStep<'proveCard'> = {
  name: 'proveCard',
  kind: 'repeatable',
  label: { 'zh-TW': '驗證晶片卡密碼與晶片卡', en: 'Verifying the PINs and the card' },
  run: prove,
};

/** The challenge comes first, so that no try is used when the RA refuses. */
async function prove(context: Context): Promise<Outcomes['proveCard']> {
  const { card, outcome, services } = context;
  const [signing] = outcome('checkCard').current;
  if (signing === undefined) throw new Error('a card without certificates passed its check');
  const { serial } = readCertificate(fromBase64(signing.certificate));
  const { id, challenge } = await services.ra.challengeCard(serial);
  await verifyPersonPins(context);
  const { use } = signing;
  const place = await card.currentPlace(use);
  if (place === null) throw new Error('a certificate that was current is not there');
  await verifyPersonPin(context, pinOfKey(card.capabilities, use));
  const signature = await card.sign(use, place, proofBytes(challenge, serial));
  const authorisation = await services.ra.authoriseByCard(id, signature);
  return { authorisationId: authorisation.id };
}

/** Runs `work` with the RA's authorisation of the card. If that has expired, the card proves itself again. */
export async function withProof<T>(
  context: Context,
  work: (ground: Ground & { readonly kind: 'authorisation' }) => Promise<T>,
): Promise<T> {
  const given = context.authorisationId ?? context.outcome('proveCard').authorisationId;
  try {
    return await work({ kind: 'authorisation', authorisationId: given });
  } catch (error) {
    if (!(error instanceof RaRefusedError) || error.refusal !== 'authorisationExpired') throw error;
    const { authorisationId } = await prove(context);
    context.keepAuthorisation(authorisationId);
    return work({ kind: 'authorisation', authorisationId });
  }
}
