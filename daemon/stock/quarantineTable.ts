/** The table `quarantine`, and what jobs made of the cards that one is about. */
import { randomUUID } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database, Executor, SqlValue } from '../../base/database.js';
import { taipeiDayBounds } from '../../base/taipei.js';
import type { JobKind } from '../contract/messages.js';
import type { JobResult } from '../contract/jobs/index.js';
import type { JobState } from '../jobs/state.js';
import { resultFormat } from '../jobs/storedJob.js';
import type { SerialRange } from './serialRange.js';

/** What a quarantine is about: cards that fit everything that is not null. */
export interface QuarantineScope {
  readonly range: SerialRange | null;
  readonly family: string | null;
  /** Days of Asia/Taipei, both included. */
  readonly keys: { readonly from: string; readonly to: string | null } | null;
}

export interface Quarantine extends QuarantineScope {
  readonly id: string;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
  readonly lifted: {
    readonly at: string;
    readonly askedBy: string;
    readonly approvedBy: string;
    readonly reason: string;
  } | null;
}

interface Row {
  id: string;
  serial_from: string | null;
  serial_to: string | null;
  family: string | null;
  keys_from: string | null;
  keys_to: string | null;
  reason: string;
  placed_by: string;
  placed_at: string;
  lifted_at: string | null;
  lift_asked_by: string;
  lift_approved_by: string;
  lift_reason: string;
}

/** One of {AffectedCard}, before its certificates are judged. */
export interface AffectedRow {
  readonly card_serial: string;
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly ra_id: string | null;
  readonly updated_at: string;
  readonly family: string | null;
  readonly spoiled_at: string | null;
  readonly registration_id: string | null;
  readonly user_identifier: string | null;
  readonly keys_at: string | null;
  readonly result_json: string | null;
  /** Of a job that is not finished: certificates that the RA gave it, by use, base64 DER. */
  readonly obtained_json: string | null;
}

// The conditions are those of the indexes `job_that_made` and `journal_of_keys`.
const makes = 'j.makes_keys = 1';
const ofKeys = `journal WHERE job_id = j.id AND phase = 'outcome'
  AND step IN ('generateSigningKey', 'generateEncryptionKey', 'generateSingleKey')`;
const outcomeOf = (step: string, value: string): string =>
  `(SELECT ${value} FROM journal WHERE job_id = j.id AND step = '${step}' AND phase = 'outcome' LIMIT 1)`;

