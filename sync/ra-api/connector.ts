/** The RA contract (`openapi.yaml`) over HTTPS with mutual TLS. */
import createClient, { type Client } from 'openapi-fetch';
import { Agent, fetch } from 'undici';
import type { z } from 'zod';
import { fromBase64, toBase64 } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import {
  RaRefusedError,
  RaUnavailableError,
  type CertificateRequest,
  type FactDelivery,
  type IssuedCertificate,
  type Order,
  type PukRelease,
  type RaConnector,
  type Registration,
  type UnblockAuthorisation,
} from '../connector.js';
import type { Fact } from '../facts.js';
import * as answers from './answers.js';
import type { components, paths } from './schema.generated.js';

export interface RaApiOptions {
  /** Base address, e.g. `https://ra.example:8444`; the contract's paths follow under `/v1`. */
  readonly url: string;
  /** PEM: who may have signed the RA's certificate. */
  readonly ca: string;
  /** PEM: the gateway's own certificate. */
  readonly certificate: string;
  /** PEM: its private key. */
  readonly key: string;
  /** Time limit of one request, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
}

interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: { readonly status: number; readonly headers: { get(name: string): string | null } };
}

/** Nothing is repeated here: whoever calls knows whether its idempotency key was stored. */
export class RaApiConnector implements RaConnector {
  readonly #agent: Agent;
  readonly #client: Client<paths>;

