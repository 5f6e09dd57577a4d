/**
 * `npm run doctor`: the environment check in the shell. What the running gateway holds, it is asked for; everything else is
 * looked at from here, with the rights of whoever asks. Without a running gateway all of it is looked at from here.
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

/** A gateway that stands still takes the connection and says nothing. */
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
    // What the gateway is asked for is not looked at from here as well: a card answers one at a time.
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

  async look(): Promise<readonly WireCheck[]> {
    const [here, there] = await Promise.all([this.#environment.look(), this.#gateway?.look() ?? []]);
    const found = new Map([...there, ...here].map((check) => [check.id, check]));
    return [...this.#places.keys()].flatMap((id) => found.get(id) ?? []);
  }

  /** One repair, where its check is looked at. @throws {Failure} `environment.repair.*` */
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

  /** What is mended is written down, so nothing is mended while nothing can be. @throws {DatabaseInUseError} */
  async #checkRecordable(id: string): Promise<void> {
    if (this.#gateway !== null || id === 'gateway.process') return;
    const holder = await this.#context.storeHolder();
    if (holder === null) return;
    throw new DatabaseInUseError(`process ${holder.pid} has the store: mend gateway.process first`);
  }

  async #record(entry: AuditEntry): Promise<void> {
    if (this.#gateway !== null) return this.#gateway.record(entry);
    // Before the gateway's first start there is nothing to write in.
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
  /** Id of a check, `all`, or null to look only. */
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
    const before = await doctor.look();
    for (const id of wanted(before, repair, confirmed)) repairs.push(await doctor.repair(id, confirmed));
    const checks = repairs.length === 0 ? before : await doctor.look();
    return { checkedAt: new Date().toISOString(), gatewayRuns: doctor.gatewayRuns, checks, repairs };
  } finally {
    await doctor.close();
  }
}

/** All: what is not in order, can be mended from here, and interrupts nobody who was not asked. */
function wanted(checks: readonly WireCheck[], repair: string | null, confirmed: boolean): readonly string[] {
  if (repair === null) return [];
  if (repair !== 'all') return [repair];
  return checks
    .filter(({ state }) => state === 'failed' || state === 'warn')
    .filter((check) => check.repair !== null && check.repair.hindrance === null)
    .filter((check) => confirmed || check.repair?.warning === null)
    .map(({ id }) => id);
}