export class QuarantineTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async insert(
    tx: Executor,
    { range, family, keys, reason, placedBy }: QuarantineScope & Pick<Quarantine, 'reason' | 'placedBy'>,
  ): Promise<Quarantine> {
    const quarantine = { id: randomUUID(), placedAt: timestamp(this.clock), ...{ range, family, keys } };
    await tx.run(
      `INSERT INTO quarantine (id, serial_from, serial_to, family, keys_from, keys_to, reason, placed_by, placed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[quarantine.id, range?.from ?? null, range?.to ?? null, family, keys?.from ?? null, keys?.to ?? null],
        ...[reason, placedBy, quarantine.placedAt],
      ],
    );
    return { ...quarantine, reason, placedBy, lifted: null };
  }

  /** In force first, then newest first. */
  async list(limit: number): Promise<Quarantine[]> {
    const rows = await this.database.all<Row>(
      'SELECT * FROM quarantine ORDER BY lifted_at IS NOT NULL, placed_at DESC, rowid DESC LIMIT ?',
      [limit],
    );
    return rows.map(quarantineOf);
  }

  async inForce(): Promise<Quarantine[]> {
    return (await this.database.all<Row>('SELECT * FROM quarantine WHERE lifted_at IS NULL')).map(quarantineOf);
  }

  async find(id: string): Promise<Quarantine | null> {
    const row = await this.database.get<Row>('SELECT * FROM quarantine WHERE id = ?', [id]);
    return row === undefined ? null : quarantineOf(row);
  }

  /** @returns false: it was lifted before */
  async lift(tx: Executor, id: string, by: { askedBy: string; approvedBy: string; reason: string }): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE quarantine SET lifted_at = ?, lift_asked_by = ?, lift_approved_by = ?, lift_reason = ?
       WHERE id = ? AND lifted_at IS NULL`,
      [timestamp(this.clock), by.askedBy, by.approvedBy, by.reason, id],
    );
    return changes > 0;
  }

  async affectedCount(scope: QuarantineScope): Promise<number> {
    const { where, params } = affected(scope);
    const row = await this.database.get<{ n: number }>(`SELECT count(*) AS n FROM ${where}`, params);
    return row?.n ?? 0;
  }

  /** Every card that something was made of. */
  async affectedSerials(scope: QuarantineScope): Promise<string[]> {
    const { where, params } = affected(scope);
    const rows = await this.database.all<{ s: string }>(`SELECT DISTINCT j.card_serial AS s FROM ${where}`, params);
    return rows.map(({ s }) => s);
  }

  /** By the serial number of the card. @param after the last row of the page before */
  affected(
    scope: QuarantineScope,
    after: { readonly cardSerial: string; readonly jobId: string },
    limit: number,
  ): Promise<AffectedRow[]> {
    const { where, params } = affected(scope);
    return this.database.all(
      `SELECT j.card_serial, j.id, j.kind, j.state, j.ra_id, j.updated_at, j.result_json, c.family, c.spoiled_at,
         coalesce(j.params_json ->> 'registrationId', ${outcomeOf('openOrder', "facts_json ->> 'registrationId'")})
           AS registration_id,
         ${outcomeOf('openOrder', "facts_json ->> 'userIdentifier'")} AS user_identifier,
         (SELECT max(at) FROM ${ofKeys}) AS keys_at,
         CASE WHEN j.result_json IS NULL THEN ${outcomeOf('obtainCertificates', "facts_json -> 'certificates'")} END
           AS obtained_json
       FROM ${where} AND (j.card_serial, j.id) > (?, ?) ORDER BY j.card_serial, j.id LIMIT ?`,
      [...params, after.cardSerial, after.jobId, limit],
    );
  }

  /** Serial numbers of certificates of these registrations that were revoked through this gateway. */
  async revoked(registrationIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.all<{ serials: string }>(
      `SELECT facts_json ->> 'serials' AS serials FROM audit
       WHERE subject IN (SELECT value FROM json_each(?)) AND action = 'certificate.revoked'`,
      [JSON.stringify(registrationIds)],
    );
    return new Set(rows.flatMap(({ serials }) => serials.split(' ')));
  }
}

/** @returns everything from the tables' names to the conditions */
function affected({ range, family, keys }: QuarantineScope): { readonly where: string; readonly params: SqlValue[] } {
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: SqlValue[]): void => {
    conditions.push(condition);
    params.push(...values);
  };
  if (range !== null) {
    add('j.card_serial BETWEEN ? AND ? AND length(j.card_serial) = ?', range.from, range.to, range.from.length);
  }
  if (family !== null) add('c.family = ?', family);
  if (keys === null) add(`(j.state = 'finished' OR EXISTS (SELECT 1 FROM ${ofKeys}))`);
  else {
    const until = keys.to === null ? '~' : new Date(taipeiDayBounds(keys.to).toMs).toISOString();
    const from = new Date(taipeiDayBounds(keys.from).fromMs).toISOString();
    add(`EXISTS (SELECT 1 FROM ${ofKeys} AND at >= ? AND at < ?)`, from, until);
  }
  const where = `job j LEFT JOIN card c ON c.serial = j.card_serial WHERE ${[makes, ...conditions].join(' AND ')}`;
  return { where, params };
}

/** As the job told them when it was finished. */
export function resultCertificates({ id, result_json: json }: AffectedRow): NonNullable<JobResult['certificates']> {
  return resultFormat.readNullable(json, id)?.certificates ?? [];
}

function quarantineOf(row: Row): Quarantine {
  const { lifted_at: at } = row;
  return {
    id: row.id,
    range: row.serial_from === null || row.serial_to === null ? null : { from: row.serial_from, to: row.serial_to },
    family: row.family,
    keys: row.keys_from === null ? null : { from: row.keys_from, to: row.keys_to },
    reason: row.reason,
    placedBy: row.placed_by,
    placedAt: row.placed_at,
    lifted:
      at === null
        ? null
        : { at, askedBy: row.lift_asked_by, approvedBy: row.lift_approved_by, reason: row.lift_reason },
  };
}
