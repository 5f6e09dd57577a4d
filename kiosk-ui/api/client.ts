/** The daemon's HTTP API as the screens use it. A request is sent once; nothing here tries again. */
import type {
  Answer,
  CreateJob,
  Localized,
  RepairOrder,
  ScreenReport,
  WireFailure,
} from '../../daemon/contract/messages.js';
import type { Routes } from '../../daemon/contract/routes/index.js';
import type { AnswerOf, BodyOf, FileRoute, SentWith } from './inferred.js';

/** The daemon answered with a failure. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly failure: WireFailure) {
    super(failure.code);
  }
}

/** No answer came: the request may or may not have arrived. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** What goes with a request whose type is not known here. */
interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Sends the request that the contract names, and answers with the type that the contract gives. The daemon answers as its
 * contract says, because its handlers are checked against the same schemas: this signature is the one place where the
 * JSON of an answer gets its type.
 * @throws {Refused} with the daemon's words
 * @throws {Unanswered} when the connection broke, or the answer was none of the daemon's
 */
export async function request<R extends keyof Routes>(
  route: R,
  ...sent: SentWith<Routes[R]>
): Promise<AnswerOf<Routes[R]>>;
export async function request(route: string, sent: Sent = {}): Promise<unknown> {
  const [method = '', path = ''] = route.split(' ');
  const sends = method !== 'GET' && method !== 'DELETE';
  let response: Response;
  let text: string;
  try {
    response = await fetch(addressOf(path, sent), {
      method,
      cache: 'no-store',
      headers: { ...(sends && { 'Content-Type': 'application/json' }), ...sent.headers },
      ...(sends && { body: JSON.stringify(sent.body ?? {}) }),
    });
    text = await response.text();
  } catch (cause) {
    throw new Unanswered('no answer', { cause });
  }
  const answer = text === '' ? null : parse(text);
  if (response.ok) return answer;
  if (hasFailure(answer)) throw new Refused(answer.failure);
  throw new Unanswered(`HTTP ${response.status}`);
}

/** Where the browser saves a file from that a route of the contract answers with. */
export function fileUrl<R extends FileRoute>(route: R, ...sent: SentWith<Routes[R]>): string;
export function fileUrl(route: string, sent: Sent = {}): string {
  const [, path = ''] = route.split(' ');
  return addressOf(path, sent);
}

function addressOf(path: string, { params = {}, query = {} }: Sent): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return fields.length === 0 ? filled : `${filled}?${fields.join('&')}`;
}

/** Is it the daemon's refusal? What a proxy answers instead has no such failure. */
function hasFailure(answer: unknown): answer is { readonly failure: WireFailure } {
  if (!isRecord(answer) || !isRecord(answer['failure'])) return false;
  const { code, happened, card, next, facts } = answer['failure'];
  return typeof code === 'string' && [happened, card, next].every(isLocalized) && isRecord(facts);
}

function isLocalized(text: unknown): text is Localized {
  return isRecord(text) && typeof text['zh-TW'] === 'string' && typeof text['en'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Unanswered('not JSON', { cause });
  }
}

export const client = {
  session: () => request('GET /api/session'),
  logIn: (name: string, password: string) => request('POST /api/staff/login', { body: { name, password } }),
  logOut: async () => {
    await request('POST /api/staff/logout');
  },

  authorise: (body: BodyOf<'POST /api/authorisations'>) => request('POST /api/authorisations', { body }),
  /** Wipes what the daemon holds for this screen. */
  endAuthorisations: async () => {
    await request('DELETE /api/authorisations');
  },

  createJob: async (body: CreateJob, idempotencyKey: string) =>
    (await request('POST /api/jobs', { body, headers: { 'idempotency-key': idempotencyKey } })).job,
  job: async (id: string) => (await request('GET /api/jobs/{id}', { params: { id } })).job,
  answerJob: async (id: string, body: Answer) =>
    (await request('POST /api/jobs/{id}/answer', { params: { id }, body })).job,
  cancelJob: async (id: string) => (await request('POST /api/jobs/{id}/cancel', { params: { id } })).job,

  environment: () => request('GET /api/environment'),
  mend: async (body: RepairOrder) => (await request('POST /api/environment/repairs', { body })).repairs,
  reportScreen: async (body: ScreenReport) => {
    await request('POST /api/screen-report', { body });
  },

  registrations: () => request('GET /api/registrations'),
};
