/** Rows that more than one operation reads, and how they look in the contract. */
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
  readonly registration_id: string;
  readonly card_serial: string;
  readonly issued_at: string | null;
}

const registrationQuery = `
  SELECT registration.*, card_order.card_serial
  FROM registration LEFT JOIN card_order ON card_order.registration_id = registration.id`;

export function allRegistrations(db: Executor): Promise<RegistrationRow[]> {
  return db.all<RegistrationRow>(`${registrationQuery} ORDER BY registration.number`);
}

export function registrationById(db: Executor, id: string): Promise<RegistrationRow | undefined> {
  return db.get<RegistrationRow>(`${registrationQuery} WHERE registration.id = ?`, [id]);
}

export function orderById(db: Executor, id: string): Promise<OrderRow | undefined> {
  return db.get<OrderRow>('SELECT * FROM card_order WHERE id = ?', [id]);
}

export function orderByCard(db: Executor, cardSerial: string): Promise<OrderRow | undefined> {
  return db.get<OrderRow>('SELECT * FROM card_order WHERE card_serial = ?', [cardSerial]);
}

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
