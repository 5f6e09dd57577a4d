/**
 * Every message between the daemon and a screen: the one schema that validates requests and types both ends.
 * Requests carry no key that is not named here. A refused request is answered `{ failure }` (`failureSchema`).
 * Times are RFC 3339 in UTC. Secrets travel towards the daemon only, in the fields marked `secretText`.
 */
import { z } from 'zod';

/** A PIN, PUK or password on its way in. The API makes a `Secret` of it at once. */
const secretText = z.string().min(1).max(64);

export const pinReferenceSchema = z.union([z.literal(1), z.literal(2)]);
export const localizedSchema = z.object({ 'zh-TW': z.string(), en: z.string() });
export type Localized = z.infer<typeof localizedSchema>;

/** What went wrong, in words: what happened, what it means for the card, what to do next. */
export const failureSchema = z.object({
  /** `job.step.reason`, e.g. `unblockPin.authorise.passwordWrong`; documented in docs/failures.md. */
  code: z.string(),
  happened: localizedSchema,
  card: localizedSchema,
  next: localizedSchema,
  /** Facts behind the words, e.g. `{ triesLeft: 2 }`. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type WireFailure = z.infer<typeof failureSchema>;

// ---------------------------------------------------------------- readers and cards

export const pinStatusSchema = z.object({
  reference: pinReferenceSchema,
  pinSet: z.boolean(),
  /** null while no PIN is set; 0 means locked (鎖卡). */
  triesLeft: z.int().nullable(),
  maxTries: z.int(),
});

/** The card's own PIN limits met with the RA's policy. */
export const pinRuleSchema = z.object({
  minLength: z.int(),
  maxLength: z.int(),
  /** A regular expression that each single character must match. */
  characters: z.string(),
});

export const cardSchema = z.discriminatedUnion('state', [
  /** Put in; not read yet. */
  z.object({ state: z.literal('reading') }),
  /** Known to a driver. */
  z.object({
    state: z.literal('known'),
    family: z.string(),
    serial: z.string(),
    lifeCycle: z.enum(['blank', 'incomplete', 'issued']),
    pins: z.array(pinStatusSchema),
    pinRule: pinRuleSchema,
    /** An unfinished job of this card. */
    openJobId: z.string().nullable(),
  }),
  /** No driver knows it. */
  z.object({ state: z.literal('unknown'), atr: z.string() }),
  /** It does not answer, or somebody else holds it. */
  z.object({ state: z.literal('failed'), failure: failureSchema }),
]);
export type WireCard = z.infer<typeof cardSchema>;

export const readerSchema = z.object({
  /** Stable name of the position, used in requests. */
  id: z.string(),
  /** What staff read on it, e.g. `A1`. */
  name: z.string(),
  /** PC/SC name. */
  pcscName: z.string(),
  isKiosk: z.boolean(),
  /** Counts up with each card put in, so that a screen can tell a new card from the same one. */
  insertion: z.int(),
  /** null: empty. */
  card: cardSchema.nullable(),
  /** The job that holds the reader. */
  jobId: z.string().nullable(),
});
export type WireReader = z.infer<typeof readerSchema>;

// ---------------------------------------------------------------- jobs

export const jobKindSchema = z.enum(['issueCard', 'unblockPin', 'changePin', 'viewCard']);
export type JobKind = z.infer<typeof jobKindSchema>;

export const jobStateSchema = z.enum([
  'running',
  /** The card was pulled: put the same card back. */
  'waitingForCard',
  /** The RA is away: goes on by itself. */
  'waitingForRa',
  /** A question stands open: see `question`. */
  'waitingForPerson',
  'finished',
  'failed',
  'cancelled',
]);

