/**
 * The server from which phones download saved certificates. It has an address of its own, because the API is for this machine's
 * screens only. It serves one path and accepts no data.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Links, Offer } from './links.js';

const everyAnswer = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  Connection: 'close',
};

/** A small file is in the kernel's buffer at once, whether the phone is there or not. The end of a cut connection comes within this time. */
const goneWithinMs = 100;

const style =
  'body{font:1.25rem/1.6 sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}' +
  'button{font:inherit;padding:.75rem 1.5rem;min-height:44px}';

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="zh-Hant"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`
  );
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function offerPage({ files }: Offer): string {
  const names = files.map(({ name }) => `<li>${escape(name)}</li>`).join('');
  // A form and not a link, because a phone that prefetches a link would use the offer up.
  return page(
    '下載憑證 Download certificates',
    `<ul>${names}</ul><form method="post"><button>下載（限一次） Download (once only)</button></form>`,
  );
}

const gonePage = page(
  '連結已失效 This link is no longer valid',
  '<p>連結只能使用一次，且有時間限制。請回到自助機重新存檔。</p>' +
    '<p lang="en">A link works once and for a short time. Please save again at the kiosk.</p>',
);

export class DownloadServer {
  readonly #links: Links;
  readonly #listen: { readonly host: string; readonly port: number };
  readonly #server: Server;

  constructor(links: Links, listen: { readonly host: string; readonly port: number }) {
    this.#links = links;
    this.#listen = listen;

    this.#server = createServer({ maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000 }, (...exchange) =>
      this.#answer(...exchange),
    );
    this.#server.maxConnections = 32;
    this.#server.timeout = 10_000;
  }

  async start(): Promise<void> {
    this.#server.listen(this.#listen.port, this.#listen.host);
    await once(this.#server, 'listening');
  }

  /** The port it listens on. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#listen.port;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // Programs that share an address add a query to it, such as `?fbclid=x`.
    const token = /^\/d\/([\w-]{22})(?:\?.*)?$/.exec(request.url ?? '')?.[1] ?? '';
    if (request.method === 'POST') return this.#download(token, request, response);
    const offer = request.method === 'GET' || request.method === 'HEAD' ? this.#links.look(token) : null;
    return offer === null ? send(response, 410, html(gonePage)) : send(response, 200, html(offerPage(offer)));
  }

  /** The offer is used up when its file was sent in full to a phone that waited for it. */
  #download(token: string, { socket }: IncomingMessage, response: ServerResponse): void {
    let gone = false;
    socket.once('end', () => (gone ||= !response.writableFinished));
    socket.once('close', (failed) => {
      clearTimeout(answering);
      if (!failed && !gone && response.writableFinished && response.statusCode === 200) this.#links.end(token);
    });
    const answering = setTimeout(() => {
      const download = gone ? null : this.#links.download(token);
      if (download === null) return send(response, 410, html(gonePage));
      response.setHeader('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(download.name)}`);
      send(response, 200, download);
    }, goneWithinMs);
  }
}

interface Content {
  readonly mediaType: string;
  readonly content: string | Uint8Array;
}

const html = (content: string): Content => ({ mediaType: 'text/html; charset=utf-8', content });

function send(response: ServerResponse, status: number, { mediaType, content }: Content): void {
  response.writeHead(status, { ...everyAnswer, 'Content-Type': mediaType });
  response.end(content);
}
