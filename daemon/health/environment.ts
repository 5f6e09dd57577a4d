/** The environment check (環境檢測): runs all checks, makes the repairs that a person asks for, and records them. */
import type { Logger } from 'pino';
import type { Localized, WireCheck, WireRepairOutcome } from '../contract/messages.js';
import type { AuditEntry } from '../audit/audit.js';
import { Failure } from '../contract/failures/failure.js';
import { RepairError, type Check, type Finding } from './check.js';
import type { CheckContext } from './checkContext.js';

/** A check without a result after this time is `unknown`. */
const checkLimitMs = 5_000;
const repairLimitMs = 60_000;

export interface EnvironmentParts {
  /** In the order in which they are shown and repaired. */
  readonly checks: readonly Check[];
  readonly context: CheckContext;
  /** Records a repair in the audit log. */
  readonly record: (entry: AuditEntry) => Promise<void>;
  readonly logger: Logger;
}

export interface RepairRequest {
  readonly ids: readonly string[];
  /** A person agreed to the interruptions by these repairs. */
  readonly confirmed: boolean;
  /** The operator's name, or `shell:` with a user's name. */
  readonly actor: string;
}

export class Environment {
  readonly #parts: EnvironmentParts;
  /** The run in progress: screens that ask at the same time get the same answer. */
  #running: Promise<readonly WireCheck[]> | null = null;
  /** The last repair, so that one is made at a time. */
  #repairing: Promise<unknown> = Promise.resolve();

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
  }

  checkAll(): Promise<readonly WireCheck[]> {
    this.#running ??= Promise.all(this.#parts.checks.map((check) => this.#check(check))).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /**
   * Makes the repairs one after the other; a failed one does not stop the others.
   * @throws {Failure} `environment.repair.unknown`, `environment.repair.unconfirmed`; then no repair was made
   */
  async repair({ ids, confirmed, actor }: RepairRequest): Promise<readonly WireRepairOutcome[]> {
    const known = this.#parts.checks.filter(({ id, repair }) => ids.includes(id) && repair !== undefined);
    const unknown = ids.find((id) => !known.some((check) => check.id === id));
    if (unknown !== undefined) throw new Failure('environment.repair.unknown', { check: unknown });
    const interrupting = known.find(({ repair }) => repair?.warning !== null);
    if (interrupting !== undefined && !confirmed) {
      throw new Failure('environment.repair.unconfirmed', { check: interrupting.id });
    }
    const turn = this.#repairing.then(async () => {
      const outcomes: WireRepairOutcome[] = [];
      for (const check of known) outcomes.push(await this.#repairOne(check, actor));
      return outcomes;
    });
    this.#repairing = turn.catch(() => undefined);
    return turn;
  }

  async #check(check: Check): Promise<WireCheck> {
    const { context } = this.#parts;
    const { id, group, title, purpose, repair } = check;
    const [finding, hindrance] = await Promise.all([
      this.#finding(check),
      repair?.hindrance?.(context).catch(() => null) ?? null,
    ]);
    return {
      id,
      group,
      title,
      purpose,
      recommended: check.recommended(context),
      state: finding.state,
      present: finding.present,
      facts: { ...finding.facts },
      repair: repair === undefined ? null : { label: repair.label, warning: repair.warning, hindrance },
    };
  }

  async #finding(check: Check): Promise<Finding> {
    const limit = AbortSignal.timeout(checkLimitMs);
    const late = new Promise<Finding>((resolve) => {
      limit.addEventListener('abort', () => resolve(unanswered));
    });
    try {
      return await Promise.race([check.run(this.#parts.context, limit), late]);
    } catch (error) {
      this.#parts.logger.warn({ check: check.id, err: error }, 'a check could not be made');
      const reason = error instanceof Error ? error.message : String(error);
      const present = { 'zh-TW': `無法檢查：${reason}`, en: `It cannot be checked: ${reason}` };
      return { state: 'unknown', present, facts: {} };
    }
  }

  async #repairOne(check: Check, actor: string): Promise<WireRepairOutcome> {
    const { logger, record, context } = this.#parts;
    const { id } = check;
    const outcome = await attempt(check, context, logger);
    logger.info({ check: id, actor, outcome: outcome.outcome, message: outcome.message.en }, 'environment repair');
    const facts = { outcome: outcome.outcome, message: outcome.message.en };
    await record({ actor, action: 'environment.repair', subject: id, facts });
    return { id, ...outcome, check: await this.#check(check) };
  }
}

const unanswered: Finding = {
  state: 'unknown',
  present: {
    'zh-TW': `${checkLimitMs / 1_000} 秒內沒有結果`,
    en: `No answer within ${checkLimitMs / 1_000} seconds`,
  },
  facts: {},
};

async function attempt(
  { id, repair }: Check,
  context: CheckContext,
  logger: Logger,
): Promise<Pick<WireRepairOutcome, 'outcome' | 'message'>> {
  const hindrance = (await repair?.hindrance?.(context)) ?? null;
  if (hindrance !== null) return { outcome: 'failed', message: hindrance };
  try {
    const message = await repair?.run(context, AbortSignal.timeout(repairLimitMs));
    return { outcome: 'repaired', message: message ?? { 'zh-TW': '', en: '' } };
  } catch (error) {
    logger.warn({ check: id, err: error }, 'a repair failed');
    return { outcome: 'failed', message: error instanceof RepairError ? error.words : explain(error) };
  }
}

function explain(error: unknown): Localized {
  const reason = error instanceof Error ? error.message : String(error);
  return { 'zh-TW': `修復失敗：${reason}`, en: `The repair failed: ${reason}` };
}
