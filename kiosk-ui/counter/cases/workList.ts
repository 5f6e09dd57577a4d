/** The work list: which cases come first, and which match what was typed. Pure. */
import type { WireRegistration } from '../../../daemon/contract/messages.js';

const rank: Readonly<Record<WireRegistration['state'], number>> = {
  approved: 0,
  issuing: 1,
  prepared: 2,
  pending: 3,
  issued: 4,
  revoked: 5,
};

/** Ids are an RA's own: with the RA's they are one registration's. */
export function rowKey({ raId, id }: Pick<WireRegistration, 'raId' | 'id'>): string {
  return `${raId} ${id}`;
}

/** Approved first, the longest waiting at the top. @returns row keys */
export function inOrder(registrations: readonly WireRegistration[]): readonly string[] {
  return registrations
    .toSorted(
      (a, b) =>
        rank[a.state] - rank[b.state] ||
        (a.approvedAt ?? '').localeCompare(b.approvedAt ?? '') ||
        a.userIdentifier.localeCompare(b.userIdentifier),
    )
    .map(rowKey);
}

/**
 * A new list in the old order, so that no row moves under the cursor: what is gone leaves, what is new comes at the end.
 * @returns row keys
 */
export function keepOrder(order: readonly string[], registrations: readonly WireRegistration[]): readonly string[] {
  const present = new Set(registrations.map(rowKey));
  const kept = order.filter((key) => present.has(key));
  const known = new Set(kept);
  return [...kept, ...inOrder(registrations.filter((one) => !known.has(rowKey(one))))];
}

const plain = (text: string) => text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();

function textsOf({ subscriberId, userIdentifier, name, cardSerial }: WireRegistration): string[] {
  return [subscriberId, userIdentifier, name, cardSerial ?? ''].map(plain);
}

/** Does a case match what an officer or a barcode scanner typed? Full width, case and blanks do not matter. */
export function matches(registration: WireRegistration, typed: string): boolean {
  const wanted = plain(typed);
  return textsOf(registration).some((text) => text.includes(wanted));
}

/** The one case that Enter opens: the only one that matches, or the only one that has exactly this. */
export function theOne(rows: readonly WireRegistration[], typed: string): WireRegistration | null {
  const wanted = plain(typed);
  if (wanted === '') return null;
  const matching = rows.filter((row) => matches(row, typed));
  const exact = matching.filter((row) => textsOf(row).includes(wanted));
  const [one, ...others] = exact.length > 0 ? exact : matching;
  return one !== undefined && others.length === 0 ? one : null;
}
