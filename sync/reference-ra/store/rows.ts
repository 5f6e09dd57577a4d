/** Registrations and orders: the queries that several operations share, and their form in the contract. */
import type { Executor } from '../../../base/database.js';
import type { Registration, RegistrationState } from '../../connector.js';

export interface RegistrationRow {
  readonly id: string;
  readonly state: RegistrationState;
  readonly subscriber_id: string;
  readonly user_identifier: string;
  readonly name: string;
  readonly letter_contact: string;
  readonly account: string;
  readonly approved_at: string | null;
  readonly card_serial: string | null;
}

export interface OrderRow {
  readonly id: string;
  readonly kind: 'issue' | 'renew';
  readonly registration_id: string;
  readonly card_serial: string;
  readonly family: string;
  readonly opened_at: string;
  readonly prepared_at: string | null;
  readonly issued_at: string | null;
  readonly spoiled_at: string | null;
  /** The gateway that works on it; null: none. */
  readonly holder: string | null;
  /** Number of that hold; null: it was never given to a gateway. */
  readonly fence: number | null;
}

const registrationQuery = `
  SELECT registration.*, card_order.card_serial
  FROM registration LEFT JOIN card_order
    ON card_order.registration_id = registration.id AND card_order.kind = 'issue' AND card_order.spoiled_at IS NULL`;

/** The counter's registrations, oldest first. */
export function counterRegistrations(db: Executor): Promise<RegistrationRow[]> {
  return db.all<RegistrationRow>(
    `${registrationQuery} WHERE registration.channel = 'counter' ORDER BY registration.number`,
  );
}

/** In no order; without ids that do not exist. */
export function registrationsByIds(db: Executor, ids: readonly string[]): Promise<RegistrationRow[]> {
  return db.all<RegistrationRow>(`${registrationQuery} WHERE registration.id IN (SELECT value FROM json_each(?))`, [
    JSON.stringify(ids),
  ]);
}

/** Oldest first. @param text id, 身分證號或統編, 用戶識別名稱, 用戶名稱 or 網站帳號, whole */
export function findRegistrations(db: Executor, text: string, limit: number): Promise<RegistrationRow[]> {
  const upper = text.toUpperCase();
  return db.all<RegistrationRow>(
    `${registrationQuery}
     WHERE registration.id = ? OR registration.subscriber_id = ? OR registration.user_identifier = ?
        OR registration.name = ? OR registration.account = ?
     ORDER BY registration.number LIMIT ?`,
    [upper, upper, upper, text, text, limit],
  );
}

export function registrationById(db: Executor, id: string): Promise<RegistrationRow | undefined> {
  return db.get<RegistrationRow>(`${registrationQuery} WHERE registration.id = ?`, [id]);
}

export function registrationByAccount(db: Executor, account: string): Promise<RegistrationRow | undefined> {
  return db.get<RegistrationRow>(`${registrationQuery} WHERE registration.account = ?`, [account]);
}

const orderQuery = `
  SELECT card_order.*, hold.gateway AS holder, hold.fence
  FROM card_order LEFT JOIN order_hold AS hold
    ON hold.fence = (SELECT max(fence) FROM order_hold WHERE order_id = card_order.id)`;

export function orderById(db: Executor, id: string): Promise<OrderRow | undefined> {
  return db.get<OrderRow>(`${orderQuery} WHERE card_order.id = ?`, [id]);
}

/** The order that bound the card to a registration, also when the card is spoiled. */
export function issueOrderByCard(db: Executor, cardSerial: string): Promise<OrderRow | undefined> {
  return db.get<OrderRow>(`${orderQuery} WHERE card_serial = ? AND kind = 'issue'`, [cardSerial]);
}

/** The renewal that is not completed yet, if there is one. */
export function openRenewalByCard(db: Executor, cardSerial: string): Promise<OrderRow | undefined> {
  return db.get<OrderRow>(
    `${orderQuery} WHERE card_serial = ? AND kind = 'renew' AND issued_at IS NULL AND spoiled_at IS NULL`,
    [cardSerial],
  );
}

/** All orders of these cards. */
export function ordersByCards(db: Executor, cardSerials: Iterable<string>): Promise<OrderRow[]> {
  return db.all<OrderRow>(`${orderQuery} WHERE card_serial IN (SELECT value FROM json_each(?))`, [
    JSON.stringify([...cardSerials]),
  ]);
}

/** The registration in the form of the contract. */
export function registrationOf(row: RegistrationRow): Registration {
  return {
    id: row.id,
    state: row.state,
    subscriberId: row.subscriber_id,
    userIdentifier: row.user_identifier,
    name: row.name,
    approvedAt: row.approved_at,
    cardSerial: row.card_serial,
  };
}