export const stepSchema = z.object({
  name: z.string(),
  /** What to tell the person while it runs. */
  label: localizedSchema,
  state: z.enum(['pending', 'running', 'done', 'failed']),
  /** May take seconds to half a minute (key generation): the screen says so instead of inventing a bar. */
  long: z.boolean(),
  startedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type WireStep = z.infer<typeof stepSchema>;

export const questionSchema = z.discriminatedUnion('kind', [
  /**
   * PINs are needed again: they are never stored, and a change that was cut short cannot be told from one that was not.
   * `chosen`: type those in `pins`; `random`: agree that new ones are drawn and printed.
   */
  z.object({
    kind: z.literal('enterPins'),
    mode: z.enum(['random', 'chosen']),
    pins: z.array(pinReferenceSchema),
    reason: failureSchema,
  }),
  /** The subscriber has to log in again and choose the new PIN again (unblockPin after a restart). */
  z.object({ kind: z.literal('authoriseAgain'), pin: pinReferenceSchema, reason: failureSchema }),
  /** changePin was interrupted: only a try of the person can tell which PIN is in force. */
  z.object({ kind: z.literal('tryNewPin'), pin: pinReferenceSchema, triesLeft: z.int(), reason: failureSchema }),
  /** A step of a card that must be finished failed; a person decides. */
  z.object({ kind: z.literal('decide'), reason: failureSchema }),
]);
export type WireQuestion = z.infer<typeof questionSchema>;

export const certificateSchema = z.object({
  use: z.enum(['sign', 'encrypt']),
  /** Upper-case hex. */
  serial: z.string(),
  subject: z.string(),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
});
export type WireCertificate = z.infer<typeof certificateSchema>;

/** What a finished job tells: public facts only. */
export const jobResultSchema = z.object({
  cardSerial: z.string().optional(),
  certificates: z.array(certificateSchema).optional(),
  pins: z.array(pinStatusSchema).optional(),
  lifeCycle: z.enum(['blank', 'incomplete', 'issued']).optional(),
  /** Were the PINs drawn at random, to be printed in the password letter by the RA? */
  pinsInLetter: z.boolean().optional(),
});

export const jobSchema = z.object({
  id: z.string(),
  kind: jobKindSchema,
  state: jobStateSchema,
  readerId: z.string(),
  cardSerial: z.string().nullable(),
  /** unblockPin, changePin: which PIN. */
  pin: pinReferenceSchema.nullable(),
  /** issueCard: for whom. */
  registrationId: z.string().nullable(),
  /** Who asked for it: `kiosk` or the operator's name. */
  actor: z.string(),
  steps: z.array(stepSchema),
  question: questionSchema.nullable(),
  failure: failureSchema.nullable(),
  result: jobResultSchema.nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type WireJob = z.infer<typeof jobSchema>;

/** POST /api/jobs. Answer: 201 `{ job }`. Header `Idempotency-Key` (UUID): the same key gives the same job. */
export const createJobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('issueCard'),
    readerId: z.string(),
    registrationId: z.string(),
    /** Chosen at the counter, or drawn at random and printed by the RA. */
    pins: z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('random') }),
      z.strictObject({ mode: z.literal('chosen'), pin1: secretText, pin2: secretText }),
    ]),
  }),
  /** The kiosk session must hold an authorisation for this card and PIN (POST /api/authorisations). */
  z.strictObject({ kind: z.literal('unblockPin'), readerId: z.string(), pin: pinReferenceSchema, newPin: secretText }),
  z.strictObject({
    kind: z.literal('changePin'),
    readerId: z.string(),
    pin: pinReferenceSchema,
    oldPin: secretText,
    newPin: secretText,
    /** The person's explicit word when one try is left. */
    lastTryConfirmed: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('viewCard'), readerId: z.string() }),
]);
export type CreateJob = z.input<typeof createJobSchema>;

/** GET /api/jobs?limit=50 → 200 `{ jobs }`, newest first. GET /api/jobs/{id} → 200 `{ job }`. */
export const listJobsSchema = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });

/** POST /api/jobs/{id}/answer → 200 `{ job }`. POST /api/jobs/{id}/cancel (no body) → 200 `{ job }`. */
export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('enterPins'),
    pins: z.discriminatedUnion('mode', [
      z.strictObject({ mode: z.literal('random') }),
      z.strictObject({
        mode: z.literal('chosen'),
        /** Those that the question names. */
        pin1: secretText.optional(),
        pin2: secretText.optional(),
      }),
    ]),
  }),
  /** After a new POST /api/authorisations for the same card and PIN. */
  z.strictObject({ kind: z.literal('authoriseAgain'), newPin: secretText }),
  z.strictObject({ kind: z.literal('tryNewPin'), newPin: secretText }),
  z.strictObject({ kind: z.literal('decide'), decision: z.enum(['tryAgain', 'stop']) }),
]);
export type Answer = z.infer<typeof answerSchema>;

