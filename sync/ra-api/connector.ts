/** The RA contract (`openapi.yaml`), operation by operation. */
import { toBase64 } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import {
  RaUnavailableError,
  type RaRefusedError,
  type BatchEntry,
  type BatchOrder,
  type CardChallenge,
  type CardRecord,
  type CertificateRecord,
  type CertificateRequest,
  type FactDelivery,
  type Ground,
  type IssuedCertificate,
  type LetterRecord,
  type LetterReleases,
  type Order,
  type PasswordReset,
  type PukRelease,
  type RaConnector,
  type Registration,
  type RegistrationRecord,
  type Revocation,
  type Spoiling,
  type SubscriberAuthorisation,
  type UnblockAuthorisation,
} from '../connector.js';
import type { Fact } from '../facts.js';
import * as answers from './answers.js';
import { Issuing } from './issuing.js';
import { Letters } from './letters.js';
import { wireFact } from './wire.js';
import { HttpsLink, type GatewayIdentity, type RaApiOptions } from './httpsLink.js';

export type { GatewayIdentity, RaApiOptions } from './httpsLink.js';

/** 20 octets (RFC 5280 §4.1.2.2). The contract allows no more. */
const maxSerialDigits = 40;

/** Speaks the RA contract with one RA. */
export class RaApiConnector implements RaConnector {
  readonly #link: HttpsLink;
  readonly #issuing: Issuing;
  readonly #letters: Letters;

  constructor(options: RaApiOptions) {
    this.#link = new HttpsLink(options);
    this.#issuing = new Issuing(this.#link);
    this.#letters = new Letters(this.#link);
  }

  /** Further requests use this certificate. */
  useIdentity(identity: GatewayIdentity): void {
    this.#link.useIdentity(identity);
  }

  /** Closes the connections. Requests in progress end with {RaUnavailableError}. */
  close(): Promise<void> {
    return this.#link.close();
  }

  ping(signal?: AbortSignal): Promise<{ readonly time: string; readonly minimumGatewayVersion: string }> {
    return this.#link.ask(answers.pingAnswer, (client) => client.GET('/ping', signal ? { signal } : {}));
  }

