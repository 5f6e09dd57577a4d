/** Sends the entries of the audit log to a syslog receiver, in their order, after the newest one that the receiver has. */
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { retry } from '../../base/retry.js';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { SyslogSettings } from '../../config/schema.js';
import type { AuditRow } from './chain.js';
import { syslogRecord } from './syslogRecord.js';
import type { SyslogReceiver } from './syslogReceiver.js';

export interface SyslogStanding {
  /** Entries that the receiver does not have. */
  readonly waiting: number;
  /** RFC 3339; the oldest of them. */
  readonly oldestAt: string | null;
  /** Why the last attempt failed; null: it did not. */
  readonly problem: { readonly since: string; readonly message: string } | null;
}

export interface AuditSyslogParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: Pick<SyslogSettings, 'facility' | 'appName' | 'enterpriseNumber'>;
  readonly receiver: SyslogReceiver;
  /** How often new entries are looked for. */
  readonly everyMs?: number;
}

const longestWaitMs = 60_000;

export class AuditSyslog {
  readonly #parts: AuditSyslogParts;
  readonly #stopping = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #problem: SyslogStanding['problem'] = null;
  /** Entries sent at once: after a failure one, then twice as many after each success. A slow receiver takes few, and gets few twice. */
  #portion: number;

  constructor(parts: AuditSyslogParts) {
    this.#parts = parts;
    this.#portion = parts.receiver.portion;
  }

  start(): Promise<void> {
    this.#work = this.#run();
    return Promise.resolve();
  }

  /** What was not sent is sent when the gateway runs again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async standing(): Promise<SyslogStanding> {
    const { seq } = await this.#newestSent();
    // Numbers have no gaps. Counting would read the whole backlog.
    const row = await this.#parts.database.get<{ waiting: number; oldestAt: string | null }>(
      `SELECT coalesce((SELECT max(seq) FROM audit) - ?1, 0) AS waiting,
              (SELECT at FROM audit WHERE seq > ?1 ORDER BY seq LIMIT 1) AS oldestAt`,
      [seq],
    );
    return { waiting: row?.waiting ?? 0, oldestAt: row?.oldestAt ?? null, problem: this.#problem };
  }

  async #run(): Promise<void> {
    const { everyMs = 2_000, clock, logger } = this.#parts;
    const { signal } = this.#stopping;
    const isStopping = (): boolean => signal.aborted;
    const failed = (err: unknown): void => {
      if (isStopping()) return;
      this.#portion = 1;
      if (this.#problem === null) logger.warn({ err }, 'the syslog receiver takes no entries of the audit log');
      this.#problem = { since: this.#problem?.since ?? timestamp(clock), message: messageOf(err) };
    };
    while (!isStopping()) {
      const send = (): Promise<boolean> => this.#sendPortion();
      try {
        const hasMore = await retry(send, { pauseMs: everyMs, longestPauseMs: longestWaitMs, signal, failed });
        if (this.#problem !== null) logger.info('the syslog receiver takes entries of the audit log again');
        this.#problem = null;
        await delay(hasMore ? 0 : everyMs, undefined, { signal });
      } catch (error) {
        if (!isStopping()) throw error;
      }
    }
  }

  /** @returns is there more to be sent? */
  async #sendPortion(): Promise<boolean> {
    const { database, receiver, settings, logger } = this.#parts;
    const portion = this.#portion;
    const { seq, isForeign } = await this.#newestSent();
    const rows = await database.all<AuditRow>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?', [seq, portion]);
    const last = rows.at(-1);
    if (last === undefined) return false;
    if (isForeign)
      logger.error('the audit log is not the one that was sent to the syslog receiver: all of it is sent again');
    const form = { ...settings, hostname: hostname(), limit: receiver.limit };
    await receiver.send(
      rows.map((row) => syslogRecord(row, form)),
      this.#stopping.signal,
    );
    await database.run(
      `INSERT INTO audit_syslog (id, receiver, seq, hash) VALUES (1, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET receiver = excluded.receiver, seq = excluded.seq, hash = excluded.hash`,
      [receiver.name, last.seq, last.hash],
    );
    this.#portion = Math.min(portion * 2, receiver.portion);
    return rows.length === portion;
  }

  /**
   * To another receiver nothing was sent. Of a log that is not the one that was sent (`isForeign`) nothing counts as sent: the
   * receiver is to have both, and sees where they differ.
   */
  async #newestSent(): Promise<{ readonly seq: number; readonly isForeign: boolean }> {
    const { database, receiver } = this.#parts;
    const mark = await database.get<Pick<AuditRow, 'seq' | 'hash'>>(
      'SELECT seq, hash FROM audit_syslog WHERE receiver = ?',
      [receiver.name],
    );
    if (mark === undefined) return { seq: 0, isForeign: false };
    const row = await database.get<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?', [mark.seq]);
    return row?.hash === mark.hash ? { seq: mark.seq, isForeign: false } : { seq: 0, isForeign: true };
  }
}

/** The error of a name with several addresses, none of which answers, has a code and no message. */
function messageOf(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  const code = 'code' in err && typeof err.code === 'string' ? err.code : '';
  return err.message || code || err.name;
}