  constructor(options: RaApiOptions) {
    const { ca, certificate: cert, key, timeoutMs } = options;
    this.#agent = new Agent({
      connect: { ca, cert, key, timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: 64 * 1024 * 1024,
    });
    this.#client = createClient<paths>({
      baseUrl: new URL('v1', options.url.replace(/\/*$/, '/')).href,
      fetch: async (request) => {
        const limit = AbortSignal.timeout(timeoutMs);
        // undici's own fetch knows undici's own agent; it does not take the Request of Node's built-in one.
        const answer = await fetch(request.url, {
          method: request.method,
          headers: Object.fromEntries(request.headers),
          body: request.body === null ? null : await request.text(),
          redirect: 'error',
          dispatcher: this.#agent,
          signal: AbortSignal.any([limit, request.signal]),
        });
        return new Response(answer.status === 204 ? null : await answer.arrayBuffer(), {
          status: answer.status,
          headers: Object.fromEntries(answer.headers),
        });
      },
    });
  }

  /** Closes the connections; requests under way end with {RaUnavailableError}. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  ping(signal?: AbortSignal): Promise<{ readonly time: string; readonly minimumGatewayVersion: string }> {
    return this.#ask(answers.pingAnswer, () => this.#client.GET('/ping', signal ? { signal } : {}));
  }

  async listRegistrations(): Promise<readonly Registration[]> {
    const { registrations } = await this.#ask(answers.registrationsAnswer, () => this.#client.GET('/registrations'));
    return registrations;
  }

  async openOrder(
    registrationId: string,
    card: { readonly cardSerial: string; readonly family: string },
    idempotencyKey: string,
  ): Promise<Order> {
    const order = await this.#ask(answers.orderAnswer, () =>
      this.#client.POST('/orders', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: { registrationId, card: { cardSerial: card.cardSerial, family: card.family } },
      }),
    );
    return { ...order, escrowCertificate: fromBase64(order.escrowCertificate) };
  }

  async requestCertificates(
    orderId: string,
    requests: readonly CertificateRequest[],
    idempotencyKey: string,
  ): Promise<readonly IssuedCertificate[]> {
    const { certificates } = await this.#ask(answers.certificatesAnswer, () =>
      this.#client.POST('/orders/{orderId}/certificates', {
        params: { path: { orderId }, header: { 'Idempotency-Key': idempotencyKey } },
        body: { requests: requests.map(({ use, request }) => ({ use, request: toBase64(request) })) },
      }),
    );
    return certificates.map(({ use, certificate }) => ({ use, certificate: fromBase64(certificate) }));
  }

  authoriseUnblock(
    account: string,
    password: Secret,
    card: { readonly cardSerial: string; readonly pin: PinReference },
  ): Promise<UnblockAuthorisation> {
    return this.#ask(answers.authorisationAnswer, () =>
      this.#client.POST('/unblock-authorisations', {
        body: {
          account,
          // JSON wants a string, and a string cannot be zeroed: it is made here, last, and nothing keeps it.
          password: password.use((bytes) => new TextDecoder().decode(bytes)),
          cardSerial: card.cardSerial,
          pin: card.pin,
        },
      }),
    );
  }

  async releasePuk(release: PukRelease, idempotencyKey: string): Promise<Uint8Array> {
    const { sealedPuk } = await this.#ask(answers.pukAnswer, () =>
      this.#client.POST('/puk-releases', {
        params: { header: { 'Idempotency-Key': idempotencyKey } },
        body: {
          ground: release.ground,
          cardSerial: release.cardSerial,
          pin: release.pin,
          recipientCertificate: toBase64(release.recipientCertificate),
        },
      }),
    );
    return fromBase64(sealedPuk);
  }

  async deliverFacts(facts: readonly Fact[]): Promise<readonly FactDelivery[]> {
    const { deliveries } = await this.#ask(answers.deliveriesAnswer, () =>
      this.#client.POST('/facts', { body: { facts: facts.map(wireFact) } }),
    );
    if (deliveries.length !== facts.length || deliveries.some(({ id }, i) => id !== facts[i]?.id)) {
      throw new RaUnavailableError('the RA did not answer for every fact in order');
    }
    return deliveries;
  }

  authoriseByPassword(): Promise<never> {
    return notThere('authoriseByPassword');
  }
  changeWebsitePassword(): Promise<never> {
    return notThere('changeWebsitePassword');
  }
  challengeCard(): Promise<never> {
    return notThere('challengeCard');
  }
  authoriseByCard(): Promise<never> {
    return notThere('authoriseByCard');
  }
  registrationRecord(): Promise<never> {
    return notThere('registrationRecord');
  }
  findCertificate(): Promise<never> {
    return notThere('findCertificate');
  }
  cardRecord(): Promise<never> {
    return notThere('cardRecord');
  }
  certificateRevocationList(): Promise<never> {
    return notThere('certificateRevocationList');
  }
  certificatesOfCard(): Promise<never> {
    return notThere('certificatesOfCard');
  }
  resumeOrder(): Promise<never> {
    return notThere('resumeOrder');
  }
  openRenewal(): Promise<never> {
    return notThere('openRenewal');
  }
  revoke(): Promise<never> {
    return notThere('revoke');
  }
  resetWebsitePassword(): Promise<never> {
    return notThere('resetWebsitePassword');
  }
  listLetters(): Promise<never> {
    return notThere('listLetters');
  }
  releaseLetter(): Promise<never> {
    return notThere('releaseLetter');
  }
  spoilCard(): Promise<never> {
    return notThere('spoilCard');
  }
  renewGatewayCertificate(): Promise<never> {
    return notThere('renewGatewayCertificate');
  }

  async #ask<T>(schema: z.ZodType<T>, send: () => Promise<Answer>): Promise<T> {
    let answer: Answer;
    try {
      answer = await send();
    } catch (cause) {
      throw new RaUnavailableError(`the RA does not answer: ${reasonOf(cause)}`, { cause });
    }
    const { status, headers } = answer.response;
    if (status >= 200 && status < 300) {
      const parsed = schema.safeParse(answer.data);
      if (parsed.success) return parsed.data;
      throw new RaUnavailableError(`the RA's answer does not keep to the contract: ${parsed.error.message}`);
    }
    throw refusal(status, headers.get('content-type') ?? '', answer.error);
  }
}

function notThere(operation: string): Promise<never> {
  return Promise.reject(new Error(`${operation} is not there yet`));
}

/** The bodies of `facts.ts` and of the contract are the same, or this does not compile. */
function wireFact(fact: Fact): components['schemas']['Fact'] {
  const body: components['schemas']['FactBodies'][typeof fact.kind] = fact.body;
  return { id: fact.id, kind: fact.kind, madeAt: fact.madeAt, body };
}

/** Only the RA itself says no in the contract's words; anything else is something that stands in its place. */
function refusal(status: number, contentType: string, body: unknown): Error {
  if (status >= 400 && status < 500 && status !== 429 && contentType.startsWith('application/problem+json')) {
    const problem = answers.problemAnswer.safeParse(body);
    if (problem.success) return new RaRefusedError(problem.data.reason, problem.data.facts);
  }
  return new RaUnavailableError(`the RA answered with status ${status}`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
