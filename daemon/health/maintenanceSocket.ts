/**
 * The connection of the maintainer's shell to the running gateway: HTTP on a Unix socket beside the store. Only the gateway's own
 * user and root may enter that folder, and both can read the store anyway.
 */
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { listenIn, withSocketIn } from '../../base/unixSocket.js';
import {
  checkSchema,
  repairOrderSchema,
  repairOutcomeSchema,
  screenCodeOrderSchema,
  screenCodeSchema,
} from '../contract/messages.js';
import type { ScreenCodeOrder, WireCheck, WireRepairOutcome, WireScreenCode } from '../contract/messages.js';
import type { Screens } from '../screens/screens.js';
import type { AuditEntry } from '../audit/audit.js';
import { catalogue, type FailureCode } from '../contract/failures/catalogue.js';
import { Failure } from '../contract/failures/failure.js';
import type { Environment, RepairRequest } from './environment.js';

const checksAnswer = z.object({ checks: z.array(checkSchema) });
const repairRequest = repairOrderSchema.extend({ actor: z.string(), confirmed: z.boolean() });
const repairAnswer = z.object({ repairs: z.array(repairOutcomeSchema) });
const recordRequest = z.strictObject({
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
const refusal = z.object({
  code: z.custom<FailureCode>((code) => typeof code === 'string' && Object.hasOwn(catalogue, code)),
  facts: recordRequest.shape.facts,
});

const socketName = 'maintenance.sock';

export interface MaintenanceParts {
  readonly stateDirectory: string;
  readonly environment: Environment;
  readonly screens: Screens;
  readonly record: (entry: AuditEntry) => Promise<void>;
}

/** Who the audit log names for what is done here. */
const shellActor = 'shell';

/** The gateway's end. */
export class MaintenanceSocket {
  readonly #parts: MaintenanceParts;
  readonly #server: Server;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (answer) => send(response, 200, answer),
        (error: unknown) => {
          if (error instanceof Failure) send(response, 409, { code: error.code, facts: error.facts });
          else send(response, 500, {});
        },
      );
    });
  }

  /** Replaces a left-over socket. The gateway holds the store's lock, so no other gateway uses it. */
  async start(): Promise<void> {
    await listenIn(this.#parts.stateDirectory, socketName, this.#server);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'GET /':
        return {};
      case 'GET /checks':
        return { checks: await this.#parts.environment.checkAll() };
      case 'POST /repairs':
        return { repairs: await this.#parts.environment.repair(repairRequest.parse(await json(request))) };
      case 'POST /records':
        await this.#parts.record(recordRequest.parse(await json(request)));
        return {};
      case 'POST /screen-codes':
        return this.#parts.screens.makeCode({ ...screenCodeOrderSchema.parse(await json(request)), by: shellActor });
      default:
        throw new Error('the shell and the gateway are of different versions');
    }
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(answer));
}

/** The shell's end: a gateway that runs and answers. */
export class RunningGateway {
  readonly #stateDirectory: string;

  private constructor(stateDirectory: string) {
    this.#stateDirectory = stateDirectory;
  }

  /** @returns null: no gateway runs, or it does not answer */
  static async find(stateDirectory: string, limitMs: number): Promise<RunningGateway | null> {
    const gateway = new RunningGateway(stateDirectory);
    return gateway.#ask('GET', '/', { signal: AbortSignal.timeout(limitMs) }).then(
      () => gateway,
      () => null,
    );
  }

  async checkAll(): Promise<readonly WireCheck[]> {
    return checksAnswer.parse(await this.#ask('GET', '/checks')).checks;
  }

  /** @throws {Failure} as `Environment.repair` */
  async repair(request: RepairRequest): Promise<readonly WireRepairOutcome[]> {
    return repairAnswer.parse(await this.#ask('POST', '/repairs', { body: request })).repairs;
  }

  /** Records a repair that the shell made. */
  async record(entry: AuditEntry): Promise<void> {
    await this.#ask('POST', '/records', { body: entry });
  }

  /** Lets a new screen in. */
  async makeScreenCode(order: ScreenCodeOrder): Promise<WireScreenCode> {
    return screenCodeSchema.parse(await this.#ask('POST', '/screen-codes', { body: order }));
  }

  async #ask(
    method: string,
    path: string,
    { body, signal }: { readonly body?: object; readonly signal?: AbortSignal } = {},
  ): Promise<unknown> {
    return withSocketIn(this.#stateDirectory, socketName, async (socketPath) => {
      const outgoing = httpRequest({ socketPath, method, path, ...(signal && { signal }) });
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
      const content = await json(answer);
      if (answer.statusCode === 200) return content;
      const refused = refusal.safeParse(content);
      if (refused.success) throw new Failure(refused.data.code, refused.data.facts);
      throw new Error(`the gateway answered ${answer.statusCode ?? 0} to ${path}`);
    });
  }
}
