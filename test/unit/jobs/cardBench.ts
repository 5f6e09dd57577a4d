/** A virtual card in this process, an RA that certifies its keys, and the step tables of jobs, run on it without the engine. */
import { createHash } from 'node:crypto';
import { fromBase64 } from '../../../base/bytes.js';
import { systemClock } from '../../../base/clock.js';
import type { Database } from '../../../base/database.js';
import { certificateKeySigned, readCertificate } from '../../../base/pki/certificate.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { readCertificationRequest } from '../../../base/pki/certificationRequest.js';
import { createOperationRecipient } from '../../../base/pki/recipient.js';
import { sealTo } from '../../../base/pki/sealed.js';
import { Secret } from '../../../base/secret.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { TransportError } from '../../../card/transport/connection.js';
import type { PinPolicy, RaProfile } from '../../../config/raProfile.js';
import type { AdmissionContext, AnyJobType } from '../../../daemon/jobs/jobType.js';
import { checkPhase } from '../../../daemon/jobs/cardPhase.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { JobAnswer, JobOrder } from '../../../daemon/jobs/order.js';
import { PukTries } from '../../../daemon/jobs/pukTries.js';
import type { Question } from '../../../daemon/jobs/question.js';
import { SecretDrawer } from '../../../daemon/jobs/secretDrawer.js';
import { AskPerson, type AnyStepContext, type JobServices, type StepFacts } from '../../../daemon/jobs/step.js';
import { ReleaseTable } from '../../../daemon/ras/releaseTable.js';
import type { KnownCard } from '../../../daemon/readers/readerView.js';
import { proofBytes } from '../../../sync/cardProof.js';
import type { Order, PukRelease, RaConnector, Registration } from '../../../sync/connector.js';
import { blankCard } from '../card/support/cards.js';
import { certificateOf, newKey } from '../pki/listMaker.js';
import { pem } from '../sync/openssl.js';
import { pinRuleOf } from '../../../card/drivers/capabilities.js';

const caKey = newKey();
const ca = await certificateOf({ name: 'CA', key: caKey, isCa: true });
const escrow = await createOperationRecipient('escrow');
const escrowDigest = createHash('sha256').update(certificateParts(escrow.certificate).publicKey).digest('hex');

export const now = new Date().toISOString();
export const createdAt = new Date(Date.parse(now) - 60_000).toISOString();
const dayMs = 24 * 3_600_000;
export const validUntil = new Date(Math.floor(Date.parse(now) / 1_000) * 1_000 + 30 * dayMs);

export const profile = {
  ...{ id: 'test', subject: 'CN={userIdentifier}', certificateUses: 'separate', keyAlgorithm: 'rsa2048' },
  ...{ issuers: [pem(ca)], escrowKeys: [escrowDigest.toUpperCase()], clockToleranceMinutes: 5 },
  ...{ terms: { version: '3' }, connector: { retryMs: 1 } },
} as unknown as RaProfile;

const pinPolicy = {
  ...{ minLength: 6, maxLength: 16, characters: '[0-9A-Za-z]' },
  weak: { patterns: true, personal: true, common: [] },
};

/** A certificate in force, as this RA keeps it. */
export interface InForce {
  readonly use: KeyUse;
  readonly certificate: Uint8Array;
  readonly userIdentifier: string;
  readonly cardSerial: string;
}

const usages = { sign: ['digitalSignature'], encrypt: ['keyEncipherment'] } as const;

export interface RunOptions {
  /** A member of staff; null: at the kiosk. */
  readonly operator?: string | null;
  readonly answers?: readonly JobAnswer[];
  /** Steps that were begun so often before. */
  readonly begun?: Readonly<Record<string, number>>;
  /** The step before which the job ends. */
  readonly before?: string;
  readonly profile?: Partial<RaProfile>;
  readonly pinPolicy?: Partial<PinPolicy>;
  /** After a pulled card: the same one again. The job then goes on as after a restart, with what it kept in its journal. */
  readonly putBack?: () => Promise<CardDriver>;
  readonly now?: () => string;
}