// ---------------------------------------------------------------- people and sessions

/** GET /api/session: made for a screen that has none; cookie `gateway`, HttpOnly, SameSite=Strict. */
export const sessionSchema = z.object({
  role: z.enum(['kiosk', 'staff']),
  /** Operator's name at the console. */
  operator: z.string().nullable(),
  /** Reader of the kiosk, when there is one. */
  kioskReaderId: z.string().nullable(),
  kiosk: z.object({ idleSeconds: z.int(), countdownSeconds: z.int(), shuffleKeypad: z.boolean() }),
});
export type WireSession = z.infer<typeof sessionSchema>;

/** POST /api/staff/login → 200 session | 401 failure. POST /api/staff/logout → 204. */
export const staffLoginSchema = z.strictObject({ name: z.string().min(1).max(64), password: secretText });

/**
 * POST /api/authorisations: the subscriber's website account and password, for one PIN of the card in the reader.
 * 201 authorisation | 4xx failure. It is kept in the kiosk session. DELETE /api/authorisations wipes it (204).
 */
export const authoriseSchema = z.strictObject({
  readerId: z.string(),
  pin: pinReferenceSchema,
  /** 網站帳號 */
  account: z.string().min(1).max(64),
  password: secretText,
});
export const authorisationSchema = z.object({
  pin: pinReferenceSchema,
  cardSerial: z.string(),
  name: z.string(),
  expiresAt: z.string(),
});
export type WireAuthorisation = z.infer<typeof authorisationSchema>;

// ---------------------------------------------------------------- registrations and the RA

export const registrationSchema = z.object({
  id: z.string(),
  state: z.enum(['pending', 'approved', 'issuing', 'issued', 'revoked']),
  subscriberId: z.string(),
  userIdentifier: z.string(),
  name: z.string(),
  approvedAt: z.string().nullable(),
  cardSerial: z.string().nullable(),
});
export type WireRegistration = z.infer<typeof registrationSchema>;

/** GET /api/registrations (staff) */
export const registrationListSchema = z.object({
  registrations: z.array(registrationSchema),
  /** When the RA gave this list; older than now while the RA is away. null: never. */
  asOf: z.string().nullable(),
});
export type WireRegistrationList = z.infer<typeof registrationListSchema>;

export const raStatusSchema = z.object({
  reachable: z.boolean(),
  /** Since when (RFC 3339). */
  since: z.string(),
  /** Facts waiting in the outbox. */
  outbox: z.int(),
});
export type WireRaStatus = z.infer<typeof raStatusSchema>;

// ---------------------------------------------------------------- events

/**
 * GET /api/events (WebSocket). The first message is the snapshot; then whole objects that changed: a reader, a job, the
 * RA's status. A kiosk session sees its own reader and its jobs; staff see all. The screen sends nothing. Close codes of
 * ours: 4401 the screen's session ended (ask GET /api/session again), 1001 the daemon stops.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    /** Is pcscd there? */
    pcsc: z.boolean(),
    readers: z.array(readerSchema),
    jobs: z.array(jobSchema),
    ra: raStatusSchema,
  }),
  z.object({ type: z.literal('pcsc'), available: z.boolean() }),
  z.object({ type: z.literal('reader'), reader: readerSchema }),
  z.object({ type: z.literal('readerRemoved'), readerId: z.string() }),
  z.object({ type: z.literal('job'), job: jobSchema }),
  z.object({ type: z.literal('ra'), ra: raStatusSchema }),
  /** The work list changed: fetch it again (staff). */
  z.object({ type: z.literal('registrations') }),
]);
export type WireEvent = z.infer<typeof eventSchema>;
