/** Refusals of the contract. */
import type { RaRefusal } from '../connector.js';

/** Each reason of the contract with its HTTP status and a title. */
export const refusals: Record<RaRefusal, { readonly status: number; readonly title: string }> = {
  registrationUnknown: { status: 404, title: 'There is no such registration.' },
  registrationNotApproved: { status: 409, title: 'The registration is not approved.' },
  registrationAlreadyIssued: { status: 409, title: 'The registration is bound to a card already.' },
  cardAlreadyBound: { status: 409, title: 'The card is bound to another registration.' },
  cardUnknown: { status: 404, title: 'No registration is bound to this card.' },
  orderUnknown: { status: 404, title: 'There is no such order for this card.' },
  orderHeldElsewhere: { status: 409, title: 'Another gateway works on this order.' },
  operatorUnknown: { status: 403, title: 'The RA does not know this operator.' },
  batchOrderUnknown: { status: 404, title: 'There is no such batch order.' },
  proofOfPossessionFailed: { status: 422, title: 'The request was not signed by its own key.' },
  publicKeyReused: { status: 409, title: 'The key was certified or requested before.' },
  certificateAlreadyIssued: { status: 409, title: 'Other keys of this order were certified.' },
  passwordWrong: { status: 403, title: 'The account or its password is wrong.' },
  accountSuspended: { status: 403, title: 'The account is suspended.' },
  passwordChangeRequired: { status: 403, title: 'The password has to be changed on the website first.' },
  notCardHolder: { status: 403, title: 'The account is not that of the card’s holder.' },
  authorisationExpired: { status: 403, title: 'The authorisation is unknown, expired or of another operation.' },
  authorisationUsed: { status: 409, title: 'The authorisation was used.' },
  noEscrowedPuk: { status: 404, title: 'No PUK was escrowed for this PIN of the card.' },
  registrationNotPrepared: { status: 409, title: 'The registration is not at this point.' },
  cardSpoiled: { status: 409, title: 'The card was spoiled.' },
  certificateUnknown: { status: 404, title: 'There is no such certificate.' },
  certificateRevoked: { status: 409, title: 'The certificate was revoked.' },
  certificateSuspended: { status: 409, title: 'The certificate is suspended.' },
  certificatesInForce: { status: 409, title: 'The card carries certificates in force.' },
  noCertificateInForce: { status: 409, title: 'No certificate in force.' },
  alreadyRevoked: { status: 409, title: 'It was revoked before.' },
  renewalTooEarly: { status: 409, title: 'The renewal is too early.' },
  renewalTooLate: { status: 409, title: 'The certificates have ended.' },
  termsOutdated: { status: 409, title: 'The terms in force were not accepted.' },
  passwordRule: { status: 422, title: 'The new password does not keep to the rule.' },
  passwordSame: { status: 422, title: 'The new password is the old one.' },
  challengeExpired: { status: 403, title: 'The challenge is unknown, expired or used.' },
  proofFailed: { status: 403, title: 'The signature is not of the certificate’s key.' },
  letterUnknown: { status: 404, title: 'There is no such letter in force.' },
  letterAlreadyPrinted: { status: 409, title: 'The letter was printed before.' },
  letterReleasedElsewhere: { status: 409, title: 'Another gateway has opened the letter.' },
  letterNotForPrint: { status: 409, title: 'The RA sends this letter itself.' },
  idempotencyConflict: { status: 409, title: 'The idempotency key belongs to another request.' },
  badRequest: { status: 400, title: 'The request does not keep to the contract.' },
  notAllowed: { status: 403, title: 'The gateway may not do this.' },
};

/** An operation refuses. Its transaction is rolled back; the error handler answers with the reason. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly reason: RaRefusal,
    /** Never a secret. */
    readonly facts: Readonly<Record<string, string | number>> = {},
    readonly detail?: string,
  ) {
    super(refusals[reason].title);
  }
}
