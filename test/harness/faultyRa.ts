/** Stands between a gateway and the RA and misbehaves as it is told. It speaks TLS on both sides with certificates of its own. */
import { randomBytes } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpsRequest, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCertificate, randomSerialNumber } from '../../base/pki/certificate.js';
import { basicConstraints, keyUsage, subjectAltName } from '../../base/pki/extensions.js';
import { pem, privatePem, softKey } from '../unit/sync/openssl.js';
import type { ReferenceRaReady } from './referenceRa.js';

export type RaFault =
  | { readonly kind: 'none' }
  /** The connection breaks before the RA hears anything. */
  | { readonly kind: 'down' }
  /** The RA hears nothing; status 500. */
  | { readonly kind: 'error' }
  /** The RA hears it at once; the answer comes late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The RA hears it and does it; the answer never arrives. */
  | { readonly kind: 'loseAnswer' }
  /** The RA hears it twice; the second answer arrives. */
  | { readonly kind: 'twice' }
  /** The RA's clock, as it tells it to a ping, is off by so much. */
  | { readonly kind: 'clock'; readonly offMs: number };

export interface RaRequest {
  /** From 1, since the proxy started. */
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** What to do with a request. */
export type FaultPlan = (request: RaRequest) => RaFault;

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

interface Upstream {
  readonly url: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

export class FaultyRa {
  /** `METHOD path` of every request that arrived, whatever became of it. */
  readonly requests: string[] = [];
  #plan: FaultPlan = () => ({ kind: 'none' });
  #answered: (request: RaRequest, answer: string) => void = () => undefined;
  readonly #stopping = new AbortController();

  private constructor(
    private readonly server: Server,
    private readonly upstream: Upstream,
    private readonly directory: string,
    /** As a gateway is to be configured to come through here. */
    readonly ready: Pick<ReferenceRaReady, 'url' | 'gateway'>,
  ) {
    // Each request that is under way listens.
    setMaxListeners(0, this.#stopping.signal);
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      // The gateway may be gone by the time there is an answer.
      this.#serve(incoming, response).catch(() => response.destroy());
    });
  }

  static async start(ra: Pick<ReferenceRaReady, 'url' | 'gateway'>): Promise<FaultyRa> {
    const directory = await mkdtemp(join(tmpdir(), 'faulty-ra-'));
    const key = softKey('ec');
    const name = [{ type: 'CN', value: 'faulty RA' }] as const;
    const certificate = await createCertificate(
      {
        serialNumber: randomSerialNumber(randomBytes),
        subject: name,
        issuer: name,
        notBefore: new Date(Date.now() - 60_000),
        notAfter: new Date(Date.now() + 24 * 3_600_000),
        publicKey: key.publicKey,
        extensions: [
          basicConstraints(true),
          keyUsage('digitalSignature', 'keyCertSign'),
          subjectAltName(['localhost'], [Uint8Array.of(127, 0, 0, 1)]),
        ],
      },
      key,
    );
    const caFile = join(directory, 'ca.pem');
    await writeFile(caFile, pem(certificate));
    const { gateway } = ra;
    const [ca, cert, gatewayKey] = await Promise.all([
      readFile(gateway.caFile),
      readFile(gateway.certificateFile),
      readFile(gateway.keyFile),
    ]);
    const server = createServer({ cert: pem(certificate), key: privatePem(key) });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const upstream = { url: ra.url, ca, cert, key: gatewayKey };
    return new FaultyRa(server, upstream, directory, { url, gateway: { ...gateway, caFile } });
  }

  /** From the next request on. */
  plan(plan: FaultPlan): void {
    this.#plan = plan;
  }

  /** From the next request on, for all of them. */
  fault(fault: RaFault): void {
    this.plan(() => fault);
  }

  /** Told of each answer that the RA gave, before the gateway hears it. */
  onAnswer(answered: (request: RaRequest, answer: string) => void): void {
    this.#answered = answered;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
    await rm(this.directory, { recursive: true });
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = '', url: path = '' } = incoming;
    const n = this.requests.push(`${method} ${path}`);
    const request: RaRequest = { n, method, path, body: body.toString() };
    const fault = this.#plan(request);
    switch (fault.kind) {
      case 'down':
        response.destroy();
        return;
      case 'error':
        send(response, { status: 500, contentType: 'text/plain', body: Buffer.from('out of order') });
        return;
      case 'loseAnswer':
        await this.#forward(incoming, body, request);
        response.destroy();
        return;
      case 'twice':
        await this.#forward(incoming, body, request);
        send(response, await this.#forward(incoming, body, request));
        return;
      case 'slow': {
        const answer = await this.#forward(incoming, body, request);
        await delay(fault.delayMs, undefined, { signal: this.#stopping.signal });
        send(response, answer);
        return;
      }
      case 'clock':
        send(response, shifted(await this.#forward(incoming, body, request), fault.offMs));
        return;
      case 'none':
        send(response, await this.#forward(incoming, body, request));
    }
  }

  /** A connection for each request: the proxy keeps no state that a restart of the RA could spoil. */
  async #forward({ method, url = '', headers }: IncomingMessage, body: Buffer, request: RaRequest): Promise<Answer> {
    const { ca, cert, key } = this.upstream;
    const passed = ['content-type', 'idempotency-key'].flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const outgoing = httpsRequest(new URL(url, this.upstream.url), {
      method,
      headers: Object.fromEntries([...passed, ['content-length', String(body.length)]]),
      ca,
      cert,
      key,
      agent: false,
      signal: this.#stopping.signal,
    });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    this.#answered(request, content.toString());
    return {
      status: answer.statusCode ?? 502,
      contentType: answer.headers['content-type'] ?? 'application/octet-stream',
      body: content,
    };
  }
}

function shifted(answer: Answer, offMs: number): Answer {
  const content = JSON.parse(answer.body.toString()) as { time?: string };
  if (content.time === undefined) return answer;
  const time = new Date(Date.parse(content.time) + offMs).toISOString();
  return { ...answer, body: Buffer.from(JSON.stringify({ ...content, time })) };
}

function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  response.end(body);
}
