/** The API as a neighbour on the same machine meets it: a listening server, the real staff accounts, and raw clients. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { pino } from 'pino';
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { configSchema, type Config } from '../../../config/schema.js';
import type { Place, StaffRole } from '../../../daemon/contract/messages.js';
import type { ApiLimits } from '../../../daemon/api/limits.js';
import { createApiServer } from '../../../daemon/api/server.js';
import { Batch } from '../../../daemon/batch/batch.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import { Claims } from '../../../daemon/cases/claims.js';
import { createCounter } from '../../../daemon/cases/counter.js';
import { JobTable } from '../../../daemon/jobs/jobTable.js';
import { RegistrationTable } from '../../../daemon/ras/registrationTable.js';
import { AuditLog } from '../../../daemon/audit/auditLog.js';
import { Audit } from '../../../daemon/audit/audit.js';
import { ReaderBoard } from '../../../daemon/readers/readerBoard.js';
import { HandTransport } from '../../unit/jobs/engine.js';
import { Ras } from '../../../daemon/ras/ras.js';
import { Links } from '../../../daemon/saves/links.js';
import { Saves } from '../../../daemon/saves/saves.js';
import { Sticks } from '../../../daemon/saves/sticks.js';
import { Subscribers } from '../../../daemon/subscribers/subscribers.js';
import { monotonicTicker, type Ticker } from '../../../base/ticker.js';
import { createStaff, type StaffParts } from '../../../daemon/operators/staff.js';
import { openDatabase } from '../../../base/database.js';
import type { CheckContext } from '../../../daemon/health/checkContext.js';
import { Environment } from '../../../daemon/health/environment.js';
import { KioskScreen } from '../../../daemon/health/kioskScreen.js';
import { Screens } from '../../../daemon/screens/screens.js';
import { checkDocumented } from '../../harness/documented.js';
import { TestScreen } from '../../harness/testScreen.js';
import { GatewayDouble } from './gatewayDouble.js';

class TestClock {
  constructor(private ms = Date.parse('2025-01-01T00:00:00Z')) {}
  now(): number {
    return this.ms;
  }
  advance(ms: number): void {
    this.ms += ms;
  }
}

class TestTicker implements Ticker {
  #ms = 1_000;
  nowMs(): number {
    return this.#ms;
  }
  after(): () => void {
    return () => undefined;
  }
  advance(ms: number): void {
    this.#ms += ms;
  }
}

export const officer = { name: 'lin.yijun', password: 'counter-test-2468' };

/** Accounts that a test may want besides: `staffOf` creates them. */
export const passwordOf = (name: string): string => `${name}-test-2468`;

export interface Options {
  readonly listen?: Partial<Config['listen']>;
  readonly limits?: Partial<ApiLimits>;
  readonly uiDirectory?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `failure.code` of the body, when there is one. */
  readonly code: string | undefined;
}

export type Api = Awaited<ReturnType<typeof startApi>>;

