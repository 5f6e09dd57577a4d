/** Password letters (密碼單): creating and listing them, and releasing their content for one print. */
import { fromBase64, toBase64 } from '../../../base/bytes.js';
import { timestamp } from '../../../base/clock.js';
import { Secret } from '../../../base/secret.js';
import type { PinReference } from '../../../base/terms.js';
import type { LetterContent, PasswordReset } from '../../connector.js';
import { sealTo } from '../../../base/pki/sealed.js';
import type { components } from '../../ra-api/schema.generated.js';
import type { RaContext } from '../raContext.js';
import { refuseUnknownOperators } from '../operators.js';
import { hashPassword } from '../passwords.js';
import { Refusal } from '../refusal.js';
import { audit } from '../store/audit.js';
import { once, type Caller } from '../store/idempotency.js';
import {
  insertRelease,
  letterById,
  letterRecordOf,
  lettersOfRegistrations,
  lettersSince,
  pinsInForce,
  sealedValues,
  type LetterRow,
} from '../store/letterRows.js';
import { orderById, registrationById } from '../store/rows.js';
import { endPasswordAuthorisations, replacePassword } from './logins.js';
import { checkRecipient } from './pukReleases.js';

const dayMs = 24 * 60 * 60 * 1000;
const passwordLength = 10;
/** Without characters that look alike in print: 0 O, 1 I l. */
const passwordAlphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** 網站密碼重設: puts a random password into a letter. It lifts a suspension and has to be changed at the next login. */
export async function resetWebsitePassword(
  ra: RaContext,
  { gateway, key }: Caller,
  reset: PasswordReset,
): Promise<{ letterId: string }> {
  const { registrationId, form, delivery, operator } = reset;
  const password = Secret.random(passwordLength, passwordAlphabet);
  const [hash, sealed] = await Promise.all([hashPassword(password), sealTo(ra.escrow.certificate, password)]).finally(
    () => password.dispose(),
  );
  return once(ra, { gateway, key, request: { resetWebsitePassword: reset } }, async (tx) => {
    await refuseUnknownOperators(tx, operator);
    const registration = await registrationById(tx, registrationId);
    if (registration === undefined) throw new Refusal('registrationUnknown');
    const now = timestamp(ra.clock);
    await replacePassword(tx, { account: registration.account, hash, changeRequired: true, at: now });
    await endPasswordAuthorisations(tx, registration.account, now);
    const { lastId } = await tx.run(
      'INSERT INTO password_letter (registration_id, delivery, sealed, made_at) VALUES (?, ?, ?, ?)',
      [registrationId, delivery, toBase64(sealed), now],
    );
    const letterId = `W-${lastId}`;
    await audit(tx, {
      at: now,
      actor: gateway,
      event: 'passwordReset',
      facts: { registrationId, letterId, form, delivery, operator },
    });
    if (delivery === 'contact')
      await audit(tx, { at: now, actor: 'ra', event: 'letterSent', facts: { registrationId, letterId } });
    return { letterId };
  });
}

type WireLetter = components['schemas']['LetterRecord'];

/** The counter's letters of the last days. */
export async function listLetters(
  { db, clock }: RaContext,
  gateway: string,
  days: number,
): Promise<{ letters: WireLetter[] }> {
  const since = new Date(clock.now() - days * dayMs).toISOString();
  return { letters: (await lettersSince(db, gateway, since)).map(letterRecordOf) };
}

/** The letter in force with this id, or null. */
export async function findLetter(
  { db }: RaContext,
  gateway: string,
  letterId: string,
): Promise<{ letter: WireLetter | null }> {
  const row = await letterById(db, gateway, letterId);
  return { letter: row === undefined || row.void_since !== null ? null : letterRecordOf(row) };
}

/** The letters in force of these registrations. */
export async function lookUpLetters(
  { db }: RaContext,
  gateway: string,
  registrationIds: readonly string[],
): Promise<{ letters: WireLetter[] }> {
  return { letters: (await lettersOfRegistrations(db, gateway, registrationIds)).map(letterRecordOf) };
}

export interface LetterReleaseRequest {
  readonly letterId: string;
  readonly operator: string;
  readonly reprintReason: string | null;
  /** X.509 DER, base64. */
  readonly recipientCertificate: string;
}

