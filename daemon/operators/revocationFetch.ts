/** Fetches one revocation list over HTTP. */

/** Why a list that was asked for is not taken. */
export type ListProblem =
  'unreachable' | 'tooManyRedirects' | 'tooLarge' | 'unreadable' | 'foreign' | 'partial' | 'notBegun' | 'older';

/** Of a file too: room for a million entries. */
export const largestListBytes = 32 * 1024 * 1024;
const timeoutMs = 5_000;
const mostRedirects = 3;

export class ListError extends Error {
  override readonly name = 'ListError';
  constructor(
    readonly problem: ListProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface FetchedList {
  readonly content: Uint8Array;
  /** Where it was found in the end. */
  readonly url: string;
}

/** Follows a few redirects: a list is believed for its signature, wherever it comes from. @throws {ListError} */
export async function fetchList(address: string): Promise<FetchedList> {
  const signal = AbortSignal.timeout(timeoutMs);
  let url = address;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ask(url, signal);
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      return { content: await contentOf(response), url };
    }
    await response.body?.cancel();
    url = redirected(location, url);
  }
  throw new ListError('tooManyRedirects', `more than ${mostRedirects} redirects`);
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal });
  } catch (cause) {
    throw new ListError('unreachable', `no answer from ${url}`, { cause });
  }
}

function redirected(location: string, from: string): string {
  const target = URL.canParse(location, from) ? new URL(location, from) : null;
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new ListError('unreachable', `redirected to ${location}`);
  }
  return target.href;
}

async function contentOf(response: Response): Promise<Uint8Array> {
  if (!response.ok || response.body === null) throw new ListError('unreachable', `HTTP ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > largestListBytes) throw new ListError('tooLarge', `more than ${largestListBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof ListError ? cause : new ListError('unreachable', 'the answer broke off', { cause });
  }
  return new Uint8Array(Buffer.concat(chunks));
}
