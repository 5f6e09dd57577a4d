/** The RA link over HTTPS with mutual TLS: sends requests of the contract and tells answers, refusals and failures apart. */
import createClient, { type Client } from 'openapi-fetch';
import { Agent, fetch } from 'undici';
import type { z } from 'zod';
import { RaUnavailableError } from '../connector.js';
import { problemAnswer, refusedFor } from './answers.js';
import type { paths } from './schema.generated.js';

/** The TLS identity by which an RA recognises the gateway. */
export interface GatewayIdentity {
  /** PEM: the gateway's own certificate. */
  readonly certificate: string;
  /** PEM: its private key. */
  readonly key: string;
}

export interface RaApiOptions extends GatewayIdentity {
  /** Base address, e.g. `https://ra.example:8444`. The contract's paths begin with `/v1`. */
  readonly url: string;
  /** PEM: the CA of the RA's certificate. */
  readonly ca: string;
  /** Time limit of one request in ms, from connecting to the last byte of the answer. */
  readonly timeoutMs: number;
}

interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: { readonly status: number; readonly headers: { get(name: string): string | null } };
}

/** RFC 9110 §15.5.30, §15.6.4: with these the RA may say when to ask again. */
const busyStatuses: readonly number[] = [429, 503];
/** An RA that asks for more is asked again after this time, because a mistake there would stop the counter for days. */
const longestQuietMs = 15 * 60_000;

/**
 * It does not retry: the caller knows whether its idempotency key is stored, and retries with it. While the RA asks to be left alone
 * (Retry-After), it sends nothing.
 */
export class HttpsLink {
  readonly #options: RaApiOptions;
  #agent: Agent;
  readonly #client: Client<paths>;
  /** On the clock of `performance.now`. */
  #quietUntilMs = 0;

  constructor(options: RaApiOptions) {
    const { timeoutMs } = options;
    this.#options = options;
    this.#agent = agentFor(options, options);
    this.#client = createClient<paths>({
      baseUrl: new URL('v1', options.url.replace(/\/*$/, '/')).href,
      fetch: async (request) => {
        const limit = AbortSignal.timeout(timeoutMs);
        // undici's agent works with undici's own fetch, which does not accept the Request class of Node.
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

  /** Further requests use new connections with this certificate. Requests in progress end on their own connections. */
  useIdentity(identity: GatewayIdentity): void {
    const before = this.#agent;
    this.#agent = agentFor(this.#options, identity);
    // It closes when its last request is answered. Each request has a time limit.
    before.close().catch(() => before.destroy());
  }

  /** Closes the connections. Requests in progress end with {RaUnavailableError}. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** @throws {RaUnavailableError} @throws {RaRefusedError} */
  async ask<T>(schema: z.ZodType<T>, send: (client: Client<paths>) => Promise<Answer>): Promise<T> {
    const quietMs = this.#quietUntilMs - performance.now();
    if (quietMs > 0) throw new RaUnavailableError('the RA asked to be left alone', { retryAfterMs: quietMs });
    let answer: Answer;
    try {
      answer = await send(this.#client);
    } catch (cause) {
      throw new RaUnavailableError(`the RA does not answer: ${reasonOf(cause)}`, { cause });
    }
    const { status, headers } = answer.response;
    if (status >= 200 && status < 300) {
      const parsed = schema.safeParse(answer.data);
      if (parsed.success) return parsed.data;
      throw new RaUnavailableError(`the RA's answer does not keep to the contract: ${parsed.error.message}`);
    }
    const retryAfterMs = busyStatuses.includes(status) ? readRetryAfter(headers.get('retry-after'), Date.now()) : null;
    if (retryAfterMs !== null) {
      this.#quietUntilMs = performance.now() + retryAfterMs;
      throw new RaUnavailableError(`the RA answered with status ${status}`, { retryAfterMs });
    }
    throw refusal(status, headers.get('content-type') ?? '', answer.error);
  }
}

function agentFor({ ca, timeoutMs }: RaApiOptions, { certificate: cert, key }: GatewayIdentity): Agent {
  return new Agent({
    connect: { ca, cert, key, timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: 64 * 1024 * 1024,
  });
}

/** A refusal comes from the RA only in the contract's form. Any other error may come from something between, such as a proxy. */
function refusal(status: number, contentType: string, body: unknown): Error {
  if (status >= 400 && status < 500 && status !== 429 && mediaType(contentType) === 'application/problem+json') {
    const problem = problemAnswer.safeParse(body);
    if (problem.success) return refusedFor(problem.data.reason, problem.data.facts);
  }
  return new RaUnavailableError(`the RA answered with status ${status}`);
}

/** Without its parameters and in lower case: media types compare without case (RFC 9110 §8.3.1). */
function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** RFC 9110 §10.2.3: a number of seconds or a date. @returns null when it is neither, or is over */
function readRetryAfter(value: string | null, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return ms > 0 ? Math.min(ms, longestQuietMs) : null;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
