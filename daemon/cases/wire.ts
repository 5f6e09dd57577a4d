/** Cases, records and claims as messages. The domain types beside this file know nothing of them. */
import type { CardRecord } from '../../sync/connector.js';
import type {
  WireCardRecord,
  WireClaim,
  WireHistoryEntry,
  WireRegistration,
  WireRegistrationRecord,
  WireSearchResult,
} from '../contract/messages.js';
import type { ClaimView } from '../jobs/guards.js';
import { certificateRecordView } from '../subscribers/certificateRecordView.js';
import { certificateRecordToWire, registrationToWire } from '../subscribers/wire.js';
import type { StockCard } from './cardTable.js';
import type { HistoryEntry } from './history.js';
import type { Answer, CardCase, Found, RegistrationCase, RegistrationOfRa } from './records.js';

export function claimToWire(claim: ClaimView): WireClaim {
  return { ...claim };
}

function historyToWire(history: readonly HistoryEntry[]): WireHistoryEntry[] {
  return history.map((entry) => (entry.source === 'job' ? { ...entry } : { ...entry, facts: { ...entry.facts } }));
}

export function registrationCaseToWire({ raId, record, history }: RegistrationCase): WireRegistrationRecord {
  return {
    raId,
    registration: registrationToWire(raId, record.registration),
    letterContact: record.letterContact,
    account: record.account,
    accountState: record.accountState,
    certificates: record.certificates.map(certificateRecordView).map(certificateRecordToWire),
    acceptedTerms: [...record.acceptedTerms],
    history: historyToWire(history),
  };
}

export function cardCaseToWire({ cardSerial, card, box, answers, history }: CardCase): WireCardRecord {
  return {
    cardSerial,
    stockNumber: card?.stockNumber ?? null,
    family: card?.family ?? answers.find(({ found }) => found?.family)?.found?.family ?? null,
    firstSeenAt: card?.firstSeenAt ?? null,
    box: box && { id: box.id, label: box.label, lot: box.lot },
    spoiled: card && spoilToWire(card),
    ras: answersToWire(answers),
    history: historyToWire(history),
  };
}

function spoilToWire({ spoiled }: StockCard): WireCardRecord['spoiled'] {
  if (spoiled === null) return null;
  const { at, reason, note, operator } = spoiled;
  return { at, reason, note, operator };
}

export function answersToWire(answers: readonly Answer<CardRecord>[]): WireCardRecord['ras'] {
  return answers.map(({ raId, found }) => ({ raId, record: found && cardRecordToWire(raId, found) }));
}

function cardRecordToWire(raId: string, record: CardRecord): NonNullable<WireCardRecord['ras'][number]['record']> {
  const { state, openedAt, issuedAt, spoiledAt, spoilReason, pukReleases, registration, certificates } = record;
  return {
    state,
    openedAt,
    issuedAt,
    spoiledAt,
    spoilReason,
    pukReleases,
    registration: registration && registrationToWire(raId, registration),
    certificates: certificates.map(certificateRecordView).map(certificateRecordToWire),
  };
}

export function foundToWire({ registrations, cards, certificates, unreachable }: Found): WireSearchResult {
  const ofRa = ({ raId, registration }: RegistrationOfRa): WireRegistration => registrationToWire(raId, registration);
  return {
    registrations: registrations.map(ofRa),
    cards: [...cards],
    certificates: certificates.map(({ raId, record }) => ({
      raId,
      certificate: certificateRecordToWire(certificateRecordView(record)),
    })),
    unreachable: [...unreachable],
  };
}
