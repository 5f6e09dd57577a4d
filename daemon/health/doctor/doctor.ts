/**
 * `npm run doctor`: the environment check in the shell. The running gateway is asked for the checks of its own parts. All other
 * checks run here, with the rights of the user. Without a running gateway all checks run here.
 */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../../../base/clock.js';
import { DatabaseInUseError } from '../../../base/database.js';
import type { Config } from '../../../config/schema.js';
import type { WireCheck, WireRepairOutcome } from '../../contract/messages.js';
import { Audit, type AuditEntry } from '../../audit/audit.js';
import { environmentChecks } from '../checks/index.js';
import { Environment } from '../environment.js';
import { exists } from '../machine.js';
import { RunningGateway } from '../maintenanceSocket.js';
import { ShellContext, type ShellParts } from '../shellContext.js';

/** A stopped or hung process accepts the connection and does not answer. */
const answerLimitMs = 2_000;

class Doctor {
  readonly #gateway: RunningGateway | null;
  readonly #parts: Omit<ShellParts, 'gatewayAnswers'>;
  readonly #context: ShellContext;
  readonly #environment: Environment;
  readonly #places: ReadonlyMap<string, 'gateway' | 'machine'>;

  private constructor(gateway: RunningGateway | null, parts: Omit<ShellParts, 'gatewayAnswers'>) {
    this.#gateway = gateway;
    this.#parts = parts;

    const { config, logger } = parts;
    const all = environmentChecks(config);
    // A check that the gateway makes is not made here too, because a card answers one program at a time.
    const checks = all.filter(({ place }) => gateway === null || place === 'machine');
    this.#places = new Map(all.map(({ id, place }) => [id, place]));
    this.#context = new ShellContext({ ...parts, gatewayAnswers: gateway !== null });
    this.#environment = new Environment({
      checks,
      context: this.#context,
      record: (entry) => this.#record(entry),
      logger,
    });
  }

  static async open(parts: Omit<ShellParts, 'gatewayAnswers'>): Promise<Doctor> {
    return new Doctor(await RunningGateway.find(parts.config.stateDirectory, answerLimitMs), parts);
  }

  get gatewayRuns(): boolean {
    return this.#gateway !== null;
  }

  async checkAll(): Promise<readonly WireCheck[]> {
    const [here, there] = await Promise.all([this.#environment.checkAll(), this.#gateway?.checkAll() ?? []]);
    const found = new Map([...there, ...here].map((check) => [check.id, check]));
    return [...this.#places.keys()].flatMap((id) => found.get(id) ?? []);
  }

  /** Makes one repair, in the gateway or here, as its check. @throws {Failure} `environment.repair.*` */
  async repair(id: string, confirmed: boolean): Promise<WireRepairOutcome> {
    const request = { ids: [id], confirmed, actor: `shell:${userInfo().username}` };
    await this.#checkRecordable(id);
    const inGateway = this.#gateway !== null && this.#places.get(id) !== 'machine';
    const [outcome] = await (inGateway ? this.#gateway : this.#environment).repair(request);
    if (outcome === undefined) throw new Error('a repair without an outcome');
    return outcome;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Every repair is recorded, so none is made while the audit log cannot be written. @throws {DatabaseInUseError} */
  async #checkRecordable(id: string): Promise<void> {
    if (this.#gateway !== null || id === 'gateway.process') return;
    const holder = await this.#context.storeHolder();
    if (holder === null) return;
    throw new DatabaseInUseError(`process ${holder.pid} has the store: repair gateway.process first`);
  }

  async #record(entry: AuditEntry): Promise<void> {
    if (this.#gateway !== null) return this.#gateway.record(entry);
    // Before the gateway's first start there is no audit log.
    if (!(await exists(join(this.#parts.config.stateDirectory, 'gateway.db')))) return;
    const database = await this.#parts.openStore();
    try {
      await new Audit(database, systemClock).append(entry);
    } finally {
      await database.close();
    }
  }
}

export interface DoctorOrder {
  readonly config: Config;
  readonly logger: Logger;
  readonly openStore: ShellParts['openStore'];
  /** Id of a check, `all`, or null: no repair. */
  readonly repair: string | null;
  readonly confirmed: boolean;
}

export interface DoctorReport {
  readonly checkedAt: string;
  readonly gatewayRuns: boolean;
  readonly checks: readonly WireCheck[];
  readonly repairs: readonly WireRepairOutcome[];
}

/** @throws {Failure} `environment.repair.*` for a single repair */
export async function runDoctor({ repair, confirmed, ...parts }: DoctorOrder): Promise<DoctorReport> {
  const doctor = await Doctor.open(parts);
  try {
    const repairs: WireRepairOutcome[] = [];
    const before = await doctor.checkAll();
    for (const id of wanted(before, repair, confirmed)) repairs.push(await doctor.repair(id, confirmed));
    const checks = repairs.length === 0 ? before : await doctor.checkAll();
    return { checkedAt: new Date().toISOString(), gatewayRuns: doctor.gatewayRuns, checks, repairs };
  } finally {
    await doctor.close();
  }
}

/** For `all`: every check that warns or failed and has a possible repair; repairs that interrupt work only when confirmed. */
function wanted(checks: readonly WireCheck[], repair: string | null, confirmed: boolean): readonly string[] {
  if (repair === null) return [];
  if (repair !== 'all') return [repair];
  return checks
    .filter(({ state }) => state === 'failed' || state === 'warn')
    .filter((check) => check.repair !== null && check.repair.hindrance === null)
    .filter((check) => confirmed || check.repair?.warning === null)
    .map(({ id }) => id);
}
