/** Verifies the audit log: each row, the chain, the heads that the gateway signed, and what the RAs know of it. */
import type { Executor } from '../../base/database.js';
import { GENESIS, hashOf, type AuditRow } from './chain.js';
import { headsAfter, judgeHead, type HeadJudge, type SignedHead } from './signedHeads.js';

export type ProblemKind =
  /** The row does not have the hash of its content. */
  | 'rowChanged'
  /** Rows are missing before this one. */
  | 'rowsMissing'
  /** The row does not follow the one before it. */
  | 'linkBroken'
  /** The chain fits together, and differs from what was signed or reported: rows were changed and hashed again. */
  | 'rehashed'
  /** Rows that were signed or reported are no longer there. */
  | 'tailCut'
  /** A head has a signature that is not of its certificate's key. */
  | 'headForged'
  /** The store has heads of another gateway. */
  | 'foreign';

export interface AuditProblem {
  readonly kind: ProblemKind;
  /** The first row of which the log is no longer evidence. */
  readonly from: number;
  /** Id of the RA whose checkpoint shows it, or whose key signed the head; null: the rows themselves. */
  readonly ra: string | null;
}

/** What is known of the chain from elsewhere: row `seq` had this hash. */
export interface Mark {
  readonly seq: number;
  readonly hash: string;
  /** null: this process verified it before. */
  readonly ra: string | null;
}

/** How far the chain was verified. `marked`: the last row that a signed head or a checkpoint confirms. */
export interface Progress {
  readonly seq: number;
  readonly hash: string;
  readonly marked: number;
}

export const beginning: Progress = { seq: 0, hash: GENESIS, marked: 0 };

export interface Verdict {
  readonly progress: Progress;
  /** null: everything fits. */
  readonly problem: AuditProblem | null;
}

export interface VerificationParts {
  readonly store: Pick<Executor, 'all'>;
  readonly signers: readonly HeadJudge[];
  /** What the RAs that answered know. */
  readonly checkpoints: readonly Mark[];
  /** Called between two portions of rows. */
  readonly pause?: () => Promise<void>;
}

const portion = 500;
/** A signature takes as long as many rows. */
const headPortion = 50;

/** @param from where an earlier verification without a problem ended */
export async function verifyAudit(parts: VerificationParts, from: Progress = beginning): Promise<Verdict> {
  const { store, checkpoints } = parts;
  // A head at `from` may have been signed after the rows up to it were verified.
  const heads = await headsAfter(store, Math.max(0, from.seq - 1));
  const bad = await firstBadHead(parts, heads);
  if (bad !== null) return { progress: from, problem: bad };
  const signed = heads.map(({ seq, hash, raId }): Mark => ({ seq, hash, ra: raId }));
  const marks = [...signed, ...checkpoints, ...(from.seq > 0 ? [{ seq: from.seq, hash: from.hash, ra: null }] : [])];
  const earlier = await firstUnfit(
    store,
    marks.filter(({ seq }) => seq <= from.seq),
  );
  if (earlier !== null) return { progress: beginning, problem: earlier };
  return walk(
    parts,
    from,
    marks.filter(({ seq }) => seq > from.seq),
  );
}

/** Marks within what was walked before: rows may have been exchanged since. */
async function firstUnfit(store: Pick<Executor, 'all'>, marks: readonly Mark[]): Promise<AuditProblem | null> {
  const rows = await store.all<Pick<AuditRow, 'seq' | 'hash'>>(
    'SELECT seq, hash FROM audit WHERE seq IN (SELECT value FROM json_each(?))',
    [JSON.stringify(marks.map(({ seq }) => seq))],
  );
  const hashes = new Map(rows.map(({ seq, hash }) => [seq, hash]));
  let marked = 0;
  for (const { seq, hash, ra } of [...marks].sort((a, b) => a.seq - b.seq)) {
    const present = hashes.get(seq);
    if (present === undefined) return { kind: 'rowsMissing', from: marked + 1, ra };
    if (present !== hash) return { kind: 'rehashed', from: marked + 1, ra };
    marked = seq;
  }
  return null;
}

