/** What the RA's books and the gateways' outboxes say, when the jobs are over. */
import { askRunningRa } from '../../sync/reference-ra/admin.js';
import { Secret } from '../../base/secret.js';
import { createOperationRecipient, type OperationRecipient } from '../../base/pki/recipient.js';
import { pukOf } from '../../card/drivers/capabilities.js';
import type { RaApiConnector } from '../../sync/ra-api/connector.js';
import { holdingsOfCard, pinText } from '../harness/cardOwner.js';
import { query, rowsOf, websitePassword } from '../harness/raOffice.js';
import type { ReferenceRaProcess } from '../harness/referenceRa.js';
import type { Result } from './course.js';
import type { Lane } from './lane.js';

interface Booked {
  readonly state: string;
  readonly orders: readonly string[];
  readonly certificates: number;
  readonly most: number;
}

async function booked(ra: ReferenceRaProcess): Promise<Map<string, Booked>> {
  const registrations = await query(ra, 'SELECT id, state FROM registration');
  const orders = await query(
    ra,
    `SELECT o.registration_id, o.id, (SELECT count(*) FROM certificate c WHERE c.order_id = o.id) FROM card_order o
     ORDER BY o.rowid`,
  );
  return new Map(
    registrations.map(([id, state]) => {
      const own = orders.filter(([registrationId]) => registrationId === id);
      const counts = own.map(([, , count]) => Number(count));
      const certificates = counts.reduce((sum, count) => sum + count, 0);
      return [
        String(id),
        {
          state: String(state),
          orders: own.map(([, order]) => String(order)),
          certificates,
          most: Math.max(0, ...counts),
        },
      ];
    }),
  );
}

/** One certificate for each key of an order. */
const certificatesOfOrder = 2;

/** The PUK that the RA releases to the card's owner. */
async function releasedPuk(
  ra: RaApiConnector,
  recipient: OperationRecipient,
  result: Result,
  pin: 1 | 2,
): Promise<string> {
  const { account } = result.task.subject.registration;
  const place = { cardSerial: result.serial, pin } as const;
  const { id } = await ra.authoriseUnblock(account, Secret.fromText(websitePassword), place);
  const ground = { kind: 'authorisation', authorisationId: id } as const;
  const sealed = await ra.releasePuk(
    { ground, ...place, recipientCertificate: recipient.certificate },
    crypto.randomUUID(),
  );
  const puk = await recipient.open(sealed);
  const text = puk.use((bytes) => Buffer.from(bytes).toString('latin1'));
  puk.dispose();
  return text;
}

async function personalisationFaults(
  { ra, recipient, directory }: { ra: RaApiConnector; recipient: OperationRecipient; directory: string },
  result: Result,
  order: string | undefined,
): Promise<string[]> {
  const { kind, subject } = result.task;
  const { capabilities } = kind.family;
  const { stateFile } = subject;
  const card = { stateFile: stateFile ?? '' };
  const wrong: string[] = [];
  const { pins } = holdingsOfCard(card);
  for (const { reference: pin } of capabilities.pins) {
    const of = pukOf(capabilities, pin)?.of;
    if (of === undefined) continue;
    const held = await releasedPuk(ra, recipient, result, pin);
    if (held !== pins[of - 1]?.puk?.value) wrong.push(`the RA’s PUK ${pin} is not the card’s`);
  }
  if (kind.kind !== 'prepareCard') return wrong;
  const { text } = await askRunningRa(directory, 'letters', order ?? '');
  for (const { reference: pin } of capabilities.pins) {
    if (!text.includes(pinText(card, pin))) wrong.push(`the letter has not PIN ${pin} of the card`);
  }
  return wrong;
}

/** Adds what the books hold against the jobs of one kind. */
export async function checkBooks(ra: ReferenceRaProcess, results: readonly Result[]): Promise<void> {
  const books = await booked(ra);
  const connector = await ra.connector();
  const recipient = await createOperationRecipient('matrix');
  try {
    // Three requests at a time: the RA verifies a password for each.
    const waiting = results.filter(({ ending }) => ending !== 'lost');
    const check = async (): Promise<void> => {
      for (let result = waiting.pop(); result !== undefined; result = waiting.pop()) {
        const { kind, subject } = result.task;
        const book = books.get(subject.registration.id);
        if (book?.certificates !== subject.certificates) {
          result.wrong.push(`${String(book?.certificates)} certificates were issued, not ${subject.certificates}`);
        }
        if ((book?.most ?? 0) > certificatesOfOrder) result.wrong.push('an order has more certificates than keys');
        const state = kind.leaves === 'prepared' ? 'prepared' : 'issued';
        if (book?.state !== state) result.wrong.push(`the registration is ${String(book?.state)}`);
        if (kind.personalises) {
          const parts = { ra: connector, recipient, directory: ra.ready.directory };
          result.wrong.push(
            ...(await personalisationFaults(parts, result, book?.orders[0]).catch((error: unknown) => [String(error)])),
          );
        }
        if (result.wrong.length > 0) result.ending = 'lost';
      }
    };
    await Promise.all([check(), check(), check()]);
  } finally {
    recipient.dispose();
    await connector.close();
  }
}

/** Facts that the RA has not got, or did not take. */
export async function stuckFacts(lane: Lane): Promise<string[]> {
  const rows = await rowsOf(
    lane.databaseFile,
    'SELECT kind, coalesce(refused_reason, ?) FROM outbox WHERE delivered_at IS NULL',
    'waiting',
  );
  return rows.map(([kind, reason]) => `${String(kind)}: ${String(reason)}`);
}