export async function startApi(t: Test, options: Options = {}) {
  const settings = configSchema.parse({ listen: { port: 0, ...options.listen }, ras: ['profile.yaml'] });
  const config = { ...settings, ras: [] };
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = pino({ level: 'trace' }, sink);
  const clock = new TestClock();
  const ticker = new TestTicker();
  const gateway = new GatewayDouble();
  const folder = t.testdir({ ui: { 'kiosk.html': '<html><head></head>kiosk</html>', assets: { 'app-1a2b.js': '1' } } });
  const database = await openDatabase(join(folder, 'gateway.db'), projectPath('daemon', 'store', 'migrations'));
  const ras = new Ras([]);
  const subscribers = new Subscribers(ras, new Audit(database, clock));
  const saves = new Saves({
    sticks: new Sticks([], () => undefined),
    links: new Links(clock, 60_000),
    linkBase: () => null,
    audit: new Audit(database, clock),
  });
  const staffParts: StaffParts = {
    database,
    audit: new Audit(database, clock),
    clock,
    ticker: monotonicTicker,
    config: config.staff,
    cardAuthorities: null,
    crlDirectory: join(folder, 'crl'),
    readers: new ReaderBoard({
      transport: new HandTransport(),
      openCard: () => Promise.reject(new Error('no cards here')),
      labels: {},
      logger,
    }),
    logger,
    approvalsChanged: () => gateway.emitToAll({ type: 'approvals' }),
  };
  const staff = createStaff(staffParts);
  const counter = createCounter({
    database,
    clock,
    audit: new Audit(database, clock),
    ras,
    jobs: new JobTable(database, clock),
    registrations: new RegistrationTable(database, clock),
    claims: new Claims(clock, new Audit(database, clock), () => undefined),
    config,
    logger,
    approvals: staff.approvals,
    jobBoard: { openJobOfCard: () => null, endBecauseSpoiled: () => Promise.resolve() },
    readers: { readers: () => [] },
    batchOrders: () => {
      throw new Error('no batch line here');
    },
    batchLettersChanged: () => undefined,
    readerChanged: () => undefined,
  });
  const jobs = new JobTable(database, clock);
  const batch = new Batch({
    ...{ database, clock, ras, jobs, config, logger },
    audit: new Audit(database, clock),
    types: jobTypes,
    beginning: { begin: () => Promise.reject(new Error('no jobs here')) },
    jobBoard: { requireNoOpenJob: () => undefined },
    readers: { reader: () => null, readers: () => [] },
    admission: { requireUsable: () => undefined },
    stock: counter.stock,
    approvals: staff.approvals,
    kioskReaderId: () => null,
    announce: () => undefined,
  });
  const uiDirectory = options.uiDirectory ?? join(folder, 'ui');
  const limits = { sweepMs: 20, ...options.limits };
  // No check at all: what stands in front of the routes is tested here, not the machine.
  const environment = new Environment({
    checks: [],
    context: {} as CheckContext,
    record: () => Promise.resolve(),
    logger,
  });
  const kioskScreen = new KioskScreen(clock);
  const screens = new Screens({ database, audit: new Audit(database, clock), clock, ticker });
  const server = createApiServer({
    screens,
    environment,
    kioskScreen,
    config,
    gateway,
    ras,
    subscribers,
    saves,
    staff,
    counter,
    batch,
    auditLog: new AuditLog({ database, audit: new Audit(database, clock), clock }),
    recovery: {
      view: () => Promise.reject(new Error('no cards here')),
      take: () => Promise.reject(new Error('no cards here')),
    },
    logger,
    clock,
    uiDirectory,
    limits,
  });
  const { url } = await server.start();
  t.teardown(async () => {
    await server.stop();
    await database.close();
  });
  await staff.accounts.createAtShell(officer.name, Secret.fromText(officer.password), 'counterOfficer');

  const call = async (method: string, path: string, sent: RequestInit = {}): Promise<Reply> => {
    const headers = { Origin: url, 'Content-Type': 'application/json', ...(sent.headers as Record<string, string>) };
    const response = await fetch(url + path, { redirect: 'manual', ...sent, method, headers });
    const answer = reply(response.status, response.headers, await response.text());
    if (answer.code !== undefined) checkDocumented(method, path, answer.code);
    return answer;
  };
  /** A new screen. @returns what it sends as Authorization */
  const openScreen = async (place: Place = 'kiosk'): Promise<string> => {
    const { code } = await screens.makeCode({ place, name: place, by: 'shell' });
    return `Screen ${await (await TestScreen.enrol(url, code)).open(url)}`;
  };
  const enter = async (
    account: { readonly name: string; readonly password: string },
    token?: string,
  ): Promise<Reply> => {
    const Authorization = token ?? (await openScreen('counter'));
    return call('POST', '/api/staff/login', { body: JSON.stringify(account), headers: { Authorization } });
  };
  return {
    url,
    port: Number(new URL(url).port),
    host: new URL(url).host,
    gateway,
    staff,
    staffParts,
    database,
    clock,
    ticker,
    lines,
    folder,
    stop: () => server.stop(),
    call,
    post: (path: string, token: string, body: unknown) =>
      call('POST', path, {
        body: JSON.stringify(body),
        headers: { Authorization: token, 'Idempotency-Key': randomUUID() },
      }),
    get: (path: string, token: string) => call('GET', path, { headers: { Authorization: token } }),
    screens,
    openScreen,
    /** Logs in at a new screen of the counter. */
    enter,
    /** @param token of the screen; a new one at the counter when not given */
    logIn: async (token?: string) => tokenOf(await enter(officer, token)),
    /** Creates an account and logs it in. @returns its token */
    staffOf: async (name: string, role: StaffRole) => {
      const password = passwordOf(name);
      await staff.accounts.createAtShell(name, Secret.fromText(password), role);
      return tokenOf(await enter({ name, password }));
    },
    patch: (path: string, token: string, body: unknown) =>
      call('PATCH', path, { body: JSON.stringify(body), headers: { Authorization: token } }),
  };
}

function reply(status: number, headers: Headers, text: string): Reply {
  const parsed: unknown =
    text !== '' && headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : null;
  const code = (parsed as { failure?: { code?: string } } | null)?.failure?.code;
  return { status, headers, text, code };
}

/** What the screen sends as Authorization after this answer; empty when the token stays as it is. */
export function tokenOf({ headers }: Pick<Reply, 'headers'>): string {
  const token = headers.get('screen-token');
  return token === null ? '' : `Screen ${token}`;
}

export interface Listening {
  readonly socket: WebSocket;
  /** Messages so far. */
  readonly events: { readonly type: string; readonly job?: { readonly id: string } }[];
  /** Resolves when a message of this type has come. */
  until(type: string): Promise<void>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Opens /api/events; resolves after the snapshot. Rejects with `refused <status>` when the upgrade is refused. */
export async function listen(
  api: Api,
  { Authorization = '', ...headers }: Readonly<Record<string, string>>,
): Promise<Listening> {
  const protocols = ['events', Authorization.replace(/^Screen /, 'token.')].filter((word) => word !== '');
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/api/events`, protocols, { headers });
  const events: Listening['events'] = [];
  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString()) as Listening['events'][number];
    events.push(event);
    socket.emit(`event:${event.type}`);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  const until = async (type: string): Promise<void> => {
    if (!events.some((event) => event.type === type)) await once(socket, `event:${type}`);
  };
  await new Promise<void>((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      reject(new Error(`refused ${response.statusCode ?? 0}`));
    });
    socket.once('error', reject);
    socket.once('event:snapshot', resolve);
  });
  socket.on('error', () => undefined);
  return { socket, events, until, closed };
}

/** Sends bytes as they are. @returns everything that came back until the server closed */
export async function raw(api: Api, text: string): Promise<string> {
  const socket = connect(api.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

/** Independent client. @returns status and body */
export async function curl(...args: string[]): Promise<{ status: number; body: string }> {
  const command = ['--silent', '--max-time', '20', '--write-out', '\n%{http_code}', ...args];
  const { stdout } = await promisify(execFile)('curl', command);
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
}
