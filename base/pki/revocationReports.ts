/** What revocation lists say, as far as somebody asks: of some authorities, about some certificates. Long lists take long. */
import { pemBlocks } from './pem.js';
import { isListOf, revocationListParts, revokedSerials } from './revocationListParts.js';

export interface ListQuestion {
  /** Files with lists: DER, or PEM with one or several. */
  readonly files: readonly Uint8Array[];
  /** X.509 DER: whose lists are asked for. */
  readonly authorities: readonly Uint8Array[];
  /** Upper-case hex: certificates that are asked about. */
  readonly serials: readonly string[];
}

export interface ListReport {
  /** Index of its file. */
  readonly file: number;
  /** Indices of the authorities that it is a list of; it was signed by none of them where there is no index. */
  readonly of: readonly number[];
  /** May it be believed? It speaks of all certificates, and has no critical extension that is not processed. */
  readonly isPlain: boolean;
  /** RFC 3339, UTC */
  readonly thisUpdate: string;
  /** RFC 3339, UTC; null where the list does not say. */
  readonly nextUpdate: string | null;
  /** CRLNumber */
  readonly number: bigint | null;
  /** Those of the serials that are asked about which are on it. */
  readonly revoked: readonly string[];
}

export interface ListAnswer {
  readonly lists: readonly ListReport[];
  /** Indices of the files in which something is no list. */
  readonly unreadable: readonly number[];
}

/** Holds up whoever calls it for as long as the lists are: see `askLists`. */
export function reportLists({ files, authorities, serials }: ListQuestion): ListAnswer {
  const asked = new Set(serials);
  const lists: ListReport[] = [];
  const unreadable: number[] = [];
  for (const [file, content] of files.entries()) {
    try {
      const blocks = pemBlocks(content, 'X509 CRL');
      if (blocks.length === 0) unreadable.push(file);
      for (const block of blocks) lists.push({ file, ...reportOf(block, authorities, asked) });
    } catch {
      unreadable.push(file);
    }
  }
  return { lists, unreadable };
}

/** @throws {DerError} */
function reportOf(
  list: Uint8Array,
  authorities: readonly Uint8Array[],
  asked: ReadonlySet<string>,
): Omit<ListReport, 'file'> {
  const parts = revocationListParts(list);
  const { serials, hasUnprocessed } = revokedSerials(parts, asked);
  return {
    of: authorities.flatMap((authority, index) => (isListOf(parts, authority) ? [index] : [])),
    isPlain: parts.isPlain && !hasUnprocessed,
    thisUpdate: parts.thisUpdate.toISOString(),
    nextUpdate: parts.nextUpdate?.toISOString() ?? null,
    number: parts.number,
    revoked: [...serials],
  };
}
