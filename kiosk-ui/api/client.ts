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
import { token } from './token.js';
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
  const answered = route === wipeRoute ? wipe() : exchange.then(() => send(route, sent));
  if (exchanging.has(route)) exchange = answered.catch(() => undefined);
  const { response, text } = await answered;
  const answer = text === '' ? null : parse(text);
  if (response.ok) return answer;
  throw refusalOf(response, answer);
}

/** Requests after which another person stands behind the screen: their answers carry a new token. */
const exchanging: ReadonlySet<string> = new Set<keyof Routes>([
  'POST /api/session',
  'POST /api/logins',
  'POST /api/authorisations',
  'DELETE /api/authorisations',
  'POST /api/staff/login',
  'POST /api/staff/card-login',
  'POST /api/staff/unlock',
  'POST /api/staff/password',
]);

/** The last of them: what is asked meanwhile waits, because the token so far is worth nothing when it ends. */
let exchange: Promise<unknown> = Promise.resolve();

const wipeRoute = 'DELETE /api/authorisations' satisfies keyof Routes;

/**
 * The end of a visit does not wait: a login whose answer is still awaited from the RA has to come to nothing. Where that login was
 * quicker, the token is another one by now, and the wipe is sent again with it.
 */
async function wipe(): Promise<Answered> {
  const before = exchange;
  const answered = await send(wipeRoute, {});
  if (answered.response.status !== 401) return answered;
  await before;
  return send(wipeRoute, {});
}

interface Answered {
  readonly response: Response;
  readonly text: string;
}

async function send(route: string, sent: Sent): Promise<Answered> {
  const [method = '', path = ''] = route.split(' ');
  const sends = method !== 'GET' && method !== 'DELETE';
  try {
    const response = await fetch(addressOf(path, sent), {
      method,
      cache: 'no-store',
      credentials: 'omit',
      headers: { ...authorization(), ...(sends && { 'Content-Type': 'application/json' }), ...sent.headers },
      ...(sends && { body: JSON.stringify(sent.body ?? {}) }),
    });
    const renewed = response.headers.get('Screen-Token');
    if (renewed !== null) token.set(renewed);
    return { response, text: await response.text() };
  } catch (cause) {
    throw new Unanswered('no answer', { cause });
  }
}

function authorization(): Readonly<Record<string, string>> {
  const value = token.get();
  return value === null ? {} : { Authorization: `Screen ${value}` };
}

function refusalOf(response: Response, answer: unknown): Refused | Unanswered {
  return hasFailure(answer) ? new Refused(answer.failure) : new Unanswered(`HTTP ${response.status}`);
}

/**
 * Has the browser save a file under the name that the daemon gives it. A link would carry no token.
 * @throws {Refused}
 * @throws {Unanswered}
 */
export async function saveFile(address: string): Promise<void> {
  await exchange;
  const response = await fetch(address, { cache: 'no-store', credentials: 'omit', headers: authorization() }).catch(
    (cause: unknown) => {
      throw new Unanswered('no answer', { cause });
    },
  );
  if (!response.ok) throw refusalOf(response, parse(await response.text()));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? '';
  link.click();
  URL.revokeObjectURL(link.href);
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