/** Releases a letter for one print: its content is sealed to the key of that operation. */
export async function releaseLetter(
  ra: RaContext,
  { gateway, key }: Caller,
  { letterId, ...release }: LetterReleaseRequest,
): Promise<{ sealedLetter: string }> {
  const { operator, reprintReason } = release;
  const recipient = checkRecipient(release.recipientCertificate);
  return once(ra, { gateway, key, request: { releaseLetter: letterId, release } }, async (tx) => {
    await refuseUnknownOperators(tx, operator);
    const letter = await letterById(tx, gateway, letterId);
    if (letter === undefined) throw new Refusal('letterUnknown');
    if (letter.void_since !== null) throw new Refusal(letter.order_id === null ? 'letterUnknown' : 'cardSpoiled');
    if (letter.delivery === 'contact') throw new Refusal('letterNotForPrint');
    if (letter.printed > 0 && reprintReason === null) {
      throw new Refusal('letterAlreadyPrinted', { printed: letter.printed });
    }
    if (letter.released_to !== null && reprintReason === null) {
      throw new Refusal('letterReleasedElsewhere', { gateway: letter.released_to });
    }
    const content = await contentOf(ra, letter, await sealedValues(tx, letter));
    try {
      const sealedLetter = toBase64(await sealTo(recipient, content));
      const now = timestamp(ra.clock);
      await insertRelease(tx, { letterId, gateway, at: now });
      await audit(tx, {
        at: now,
        actor: gateway,
        event: 'letterReleased',
        facts: {
          registrationId: letter.registration_id,
          letterId,
          operator,
          printed: letter.printed,
          ...(letter.card_serial !== null && { cardSerial: letter.card_serial }),
          ...(reprintReason !== null && { reprintReason }),
        },
      });
      return { sealedLetter };
    } finally {
      content.dispose();
    }
  });
}

/** The letter's JSON. Strings cannot be zeroed, so they are created here only and nothing keeps them. */
async function contentOf(
  { escrow }: RaContext,
  letter: LetterRow,
  sealed: ReadonlyMap<string, string>,
): Promise<Secret> {
  const values: Record<string, string> = {};
  for (const [name, value] of sealed) {
    const secret = await escrow.open(fromBase64(value));
    values[name] = secret.use((bytes) => new TextDecoder().decode(bytes));
    secret.dispose();
  }
  const content: LetterContent = {
    letterId: letter.id,
    kind: letter.kind,
    name: letter.name,
    userIdentifier: letter.user_identifier,
    letterContact: letter.letter_contact,
    account: letter.account,
    cardSerial: letter.card_serial,
    values,
  };
  return Secret.fromText(JSON.stringify(content));
}

/** The letter of a card, for the RA's own staff. The caller prints it and disposes of the PINs. */
export interface PasswordLetter {
  readonly orderId: string;
  readonly cardSerial: string;
  readonly name: string;
  readonly userIdentifier: string;
  readonly letterContact: string;
  readonly pins: readonly { readonly pin: PinReference; readonly value: Secret }[];
}

/** Opens the PINs in force of an order's card. @throws {Refusal} `orderUnknown` */
export async function openLetter({ db, clock, escrow }: RaContext, orderId: string): Promise<PasswordLetter> {
  const order = await orderById(db, orderId);
  const registration = order && (await registrationById(db, order.registration_id));
  if (order === undefined || registration === undefined) throw new Refusal('orderUnknown');
  const rows = await pinsInForce(db, orderId);
  await db.transaction((tx) =>
    audit(tx, {
      at: timestamp(clock),
      actor: 'ra',
      event: 'letterOpened',
      facts: {
        orderId,
        registrationId: registration.id,
        cardSerial: order.card_serial,
        pins: rows.length,
      },
    }),
  );
  return {
    orderId,
    cardSerial: order.card_serial,
    name: registration.name,
    userIdentifier: registration.user_identifier,
    letterContact: registration.letter_contact,
    pins: await Promise.all(
      rows.map(async ({ pin, sealed }) => ({ pin, value: await escrow.open(fromBase64(sealed)) })),
    ),
  };
}
