/** The audit log as supervisors and auditors read it: entries a page at a time, and exports that can be checked. */
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import type { AuditFilter, WireAuditList } from '../contract/messages.js';
import { typedDay } from '../contract/typedDay.js';
import type { Audit } from './audit.js';
import { AuditSearch } from './auditSearch.js';
import { newestHeads, type SignedHead } from './signedHeads.js';
import type { AuditRow } from './chain.js';
import { entryOf } from './entry.js';

/** What an export says beside its entries. */
export interface ExportFrame {
  readonly madeAt: string;
  readonly madeBy: string;
  readonly query: AuditFilter;
  /** The last entry of the whole log when the export began. */
  readonly head: Pick<AuditRow, 'seq' | 'hash'>;
  /** The newest head that was signed with the key for each RA. */
  readonly signedHeads: readonly SignedHead[];
}

export interface AuditExport extends ExportFrame {
  /** Oldest first. */
  readonly portions: AsyncIterable<readonly AuditRow[]>;
}

export class AuditLog {
  readonly #audit: Pick<Audit, 'append'>;
  readonly #search: AuditSearch;
  readonly #clock: Clock;
  readonly #database: Database;

  constructor({
    database,
    audit,
    clock,
  }: {
    readonly database: Database;
    readonly audit: Pick<Audit, 'append'>;
    readonly clock: Clock;
  }) {
    this.#audit = audit;
    this.#search = new AuditSearch(database);
    this.#clock = clock;
    this.#database = database;
  }

  /** @throws {Failure} `report.day.notADay` */
  async page(
    query: AuditFilter,
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<WireAuditList> {
    const { rows, more } = await this.#search.page(filterOf(query), { before, limit });
    return { entries: rows.map(entryOf), more };
  }

  /** Records who makes it, and begins. @throws {Failure} `report.day.notADay` */
  async export(query: AuditFilter, operator: string, format: 'json' | 'csv'): Promise<AuditExport> {
    const filter = filterOf(query);
    const asked = Object.entries<string | undefined>(query).filter(([, value]) => value !== undefined);
    const facts = { format, ...(asked.length > 0 && { filter: JSON.stringify(Object.fromEntries(asked)) }) };
    await this.#audit.append({ actor: operator, action: 'audit.exported', subject: 'audit log', facts });
    const head = await this.#search.last();
    if (head === null) throw new Error('the audit log has no entry after one was appended');
    return {
      madeAt: timestamp(this.#clock),
      madeBy: operator,
      query,
      head,
      signedHeads: await newestHeads(this.#database),
      portions: this.#search.portions(filter, head.seq),
    };
  }
}

/** The moments of the days. @throws {Failure} `report.day.notADay` */
function filterOf({ from, to, ...others }: AuditFilter): AuditFilter {
  return {
    ...others,
    from: from === undefined ? undefined : typedDay(from).from,
    to: to === undefined ? undefined : typedDay(to).to,
  };
}
