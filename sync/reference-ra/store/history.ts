/** The part of the audit log that is about one registration or one card. */
import type { Executor } from '../../../base/database.js';
import type { components } from '../../ra-api/schema.generated.js';

const limit = 200;

interface AuditRow {
  readonly at: string;
  readonly actor: string;
  readonly event: string;
  readonly facts: string;
}

/** Reads of a record are left out: there are many of them, and they concern the auditor alone. */
const shown = "event NOT IN ('registrationRead', 'cardRead')";

/** Newest first. @param account 網站帳號 */
export async function historyOfRegistration(
  db: Executor,
  registrationId: string,
  account: string,
): Promise<components['schemas']['RaEvent'][]> {
  const rows = await db.all<AuditRow>(
    `SELECT * FROM audit
     WHERE (facts ->> 'registrationId' = ? OR facts ->> 'account' = ?
       OR facts ->> 'cardSerial' IN (SELECT card_serial FROM card_order WHERE registration_id = ?)) AND ${shown}
     ORDER BY number DESC LIMIT ${limit}`,
    [registrationId, account, registrationId],
  );
  return rows.map(eventOf);
}

/** Newest first. */
export async function historyOfCard(db: Executor, cardSerial: string): Promise<components['schemas']['RaEvent'][]> {
  const rows = await db.all<AuditRow>(
    `SELECT * FROM audit WHERE facts ->> 'cardSerial' = ? AND ${shown} ORDER BY number DESC LIMIT ${limit}`,
    [cardSerial],
  );
  return rows.map(eventOf);
}

function eventOf({ at, actor, event, facts }: AuditRow): components['schemas']['RaEvent'] {
  const entries = Object.entries(JSON.parse(facts) as Record<string, string | number | boolean>);
  // Whoever has the id of an authorisation can use it for ten minutes, so it is left out.
  const publicEntries = entries.filter(([name]) => name !== 'authorisationId' && name !== 'groundId');
  return {
    at,
    actor,
    event,
    facts: Object.fromEntries(
      publicEntries.map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
    ),
  };
}
