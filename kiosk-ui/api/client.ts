/** The daemon's HTTP API as the screens use it. A request is sent once; nothing here tries again. */
import type {
  Answer,
  CreateJob,
  RepairOrder,
  ScreenReport,
  WireAuthorisation,
  WireEnvironment,
  WireFailure,
  WireJob,
  WireRegistrationList,
  WireRepairOutcome,
  WireSession,
} from '../../daemon/contract/messages.js';
import type { PinReference } from './types.js';

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

interface Body {
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly json?: unknown;
  readonly idempotencyKey?: string;
}

/**
 * @throws {Refused} with the daemon's words
 * @throws {Unanswered} when the connection broke, or the answer was none of the daemon's
 */
export async function request(path: string, body?: Body): Promise<unknown> {
  const sends = body !== undefined && body.method !== 'DELETE';
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api/${path}`, {
      method: body?.method ?? 'GET',
      cache: 'no-store',
      headers: {
        ...(sends && { 'Content-Type': 'application/json' }),
        ...(body?.idempotencyKey !== undefined && { 'Idempotency-Key': body.idempotencyKey }),
      },
      ...(sends && { body: JSON.stringify(body.json ?? {}) }),
    });
    text = await response.text();
  } catch (cause) {
    throw new Unanswered('no answer', { cause });
  }
  const answer = text === '' ? null : parse(text);
  if (response.ok) return answer;
  if (typeof answer === 'object' && answer !== null && 'failure' in answer) {
    throw new Refused(answer.failure as WireFailure);
  }
  throw new Unanswered(`HTTP ${response.status}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Unanswered('not JSON', { cause });
  }
}

const jobOf = (answer: unknown): WireJob => (answer as { job: WireJob }).job;

export const client = {
  session: async () => (await request('session')) as WireSession,
  logIn: async (name: string, password: string) =>
    (await request('staff/login', { method: 'POST', json: { name, password } })) as WireSession,
  logOut: async () => {
    await request('staff/logout', { method: 'POST' });
  },

  authorise: async (order: { raId?: string; readerId: string; pin: PinReference; account: string; password: string }) =>
    (await request('authorisations', { method: 'POST', json: order })) as WireAuthorisation,
  /** Wipes what the daemon holds for this screen. */
  endAuthorisations: async () => {
    await request('authorisations', { method: 'DELETE' });
  },

  createJob: async (order: CreateJob, idempotencyKey: string) =>
    jobOf(await request('jobs', { method: 'POST', json: order, idempotencyKey })),
  job: async (id: string) => jobOf(await request(`jobs/${encodeURIComponent(id)}`)),
  answerJob: async (id: string, answer: Answer) =>
    jobOf(await request(`jobs/${encodeURIComponent(id)}/answer`, { method: 'POST', json: answer })),
  cancelJob: async (id: string) => jobOf(await request(`jobs/${encodeURIComponent(id)}/cancel`, { method: 'POST' })),

  environment: async () => (await request('environment')) as WireEnvironment,
  mend: async (order: RepairOrder) =>
    ((await request('environment/repairs', { method: 'POST', json: order })) as { repairs: WireRepairOutcome[] })
      .repairs,
  reportScreen: async (screen: ScreenReport) => {
    await request('screen-report', { method: 'POST', json: screen });
  },

  registrations: async () => (await request('registrations')) as WireRegistrationList,
};
