/** The hash chain of the audit log: what a row's hash covers. `docs/audit-log.md` says how an auditor computes it again. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { StoredFormat, UnreadableRowError } from '../store/storedFormat.js';

/** A row of the table `audit`, as it is stored. */
export interface AuditRow {
  readonly seq: number;
  /** RFC 3339 */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly facts_json: string;
  readonly previous_hash: string;
  readonly hash: string;
}

/** What stands in place of a hash before the first row. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 of all other columns as a JSON array, in lower-case hex. */
export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const fields = [row.seq, row.at, row.actor, row.action, row.subject, row.facts_json, row.previous_hash];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}

/**
 * Version 1 is written without its version, by `JSON.stringify`: the text is part of the hash chain, and auditors read it as it is. The
 * next version, if there is one, carries its number.
 */
const factsFormat = StoredFormat.of(
  'audit.facts_json',
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
);

export type AuditFacts = Readonly<Record<string, string | number | boolean>>;

/** For lists: what cannot be read is shown as it is stored, and hides no other entry. */
export function shownFacts(row: Pick<AuditRow, 'seq' | 'facts_json'>): AuditFacts {
  try {
    return factsOf(row);
  } catch (error) {
    if (!(error instanceof UnreadableRowError)) throw error;
    return { unreadable: row.facts_json };
  }
}

/** @throws {UnreadableRowError} */
export function factsOf({ seq, facts_json: facts }: Pick<AuditRow, 'seq' | 'facts_json'>): AuditFacts {
  return factsFormat.read(facts, String(seq));
}