export class CardBench {
  readonly calls: unknown[][] = [];
  readonly facts: { readonly kind: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
  readonly audits: { readonly action: string; readonly facts: object }[] = [];
  readonly questions: Question[] = [];
  readonly transportPins: Secret[] = [];
  /** What the card said of a `once` step before and after it ran. */
  readonly probes: Record<string, readonly string[]> = {};
  inForce: InForce[] = [];
  registration: Registration = {
    ...{ id: 'R-1', state: 'approved', subscriberId: 'A1', userIdentifier: 'lin-01', name: '林', approvedAt: null },
    cardSerial: null,
  };
  /** What the RA answers instead, once each. */
  readonly refusals = new Map<keyof RaConnector, Error>();
  orderChanges: Partial<Order> = {};

  private constructor(
    public card: CardDriver,
    readonly database: Database,
  ) {}

  static of(card: CardDriver, database: Database): CardBench {
    return new CardBench(card, database);
  }

  static async blank(database: Database): Promise<CardBench> {
    return new CardBench((await blankCard()).driver, database);
  }

  get serial(): string {
    return this.card.identity.serial;
  }

  /** The last secret of this kind that was sealed for the RA. */
  async sealed(kind: 'pukEscrowed' | 'pinLetter', pin: PinReference): Promise<Secret> {
    const body = this.facts.findLast((fact) => fact.kind === kind && fact.body['pin'] === pin)?.body;
    return escrow.open(fromBase64(String(body?.[kind === 'pinLetter' ? 'sealedPin' : 'sealedPuk'])));
  }

  readonly #ra = {
    openOrder: (...asked: unknown[]) => this.#answer('openOrder', asked, () => this.#order('O-1')),
    resumeOrder: (...asked: unknown[]) => this.#answer('resumeOrder', asked, () => this.#order('O-1')),
    openRenewal: (...asked: unknown[]) => this.#answer('openRenewal', asked, () => this.#order('O-2')),
    cardRecord: (...asked: unknown[]) =>
      this.#answer('cardRecord', asked, () => ({ registration: { id: this.registration.id } })),
    certificatesOfCard: (...asked: unknown[]) => this.#answer('certificatesOfCard', asked, () => this.inForce),
    challengeCard: (serial: string) =>
      this.#answer('challengeCard', [serial], () => ({ id: serial, challenge: new Uint8Array(32).fill(9) })),
    authoriseByCard: (serial: string, signature: Uint8Array) =>
      this.#answer('authoriseByCard', [serial], () => {
        const own = this.inForce.find(({ certificate }) => readCertificate(certificate).serial === serial);
        const bytes = proofBytes(new Uint8Array(32).fill(9), serial);
        if (own?.use !== 'sign' || !certificateKeySigned(own.certificate, bytes, signature))
          throw new Error('no proof');
        return { id: 'A-proof' };
      }),
    requestCertificates: (orderId: string, requests: { use: 'sign' | 'encrypt'; request: Uint8Array }[]) =>
      this.#answer('requestCertificates', [orderId], () => Promise.all(requests.map((one) => this.#certify(one)))),
    releasePuk: ({ recipientCertificate, ...release }: PukRelease, key: string) =>
      this.#answer('releasePuk', [release, key], async () =>
        sealTo(recipientCertificate, await this.sealed('pukEscrowed', release.pin)),
      ),
  };

  async #answer<T>(name: keyof RaConnector, asked: readonly unknown[], give: () => T | Promise<T>): Promise<T> {
    this.calls.push([name, ...asked]);
    const refusal = this.refusals.get(name);
    this.refusals.delete(name);
    if (refusal !== undefined) throw refusal;
    return await give();
  }

  #order(id: string): Order {
    const { registration, serial: cardSerial } = this;
    return { ...{ id, fence: 4, registration, cardSerial, escrowCertificate: escrow.certificate }, subject: '', ...this.orderChanges }; // prettier-ignore
  }

  async #certify({ use, request }: { use: 'sign' | 'encrypt'; request: Uint8Array }) {
    const { publicKey, signatureValid, subject } = readCertificationRequest(request);
    const { userIdentifier } = this.registration;
    if (!signatureValid || subject !== `CN=${userIdentifier}`) throw new Error('a request that proves nothing');
    const key = { publicKey, privateKey: caKey.privateKey };
    const wish = { name: userIdentifier, key, by: { name: 'CA', key: caKey }, usages: usages[use], to: validUntil };
    const certificate = await certificateOf(wish);
    this.inForce = [{ use, certificate, userIdentifier, cardSerial: this.serial }, ...this.inForce];
    return { use, certificate };
  }

  async known(): Promise<KnownCard> {
    const { pins, lifeCycle } = await this.card.read();
    const pinRule = pinRuleOf(this.card.capabilities);
    return {
      state: 'known',
      family: 'test',
      serial: this.serial,
      lifeCycle,
      pins,
      pinRule,
      preparation: this.card.capabilities.preparation,
      certificates: [],
      keys: [],
    };
  }

  /** Runs a job of this order as the engine does, until it is over. @returns its result; null: it ended `before` its end */
  async run(order: JobOrder, options: RunOptions = {}): Promise<object | null> {
    const { operator = 'lin', begun = {}, before } = options;
    const answers = [...(options.answers ?? [])];
    const type: AnyJobType = jobTypes[order.kind];
    const services = this.#services(options);
    const card = await this.known();
    const pukTries = new PukTries(this.database, systemClock);
    const admission: AdmissionContext = {
      ...{ card, isStaff: operator !== null, profile: services.profile, pukMissesOf: () => null },
      newPinRule: {
        card: card.pinRule,
        policy: services.pinPolicy,
        person: { identifiers: [this.serial], birthDate: null },
      },
      personOf: () => ({ registrationId: 'R-1', authorisationId: operator === null ? 'A-login' : null }),
      unblockOf: () => 'A-unblock',
    };
    const input = type.admit(order, admission);
    let authorisationId = type.authorisedOnce?.(order, admission) ?? null;
    let pins = SecretDrawer.of(order);
    for (const { reference, triesLeft } of card.pins) pins.noteTries(reference, triesLeft ?? 0);
    const outcomes = new Map<string, StepFacts>();
    const outcome = (step: string): StepFacts => {
      const facts = outcomes.get(step);
      if (facts === undefined) throw new Error(`${step} has no outcome`);
      return facts;
    };
    for (const step of type.steps(input)) {
      if (step.name === before) return null;
      let attempt = (begun[step.name] ?? 0) + 1;
      let probes = attempt > 1;
      let heard: Question['reason'][] = [];
      for (let facts: StepFacts | null = null; facts === null;) {
        const contextOf = (number: number): AnyStepContext => ({
          ...{ jobId: 'job', cardSerial: this.serial, input, card: this.card, createdAt, authorisationId },
          services: { ...services, pukTries },
          actor: operator === null ? { kind: 'kiosk', name: 'kiosk' } : { kind: 'staff', name: operator },
          keepAuthorisation: (id) => (authorisationId = id),
          attempt: number,
          retryDecided: () => false,
          heard: () => heard,
          secret: (name) => pins.get(name),
          keepSecret: (name, secret) => pins.keep(name, secret),
          pins,
          outcome,
          audit: (action, said) => void this.audits.push({ action, facts: said }),
          enqueue: (kind, body) => void this.facts.push({ kind, body: { ...body } }),
          escrow: (kind, body) => Promise.resolve(void this.facts.push({ kind, body: { ...body } })),
        });
        try {
          const verdict = probes ? await step.probe?.(contextOf(attempt)) : undefined;
          if (verdict?.verdict === 'unknown') throw new AskPerson(verdict.question);
          const found = [(await step.probe?.(contextOf(attempt)))?.verdict ?? ''];
          await step.prepare?.(contextOf(attempt));
          const ran = contextOf(attempt++);
          facts = verdict?.verdict === 'applied' ? verdict.facts : await step.run(ran);
          found.push((await step.probe?.(contextOf(attempt)))?.verdict ?? '');
          if (step.probe !== undefined) this.probes[step.name] = found;
        } catch (error) {
          if (error instanceof TransportError && options.putBack !== undefined) {
            pins.dispose();
            pins = new SecretDrawer();
            this.card = await options.putBack();
            const journal = [...outcomes.keys()].map((name) => ({ step: name, phase: 'outcome' as const }));
            const [steps, pinsBefore] = [type.steps(input), type.pinsBefore?.(input) ?? []];
            await checkPhase(this.card, {
              steps,
              pinsBefore,
              journal: [...journal, { step: step.name, phase: 'intent' }],
            });
            probes = step.probe !== undefined && attempt > 1;
            continue;
          }
          const answer = answers.shift();
          if (!(error instanceof AskPerson)) throw error;
          this.questions.push(error.question);
          if (answer === undefined) throw error;
          pins.take(answer);
          pins.noteShown(error.question);
          heard = [...heard, error.question.reason];
          const effect = await step.answer?.(contextOf(attempt), answer);
          if (effect?.effect === 'settled') facts = effect.facts;
          probes = effect?.effect !== 'redo' && step.probe !== undefined;
          if (answer.kind === 'authoriseAgain') authorisationId = 'A-again';
        }
        if (facts !== null) outcomes.set(step.name, JSON.parse(JSON.stringify(facts)) as StepFacts);
      }
    }
    pins.dispose();
    return type.result({ input, cardSerial: this.serial, outcome });
  }

  #services(options: RunOptions): Omit<JobServices, 'pukTries'> {
    return {
      ra: this.#ra as unknown as RaConnector,
      profile: { ...profile, ...options.profile },
      flushOutbox: () => Promise.resolve(void this.calls.push(['flushOutbox'])),
      now: options.now ?? (() => now),
      releases: new ReleaseTable(this.database, systemClock),
      pinPolicy: { ...pinPolicy, ...options.pinPolicy },
      transportPin: (_serial, pin, { maxLength, characters }) => {
        const text = characters === '[0-9]' ? `5730164${pin}` : `Transport${pin}`.padEnd(maxLength, 'z');
        const drawn = Secret.fromText(text.slice(0, maxLength));
        this.transportPins.push(drawn);
        return drawn;
      },
    };
  }
}
