/** The tables `audit_head` and `audit_signer`: heads of the chain that the gateway signed with its key for an RA. */
import { createHash, createVerify } from 'node:crypto';
import type { Database, Executor } from '../../base/database.js';
import type { AuditRow } from './chain.js';

type Head = Pick<AuditRow, 'seq' | 'hash'>;

/** The gateway's key for one RA, and how certificates of its earlier keys are recognised. */
export interface HeadJudge {
  readonly raId: string;
  /** The name under which the RA knows the gateway. */
  readonly gateway: string;
  /** Does this certificate (PEM) belong to this gateway? */
  isOwn(certificate: string): boolean;
}

export interface HeadSigner extends HeadJudge {
  /** PEM */
  readonly certificate: string;
  /** @returns base64 */
  sign(text: string): string;
}

export interface SignedHead extends Head {
  readonly raId: string;
  /** RFC 3339 */
  readonly at: string;
  /** PEM */
  readonly certificate: string;
  /** Base64 */
  readonly signature: string;
}

/** What is signed, one value on each line. */
export function signedText(
  { gateway, raId }: Pick<HeadSigner, 'gateway' | 'raId'>,
  head: Head & { at: string },
): string {
  return `card-gateway audit head 1\n${gateway}\n${raId}\n${head.seq}\n${head.hash}\n${head.at}\n`;
}

/** Who signed it, as far as the present key for the same RA tells. */
export function judgeHead(head: SignedHead, signer: HeadJudge): 'own' | 'foreign' | 'forged' {
  try {
    if (!signer.isOwn(head.certificate)) return 'foreign';
    const verify = createVerify('sha256').update(signedText(signer, head));
    return verify.verify(head.certificate, head.signature, 'base64') ? 'own' : 'forged';
  } catch {
    // It is no certificate.
    return 'forged';
  }
}

export async function headsAfter(store: Pick<Executor, 'all'>, seq: number): Promise<readonly SignedHead[]> {
  return store.all<SignedHead>(
    `SELECT seq, hash, ra_id AS raId, at, certificate, signature
     FROM audit_head JOIN audit_signer ON digest = signer WHERE seq > ? ORDER BY seq, ra_id`,
    [seq],
  );
}

/** The newest head of each RA. */
export function newestHeads(store: Pick<Executor, 'all'>): Promise<readonly SignedHead[]> {
  return store.all<SignedHead>(
    `SELECT max(seq) AS seq, hash, ra_id AS raId, at, certificate, signature
     FROM audit_head JOIN audit_signer ON digest = signer GROUP BY ra_id ORDER BY ra_id`,
  );
}

export class SignedHeads {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Signs the last row for this RA, unless it is signed already. */
  async sign(signer: HeadSigner, at: string): Promise<void> {
    const { raId, certificate } = signer;
    await this.#database.transaction(async (tx) => {
      const last = await tx.get<Head>('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1');
      if (last === undefined) return;
      const before = await tx.get('SELECT 1 FROM audit_head WHERE seq = ? AND ra_id = ?', [last.seq, raId]);
      if (before !== undefined) return;
      const digest = createHash('sha256').update(certificate).digest('hex');
      const signature = signer.sign(signedText(signer, { ...last, at }));
      await tx.run('INSERT OR IGNORE INTO audit_signer (digest, certificate) VALUES (?, ?)', [digest, certificate]);
      await tx.run('INSERT INTO audit_head (seq, ra_id, hash, at, signer, signature) VALUES (?, ?, ?, ?, ?, ?)', [
        ...[last.seq, raId, last.hash, at, digest, signature],
      ]);
    });
  }

  /** Hands the newest head of this RA to `report`, in one transaction with the note that it was. */
  async anchor(raId: string, report: (tx: Executor, head: SignedHead) => Promise<void>): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      const newest = (await newestHeads(tx)).find((head) => head.raId === raId);
      if (newest === undefined) return false;
      const { changes } = await tx.run(
        'UPDATE audit_head SET is_anchored = 1 WHERE seq = ? AND ra_id = ? AND is_anchored = 0',
        [newest.seq, raId],
      );
      if (changes > 0) await report(tx, newest);
      return changes > 0;
    });
  }
}
