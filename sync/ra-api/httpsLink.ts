/** The RA link over HTTPS with mutual TLS: sends requests of the contract and tells answers, refusals and failures apart. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import createClient, { type Client } from 'openapi-fetch';
import { Agent, request as send, type Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Secret } from '../../base/secret.js';
import { RaUnavailableError } from '../connector.js';
import { problemAnswer, refusedFor } from './answers.js';
import type { paths } from './schema.generated.js';
import { HiddenSecrets, type SecretBody } from './secretBody.js';

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

/** Of an answer, packed and unpacked: a list of revoked certificates grows with the CA. */
const largestAnswerBytes = 64 * 1024 * 1024;
/** Of one in JSON, which is read in the event loop: some 30,000 registrations. */
const largestJsonBytes = 8 * 1024 * 1024;
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
  readonly #secrets = new HiddenSecrets();
  /** On the clock of `performance.now`. */
  #quietUntilMs = 0;

  constructor(options: RaApiOptions) {
    this.#options = options;
    this.#agent = agentFor(options, options);
    this.#client = createClient<paths>({
      baseUrl: new URL('v1', options.url.replace(/\/*$/, '/')).href,
      fetch: (request) => this.#exchange(request),
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

  /**
   * As `ask`, for a body with secrets, which the caller keeps.
   * @param send is given a placeholder for each secret, to be used as the text of its field
   */
  async askWithSecrets<T>(
    schema: z.ZodType<T>,
    secrets: readonly Secret[],
    send: (client: Client<paths>, placeholders: readonly string[]) => Promise<Answer>,
  ): Promise<T> {
    const placeholders = secrets.map((secret) => this.#secrets.hide(secret));
    try {
      return await this.ask(schema, (client) => send(client, placeholders));
    } finally {
      for (const placeholder of placeholders) this.#secrets.forget(placeholder);
    }
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

  /** One request of the client, as Node's `fetch` would do it; but nothing is unpacked without a limit, and secrets are no strings. */
  async #exchange(request: Request): Promise<Response> {
    const body = request.body === null ? null : this.#secrets.bodyOf(await request.text());
    try {
      const answer = await send(request.url, {
        method: methodOf(request),
        headers: { ...Object.fromEntries(request.headers), 'accept-encoding': 'gzip', ...lengthOf(body) },
        body: body?.content() ?? null,
        dispatcher: this.#agent,
        signal: AbortSignal.any([AbortSignal.timeout(this.#options.timeoutMs), request.signal]),
      });
      const content = await unpacked(answer);
      const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((one): [string, string] => [name, one]),
      );
      return new Response(answer.statusCode === 204 ? null : content, { status: answer.statusCode, headers });
    } finally {
      body?.dispose();
    }
  }
}

function methodOf({ method }: Request): 'GET' | 'POST' {
  if (method === 'GET' || method === 'POST') return method;
  throw new TypeError(`the contract has no method ${method}`);
}

function lengthOf(body: SecretBody | null): { 'content-length'?: string } {
  return body === null ? {} : { 'content-length': String(body.length) };
}

const unpack = promisify<Uint8Array, object, Buffer>(gunzip);

/**
 * The content of an answer. It may be packed once, with gzip.
 * @throws {Error} when it is packed otherwise, or too large
 */
async function unpacked({ headers, body }: Dispatcher.ResponseData): Promise<Uint8Array<ArrayBuffer>> {
  const coding = [headers['content-encoding'] ?? []].flat().join(',').trim().toLowerCase();
  const isPacked = coding === 'gzip' || coding === 'x-gzip';
  if (!isPacked && coding !== '' && coding !== 'identity') {
    body.on('error', () => undefined).destroy();
    throw new Error('its answer is packed in a way that was not asked for');
  }
  const isJson = /[/+]json$/.test(mediaType([headers['content-type'] ?? []].flat()[0] ?? ''));
  const maxOutputLength = isJson ? largestJsonBytes : largestAnswerBytes;
  const received = await body.bytes();
  const content = isPacked ? await unpack(received, { maxOutputLength }) : received;
  if (content.length > maxOutputLength) throw new Error('its answer is too large');
  return new Uint8Array(content);
}

function agentFor({ ca, timeoutMs }: RaApiOptions, { certificate: cert, key }: GatewayIdentity): Agent {
  return new Agent({
    connect: { ca, cert, key, timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: largestAnswerBytes,
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
