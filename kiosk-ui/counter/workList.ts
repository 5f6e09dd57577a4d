/** The work list: which cases come first, and which match what was typed. Pure. */
import type { WireRegistration } from '../../daemon/api/messages.js';

const rank: Readonly<Record<WireRegistration['state'], number>> = {
  approved: 0,
  issuing: 1,
  prepared: 2,
  pending: 3,
  issued: 4,
  revoked: 5,
};

/** Approved first, the longest waiting at the top. @returns ids */
export function inOrder(registrations: readonly WireRegistration[]): readonly string[] {
  return registrations
    .toSorted(
      (a, b) =>
        rank[a.state] - rank[b.state] ||
        (a.approvedAt ?? '').localeCompare(b.approvedAt ?? '') ||
        a.userIdentifier.localeCompare(b.userIdentifier),
    )
    .map(({ id }) => id);
}

/**
 * A new list in the old order, so that no row moves under the cursor: what is gone leaves, what is new comes at the end.
 * @returns ids
 */
export function keepOrder(order: readonly string[], registrations: readonly WireRegistration[]): readonly string[] {
  const present = new Set(registrations.map(({ id }) => id));
  const kept = order.filter((id) => present.has(id));
  const known = new Set(kept);
  return [...kept, ...inOrder(registrations.filter(({ id }) => !known.has(id)))];
}

const plain = (text: string) => text.normalize('NFKC').replaceAll(/\s/g, '').toLowerCase();

/** Does a case match what an officer or a barcode scanner typed? Full width, case and blanks do not matter. */
export function matches(registration: WireRegistration, filter: string): boolean {
  const wanted = plain(filter);
  const { subscriberId, userIdentifier, name, cardSerial } = registration;
  return [subscriberId, userIdentifier, name, cardSerial ?? ''].some((text) => plain(text).includes(wanted));
}
