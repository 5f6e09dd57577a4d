/** The audit log as supervisors and auditors read it: entries a page at a time, and exports that can be checked. */
import { readDay, taipeiDayBounds } from '../../base/taipei.js';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { Failure } from '../contract/failures/failure.js';
import type { WireAuditEntry, WireAuditList } from '../contract/messages.js';
import type { Audit } from './audit.js';
import { AuditSearch, type AuditFilter } from './auditSearch.js';
import { newestHeads, type SignedHead } from './signedHeads.js';
import { factsOf, type AuditFacts, type AuditRow } from './chain.js';

/** As it is asked for: days in Asia/Taipei. */
export interface AuditQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly reader?: string | undefined;
}

/** What an export says beside its entries. */
export interface ExportFrame {
  readonly madeAt: string;
  readonly madeBy: string;
  readonly query: AuditQuery;
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
    query: AuditQuery,
    { before, limit }: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<WireAuditList> {
    const { rows, more } = await this.#search.page(filterOf(query), { before, limit });
    return { entries: rows.map(entryOf), more };
  }

  /** Records who makes it, and begins. @throws {Failure} `report.day.notADay` */
  async export(query: AuditQuery, operator: string, format: 'json' | 'csv'): Promise<AuditExport> {
    const filter = filterOf(query);
    const asked = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
    await this.#audit.append({
      actor: operator,
      action: 'audit.exported',
      subject: 'audit log',
      facts: { format, ...(asked as AuditFacts) },
    });
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

/** @throws {Failure} `report.day.notADay` */
function boundsOf(typed: string): { readonly fromMs: number; readonly toMs: number } {
  const day = readDay(typed);
  if (day === null) throw new Failure('report.day.notADay');
  return taipeiDayBounds(day);
}

function filterOf({ from, to, ...others }: AuditQuery): AuditFilter {
  const set = Object.entries<string | undefined>(others).filter(([, value]) => value !== undefined);
  return {
    ...(from !== undefined && { from: new Date(boundsOf(from).fromMs).toISOString() }),
    ...(to !== undefined && { to: new Date(boundsOf(to).toMs).toISOString() }),
    ...Object.fromEntries(set),
  };
}

/** Actions whose subject is a card. */
const aboutCard = /^(card|pin)\.|^certificates\.re|^terms\.accepted$|^quarantine\.cardMet$/;

function entryOf(row: AuditRow): WireAuditEntry {
  const { seq, at, actor, action, subject } = row;
  const facts = factsOf(row);
  const textOf = (name: string): string | null => (typeof facts[name] === 'string' ? facts[name] : null);
  const card = aboutCard.test(action) ? subject : textOf('cardSerial');
  return { seq, at, actor, action, subject, card, reader: textOf('reader'), facts };
}
