/** Finds audit entries for supervisors and auditors. */
import type { Executor, SqlValue } from '../../base/database.js';
import type { AuditFilter } from '../contract/messages.js';
import { plainCardSerial } from '../../base/cardSerial.js';
import type { AuditRow } from './chain.js';

/** A statement looks at this many rows at most, so that other reads of the store do not wait for a long search. */
const sliceRows = 10_000;

/** A fact of an entry; NULL where its facts cannot be read. */
const fact = (name: string): string => `CASE WHEN json_valid(facts_json) THEN facts_json ->> '${name}' END`;

/** `from` is inclusive, `to` exclusive; both RFC 3339. */
const tests: Readonly<Record<keyof AuditFilter, string>> = {
  from: 'at >= ?',
  to: 'at < ?',
  actor: 'actor = ?',
  action: 'action = ?',
  subject: `(subject = ? OR ? IN (subject, ${fact('cardSerial')}))`,
  reader: `? IN (subject, ${fact('reader')})`,
};

function condition(filter: AuditFilter): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const names = ['from', 'to', 'actor', 'action', 'subject', 'reader'] as const;
  const set = names.flatMap((name) => (filter[name] === undefined ? [] : [{ name, value: filter[name] }]));
  return {
    sql: ['seq >= ? AND seq < ?', ...set.map(({ name }) => tests[name])].join(' AND '),
    // A card's serial number is found in each form that people have it in.
    values: set.flatMap(({ name, value }) => (name === 'subject' ? [value, plainCardSerial(value)] : [value])),
  };
}

export class AuditSearch {
  readonly #store: Pick<Executor, 'get' | 'all'>;

  constructor(store: Pick<Executor, 'get' | 'all'>) {
    this.#store = store;
  }

  /** The newest row; null: the log is empty. */
  async last(): Promise<Pick<AuditRow, 'seq' | 'hash'> | null> {
    return (await this.#store.get('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1')) ?? null;
  }

  /** The newest rows first. @param before sequence number of the last row of the page before */
  async page(
    filter: AuditFilter,
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<{ readonly rows: readonly AuditRow[]; readonly more: boolean }> {
    const { sql, values } = condition(filter);
    const rows: AuditRow[] = [];
    let end = Math.min(before ?? Infinity, ((await this.last())?.seq ?? 0) + 1);
    while (end > 1 && rows.length <= limit) {
      const begin = Math.max(1, end - sliceRows);
      const found = await this.#store.all<AuditRow>(`SELECT * FROM audit WHERE ${sql} ORDER BY seq DESC LIMIT ?`, [
        begin,
        end,
        ...values,
        limit + 1 - rows.length,
      ]);
      rows.push(...found);
      end = begin;
    }
    return { rows: rows.slice(0, limit), more: rows.length > limit };
  }

  /** All rows, oldest first, in portions. @param through sequence number of the last row that may be among them */
  async *portions(filter: AuditFilter, through: number): AsyncGenerator<readonly AuditRow[]> {
    const { sql, values } = condition(filter);
    // Fewer than a search looks at: each of these may be a row of the answer.
    const step = 1_000;
    for (let begin = 1; begin <= through; begin += step) {
      const end = Math.min(begin + step, through + 1);
      const rows = await this.#store.all<AuditRow>(`SELECT * FROM audit WHERE ${sql} ORDER BY seq`, [
        begin,
        end,
        ...values,
      ]);
      if (rows.length > 0) yield rows;
    }
  }
}
