/** An HTTPS server in the place of an RA, which answers as it is told, and a connector to it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { basicConstraints, keyUsage, subjectAltName } from '../../../base/pki/extensions.js';
import { RaApiConnector } from '../../../sync/ra-api/connector.js';
import { pem, privatePem, softKey } from './openssl.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly body: string;
}

/** The key of both ends: the server's, and the connector's until it is given another. */
export const key = softKey('ec');
const commonName = 'both ends';

interface Wanted {
  readonly subject: string;
  readonly publicKey: Uint8Array;
  readonly issuerKey: typeof key;
  readonly extensions: Parameters<typeof createCertificate>[0]['extensions'];
}

/** A certificate for an hour, in PEM. */
export async function certificateOf({ subject, publicKey, issuerKey, extensions }: Wanted): Promise<string> {
  const certificate = await createCertificate(
    {
      serialNumber: randomSerialNumber(randomBytes),
      subject: [{ type: 'CN', value: subject }],
      issuer: [{ type: 'CN', value: commonName }],
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 3_600_000),
      publicKey,
      extensions,
    },
    issuerKey,
  );
  return pem(certificate);
}

export class FarEnd {
  readonly certificate: string;
  readonly ra: RaApiConnector;
  seen: readonly Seen[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  readonly #server: Server;

  private constructor(server: Server, certificate: string) {
    this.#server = server;
    this.certificate = certificate;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#heard(request, response));
    this.ra = this.connectorTo(this.url, 20_000);
  }

  static async start(): Promise<FarEnd> {
    const certificate = await certificateOf({
      subject: commonName,
      publicKey: key.publicKey,
      issuerKey: key,
      extensions: [
        basicConstraints(true),
        keyUsage('digitalSignature', 'keyCertSign'),
        subjectAltName(['localhost'], []),
      ],
    });
    const ends = { cert: certificate, key: privatePem(key), ca: certificate };
    const server = createServer({ ...ends, requestCert: true, rejectUnauthorized: true });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    return new FarEnd(server, certificate);
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  connectorTo(url: string, timeoutMs: number): RaApiConnector {
    const { certificate } = this;
    return new RaApiConnector({ url, ca: certificate, certificate, key: privatePem(key), timeoutMs });
  }

  /** Answers every request with this from now on. */
  says(status: number, body: unknown, type = 'application/json'): void {
    this.answer = (_request, response) => {
      response.writeHead(status, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  }

  forget(): void {
    this.seen = [];
  }

  async stop(): Promise<void> {
    await this.ra.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #heard(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.once('end', () => {
      const header = request.headers['idempotency-key'];
      this.seen = [...this.seen, { method: request.method, url: request.url, key: header?.toString(), body }];
      this.answer(request, response);
    });
  }
}

/** What a request failed with, or what was answered. */
export async function errorOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    return error;
  }
}
