/** Reasons of refusals, and the two errors of an RA. */

/** Member `reason` of the RA contract's `problem+json` documents (RFC 9457). A comment names the facts that come with a reason. */
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
  /** `gateway`: the one that works on it; empty when it was taken from its gateway */
  | 'orderHeldElsewhere'
  /** `operator` */
  | 'operatorUnknown'
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

/** What the gateway makes of a refusal. `unrecognised`: its reason is not in the contract that this gateway knows; the fact `reason` names it. */
export type GivenRefusal = RaRefusal | 'unrecognised';

/** Refusals of the gateway itself: the same for every request, so no single request is to blame. */
export const standingRefusals: ReadonlySet<GivenRefusal> = new Set(['notAllowed']);

/** No answer: the request may or may not have taken effect. Retry it with the same idempotency key. */
export class RaUnavailableError extends Error {
  override readonly name = 'RaUnavailableError';
  /** How long the RA asks to be left alone; null: it does not say. */
  readonly retryAfterMs: number | null;
  constructor(message: string, { retryAfterMs, ...options }: ErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super(message, options);
    this.retryAfterMs = retryAfterMs ?? null;
  }
}

/** The RA refused the request. */
export class RaRefusedError extends Error {
  override readonly name = 'RaRefusedError';
  constructor(
    readonly refusal: GivenRefusal,
    /** Further facts of the answer, e.g. `{ triesLeft: 2 }` with `passwordWrong`. Never a secret. */
    readonly facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(`the RA refused: ${refusal}`);
  }

  /** As the RA gave it. */
  get reason(): string {
    return this.refusal === 'unrecognised' ? String(this.facts['reason']) : this.refusal;
  }
}