  authoriseByPassword(account: string, password: Secret): Promise<SubscriberAuthorisation> {
    return this.#link.askWithSecrets(answers.subscriberAnswer, [password], (client, [hidden = '']) =>
      client.POST('/password-authorisations', { body: { account, password: hidden } }),
    );
  }

  async changeWebsitePassword(account: string, oldPassword: Secret, newPassword: Secret): Promise<void> {
    const passwords = [oldPassword, newPassword];
    await this.#link.askWithSecrets(answers.changedAnswer, passwords, (client, [hiddenOld = '', hiddenNew = '']) =>
      client.POST('/password-changes', { body: { account, oldPassword: hiddenOld, newPassword: hiddenNew } }),
    );
  }

  challengeCard(certificateSerial: string): Promise<CardChallenge> {
    return this.#link.ask(answers.challengeAnswer, (client) =>
      client.POST('/card-challenges', { body: { certificateSerial } }),
    );
  }

  authoriseByCard(challengeId: string, signature: Uint8Array): Promise<SubscriberAuthorisation> {
    return this.#link.ask(answers.subscriberAnswer, (client) =>
      client.POST('/card-authorisations', { body: { challengeId, signature: toBase64(signature) } }),
    );
  }

  async listRegistrations(): Promise<readonly Registration[]> {
    const { registrations } = await this.#link.ask(answers.registrationsAnswer, (client) =>
      client.GET('/registrations'),
    );
    return registrations;
  }

  async lookUpRegistrations(ids: readonly string[]): Promise<readonly (Registration | null)[]> {
    if (ids.length === 0) return [];
    const { registrations } = await this.#link.ask(answers.lookedUpAnswer, (client) =>
      client.POST('/registration-lookups', { body: { ids } }),
    );
    if (registrations.length !== ids.length || registrations.some((one, i) => one !== null && one.id !== ids[i])) {
      throw new RaUnavailableError('the RA did not answer for every id in order');
    }
    return registrations;
  }

  async searchRegistrations(text: string): Promise<readonly Registration[]> {
    const { registrations } = await this.#link.ask(answers.registrationsAnswer, (client) =>
      client.POST('/registration-searches', { body: { text } }),
    );
    return registrations;
  }

  async listBatchOrders(): Promise<readonly BatchOrder[]> {
    const { orders } = await this.#link.ask(answers.batchOrdersAnswer, (client) => client.GET('/batch-orders'));
    return orders;
  }

  async batchOrderEntries(batchOrderId: string, after: number, limit: number): Promise<readonly BatchEntry[]> {
    const { entries } = await this.#link.ask(answers.batchEntriesAnswer, (client) =>
      client.GET('/batch-orders/{batchOrderId}/entries', {
        params: { path: { batchOrderId }, query: { after, limit } },
      }),
    );
    return entries;
  }

  registrationRecord(registrationId: string, ground: Ground): Promise<RegistrationRecord> {
    return this.#link.ask(answers.registrationRecordAnswer, (client) =>
      client.POST('/registrations/{registrationId}/record', { params: { path: { registrationId } }, body: { ground } }),
    );
  }

  async findCertificate(serial: string): Promise<CertificateRecord | null> {
    if (serial.length > maxSerialDigits) return null;
    const { certificate } = await this.#link.ask(answers.certificateAnswer, (client) =>
      client.GET('/certificates/{serial}', { params: { path: { serial } } }),
    );
    return certificate;
  }

  cardRecord(cardSerial: string): Promise<CardRecord> {
    return this.#link.ask(answers.cardRecordAnswer, (client) =>
      client.GET('/cards/{cardSerial}', { params: { path: { cardSerial } } }),
    );
  }

  certificateRevocationList(): Promise<Uint8Array> {
    return this.#link.ask(answers.revocationListAnswer, (client) =>
      client.GET('/certificate-revocation-list', { parseAs: 'arrayBuffer' }),
    );
  }

  async certificatesOfCard(cardSerial: string, ground: Ground): Promise<readonly CertificateRecord[]> {
    const { certificates } = await this.#link.ask(answers.certificateRecordsAnswer, (client) =>
      client.POST('/cards/{cardSerial}/certificates', { params: { path: { cardSerial } }, body: { ground } }),
    );
    return certificates;
  }

  openOrder(
    registrationId: string,
    card: { readonly cardSerial: string; readonly family: string },
    idempotencyKey: string,
  ): Promise<Order> {
    return this.#issuing.openOrder(registrationId, card, idempotencyKey);
  }

  resumeOrder(cardSerial: string, ground: Ground): Promise<Order> {
    return this.#link.ask(answers.orderAnswer, (client) =>
      client.POST('/cards/{cardSerial}/order', { params: { path: { cardSerial } }, body: { ground } }),
    );
  }

  openRenewal(cardSerial: string, ground: Ground, idempotencyKey: string): Promise<Order> {
    return this.#link.ask(answers.orderAnswer, (client) =>
      client.POST('/cards/{cardSerial}/renewals', {
        params: { path: { cardSerial }, header: { 'Idempotency-Key': idempotencyKey } },
        body: { ground },
      }),
    );
  }

  requestCertificates(
    orderId: string,
    requests: readonly CertificateRequest[],
    idempotencyKey: string,
  ): Promise<readonly IssuedCertificate[]> {
    return this.#issuing.requestCertificates(orderId, requests, idempotencyKey);
  }

  authoriseUnblock(
    account: string,
    password: Secret,
    card: { readonly cardSerial: string; readonly pin: PinReference },
  ): Promise<UnblockAuthorisation> {
    const { cardSerial, pin } = card;
    return this.#link.askWithSecrets(answers.authorisationAnswer, [password], (client, [hidden = '']) =>
      client.POST('/unblock-authorisations', { body: { account, password: hidden, cardSerial, pin } }),
    );
  }

  async releasePuk(release: PukRelease, idempotencyKey: string): Promise<Uint8Array> {
    const { ground, cardSerial, pin, recipientCertificate } = release;
    const { sealedPuk } = await this.#link.ask(answers.pukAnswer, (client) =>
      client.POST('/puk-releases', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: { ground, cardSerial, pin, recipientCertificate: toBase64(recipientCertificate) },
      }),
    );
    return sealedPuk;
  }

  revoke(
    { registrationId, serials, reason, form, askedBy, approvedBy, note }: Revocation,
    idempotencyKey: string,
  ): Promise<{ readonly revokedAt: string; readonly serials: readonly string[] }> {
    return this.#link.ask(answers.revokedAnswer, (client) =>
      client.POST('/registrations/{registrationId}/revocations', {
        params: { path: { registrationId }, header: { 'Idempotency-Key': idempotencyKey } },
        body: { serials, reason, form, askedBy, approvedBy, note },
      }),
    );
  }

  resetWebsitePassword(
    { registrationId, form, delivery, operator }: PasswordReset,
    idempotencyKey: string,
  ): Promise<{ readonly letterId: string }> {
    return this.#link.ask(answers.resetAnswer, (client) =>
      client.POST('/registrations/{registrationId}/password-resets', {
        params: { path: { registrationId }, header: { 'Idempotency-Key': idempotencyKey } },
        body: { form, delivery, operator },
      }),
    );
  }

  listLetters(days: number): Promise<readonly LetterRecord[]> {
    return this.#letters.list(days);
  }

  findLetter(letterId: string): Promise<LetterRecord | null> {
    return this.#letters.find(letterId);
  }

  lettersOf(registrationIds: readonly string[]): Promise<readonly LetterRecord[]> {
    return this.#letters.of(registrationIds);
  }

  releaseLetters(releases: LetterReleases): Promise<readonly (Uint8Array | RaRefusedError | RaUnavailableError)[]> {
    return this.#letters.release(releases);
  }

  spoilCard(
    { cardSerial, reason, note, operator }: Spoiling,
    idempotencyKey: string,
  ): Promise<{ readonly spoiledAt: string }> {
    return this.#link.ask(answers.spoiledAnswer, (client) =>
      client.POST('/cards/{cardSerial}/spoiling', {
        params: { path: { cardSerial }, header: { 'Idempotency-Key': idempotencyKey } },
        body: { reason, note, operator },
      }),
    );
  }

  /** What the RA knows of this gateway's audit log; null: nothing. */
  async newestAuditCheckpoint(): Promise<{ readonly seq: number; readonly hash: string } | null> {
    const { checkpoint } = await this.#link.ask(answers.auditCheckpointAnswer, (client) =>
      client.GET('/audit-checkpoint'),
    );
    return checkpoint;
  }

  async deliverFacts(facts: readonly Fact[]): Promise<readonly FactDelivery[]> {
    const { deliveries } = await this.#link.ask(answers.deliveriesAnswer, (client) =>
      client.POST('/facts', { body: { facts: facts.map(wireFact) } }),
    );
    if (deliveries.length !== facts.length || deliveries.some(({ id }, i) => id !== facts[i]?.id)) {
      throw new RaUnavailableError('the RA did not answer for every fact in order');
    }
    return deliveries;
  }

  async renewGatewayCertificate(request: Uint8Array): Promise<Uint8Array> {
    const { certificate } = await this.#link.ask(answers.gatewayCertificateAnswer, (client) =>
      client.POST('/gateway-certificates', { body: { request: toBase64(request) } }),
    );
    return certificate;
  }
}