async function walk({ store, pause }: VerificationParts, from: Progress, marks: readonly Mark[]): Promise<Verdict> {
  const bySeq = new Map<number, readonly Mark[]>();
  for (const mark of marks) bySeq.set(mark.seq, [...(bySeq.get(mark.seq) ?? []), mark]);
  let progress = from;
  for (;;) {
    const rows = await store.all<AuditRow>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?', [
      progress.seq,
      portion,
    ]);
    for (const row of rows) {
      const kind = misfit(row, progress);
      if (kind !== null) {
        return { progress, problem: { kind, from: kind === 'rowsMissing' ? progress.seq + 1 : row.seq, ra: null } };
      }
      const own = bySeq.get(row.seq) ?? [];
      const other = own.find(({ hash }) => hash !== row.hash);
      if (other !== undefined) {
        return { progress, problem: { kind: 'rehashed', from: progress.marked + 1, ra: other.ra } };
      }
      progress = { seq: row.seq, hash: row.hash, marked: own.length > 0 ? row.seq : progress.marked };
    }
    if (rows.length < portion) break;
    await pause?.();
  }
  const beyond = marks.find(({ seq }) => seq > progress.seq);
  return {
    progress,
    problem: beyond === undefined ? null : { kind: 'tailCut', from: progress.seq + 1, ra: beyond.ra },
  };
}

async function firstBadHead(
  { signers, pause }: VerificationParts,
  heads: readonly SignedHead[],
): Promise<AuditProblem | null> {
  for (const [index, head] of heads.entries()) {
    if (index % headPortion === headPortion - 1) await pause?.();
    const signer = signers.find(({ raId }) => raId === head.raId);
    // An RA that is no longer in the settings: its key is not there to compare with.
    const verdict = signer === undefined ? 'own' : judgeHead(head, signer);
    if (verdict === 'foreign') return { kind: 'foreign', from: 1, ra: head.raId };
    if (verdict === 'forged') return { kind: 'headForged', from: head.seq, ra: head.raId };
  }
  return null;
}

/** Why a row cannot be the next one; null: it is. */
export function misfit(row: AuditRow, before: Pick<Progress, 'seq' | 'hash'>): ProblemKind | null {
  if (row.seq !== before.seq + 1) return 'rowsMissing';
  if (row.hash !== hashOf(row)) return 'rowChanged';
  return row.previous_hash === before.hash ? null : 'linkBroken';
}

const words: Readonly<Record<ProblemKind, Readonly<Record<'zh-TW' | 'en', string>>>> = {
  rowChanged: { 'zh-TW': '內容被改動', en: 'the row was changed' },
  rowsMissing: { 'zh-TW': '缺少紀錄', en: 'rows are missing' },
  linkBroken: { 'zh-TW': '與前一筆不相連', en: 'the row does not follow the one before it' },
  rehashed: { 'zh-TW': '被改動並重新計算雜湊', en: 'rows were changed and hashed again' },
  tailCut: { 'zh-TW': '之後的紀錄被截斷', en: 'the end of the log was cut off' },
  headForged: { 'zh-TW': '簽章不正確', en: 'a signed head has a wrong signature' },
  foreign: { 'zh-TW': '屬於另一個閘道', en: 'the log belongs to another gateway' },
};

/** What is wrong, and from which row on. */
export function problemWords({ kind, from, ra }: AuditProblem): Readonly<Record<'zh-TW' | 'en', string>> {
  const by = ra === null ? { 'zh-TW': '', en: '' } : { 'zh-TW': `（依據：${ra}）`, en: ` (shown by: ${ra})` };
  return {
    'zh-TW': `自第 ${from} 筆起：${words[kind]['zh-TW']}${by['zh-TW']}`,
    en: `From row ${from} on: ${words[kind].en}${by.en}`,
  };
}
