/** Reasons of the RA contract's `problem+json` documents (RFC 9457), member `reason`; their facts stand behind them. */
export type RaRefusal =
  | 'registrationUnknown'
  | 'registrationNotApproved'
  | 'registrationAlreadyIssued'
  /** `state` */
  | 'registrationNotPrepared'
  | 'cardAlreadyBound'
  | 'cardUnknown'
  | 'cardSpoiled'
  | 'orderUnknown'
  | 'batchOrderUnknown'
  | 'proofOfPossessionFailed'
  | 'publicKeyReused'
  | 'certificateAlreadyIssued'
  | 'certificateUnknown'
  /** `serial` */
  | 'certificateRevoked'
  /** `serial` */
  | 'certificateSuspended'
  /** `count` */
  | 'certificatesInForce'
  | 'noCertificateInForce'
  | 'alreadyRevoked'
  /** `opensOn`, `endsOn`: days in Asia/Taipei, `YYYY-MM-DD` */
  | 'renewalTooEarly'
  /** `endedOn`: the last day, in Asia/Taipei */
  | 'renewalTooLate'
  /** `version`: of the terms in force */
  | 'termsOutdated'
  /** `triesLeft` */
  | 'passwordWrong'
  | 'accountSuspended'
  | 'passwordChangeRequired'
  /** `minLength`, `maxLength` */
  | 'passwordRule'
  | 'passwordSame'
  | 'challengeExpired'
  | 'proofFailed'
  | 'notCardHolder'
  | 'authorisationExpired'
  | 'authorisationUsed'
  | 'noEscrowedPuk'
  | 'letterUnknown'
  /** `printed`: how often; a reprint needs a reason */
  | 'letterAlreadyPrinted'
  /** `gateway`: the one that opened it */
  | 'letterReleasedElsewhere'
  | 'letterNotForPrint'
  | 'idempotencyConflict'
  | 'badRequest'
  | 'notAllowed';

/** Whom the RA does not know at all it refuses whatever they ask. */
export const standingRefusals: ReadonlySet<RaRefusal> = new Set(['notAllowed']);

/** No answer: the request may or may not have had its effect. Repeat it with the same idempotency key. */
export class RaUnavailableError extends Error {
  override readonly name = 'RaUnavailableError';
}

/** The RA answered no. */
export class RaRefusedError extends Error {
  override readonly name = 'RaRefusedError';
  constructor(
    readonly refusal: RaRefusal,
    /** Further facts of the answer, e.g. `{ triesLeft: 2 }` with `passwordWrong`. Never a secret. */
    readonly facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(`the RA refused: ${refusal}`);
  }
}
