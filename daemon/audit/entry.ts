/** An entry of the audit log as people and other programs read it: with the card and the reader that it is about. */
import type { WireAuditEntry } from '../contract/messages.js';
import { shownFacts, type AuditRow } from './chain.js';

/** Actions whose subject is a card. */
const aboutCard = /^(card|pin)\.|^certificates\.(renewed|rewritten)$|^terms\.accepted$|^quarantine\.cardMet$/;

export function entryOf(row: AuditRow): WireAuditEntry {
  const { seq, at, actor, action, subject } = row;
  const facts = shownFacts(row);
  const textOf = (name: string): string | null => (typeof facts[name] === 'string' ? facts[name] : null);
  const card = aboutCard.test(action) ? subject : textOf('cardSerial');
  return { seq, at, actor, action, subject, card, reader: textOf('reader'), facts };
}
