/** What a test asks of the RA's staff and looks up in the RA's books. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { createOperationRecipient } from '../../base/pki/recipient.js';
import { dayOf, monthsLater } from '../../sync/reference-ra/ca/taipei.js';
import type { ReferenceRaProcess } from './referenceRa.js';
import { runTool } from './runTool.js';

export interface TestRegistration {
  readonly id: string;
  readonly account: string;
}

/** Website password of every registration that `registerApproved` takes down. */
export const websitePassword = 'Web12345';

/** A command of the RA's staff. @returns what it printed @throws {Error} with its words when it did not do it */
async function office(ra: ReferenceRaProcess, ...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await ra.command(...words);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

/** Sets the RA's clock ahead of the machine's, or behind it; 0 sets it right. A restart of the RA does too. */
export async function shiftClock(ra: ReferenceRaProcess, seconds: number): Promise<void> {
  await office(ra, 'clock', '--', String(seconds));
}

/** Lets it be `time` at the RA: a little later, as the machine's clock goes on. */
export function moveClockTo(ra: ReferenceRaProcess, time: Date): Promise<void> {
  return shiftClock(ra, Math.ceil((time.getTime() - Date.now()) / 1000));
}

/**
 * Lets it be a day at the RA on which certificates are issued that end `daysLeft` days after today. The gateway's clock is right, so
 * that it writes no certificate that begins later: what is to be renewed was issued in the past.
 */
export function moveClockToIssue(ra: ReferenceRaProcess, daysLeft: number): Promise<void> {
  const { year, month, day } = monthsLater(dayOf(new Date()), -24);
  return moveClockTo(ra, new Date(Date.UTC(year, month, day + daysLeft, 4)));
}

/** 暫時停用 of a certificate. */
export async function suspend(ra: ReferenceRaProcess, serial: string): Promise<void> {
  await office(ra, 'suspend', serial);
}

/** Ends it. */
export async function resume(ra: ReferenceRaProcess, serial: string): Promise<void> {
  await office(ra, 'resume', serial);
}

/** Lets a suspended website account in again. */
export async function liftSuspension(ra: ReferenceRaProcess, account: string): Promise<void> {
  await office(ra, 'lift-suspension', account);
}

export interface RegistrationOptions {
  /** 用戶名稱 of all of them; numbered test names when absent. */
  readonly name?: string;
  /** The website password has to be changed at the first login. */
  readonly passwordChangeRequired?: boolean;
  /** `batch`: no work of the counter. */
  readonly channel?: 'counter' | 'batch';
  /** Nobody knows a website password; it makes many of them quick. */
  readonly withoutPassword?: boolean;
}

/** Takes down `count` approved registrations. @param from makes their identifiers unlike those of another call */
export async function registerApproved(
  ra: ReferenceRaProcess,
  count: number,
  from = 1,
  { name, passwordChangeRequired = false, channel = 'counter', withoutPassword = false }: RegistrationOptions = {},
): Promise<TestRegistration[]> {
  const entries = Array.from({ length: count }, (_, i) => ({
    state: 'approved',
    subscriberId: '70759028',
    userIdentifier: `70759028-00-${String(900_000 + from + i).padStart(12, '0')}`,
    name: name ?? `測試用戶 ${from + i}`,
    letterContact: '100 臺北市中正區',
    account: `test${from + i}`,
    websitePassword: withoutPassword ? null : websitePassword,
    passwordChangeRequired,
    channel,
  }));
  const file = join(ra.ready.directory, `registrations-${from}.json`);
  writeFileSync(file, JSON.stringify(entries));
  return (await office(ra, 'register', file))
    .trim()
    .split('\n')
    .map((id, i) => ({ id, account: entries[i]?.account ?? '' }));
}

export interface TestBatchOrder {
  readonly name: string;
  readonly product?: 'issueCard' | 'prepareCard';
  readonly priority?: number;
  /** Ids, in the order of the cards. */
  readonly registrations: readonly string[];
}

/** 批次訂單. @returns its id */
export async function placeBatchOrder(ra: ReferenceRaProcess, order: TestBatchOrder): Promise<string> {
  const file = join(ra.ready.directory, 'batch-order.json');
  writeFileSync(file, JSON.stringify(order));
  return (await office(ra, 'batch-order', file)).trim();
}

/** Rows of the RA's database. */
export function query(ra: ReferenceRaProcess, sql: string, ...params: readonly string[]): Promise<unknown[][]> {
  return rowsOf(join(ra.ready.directory, 'ra.sqlite'), sql, ...params);
}

/** Rows of a database, read by another SQLite than that of whoever works with it. */
export async function rowsOf(file: string, sql: string, ...params: readonly string[]): Promise<unknown[][]> {
  const program = `import json, sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
print(json.dumps(db.execute(sys.argv[2], sys.argv[3:]).fetchall()))`;
  const { code, stdout, stderr } = await runTool('python3', ['-c', program, file, sql, ...params]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[][];
}

/** The PUK that the RA holds, as it is released to a subscriber: hex. */
export async function releasedPuk(
  ra: ReferenceRaProcess,
  account: string,
  cardSerial: string,
  pin: PinReference,
): Promise<string> {
  const connector = await ra.connector();
  const recipient = await createOperationRecipient('test');
  try {
    const { id } = await connector.authoriseUnblock(account, Secret.fromText(websitePassword), { cardSerial, pin });
    const ground = { kind: 'authorisation', authorisationId: id } as const;
    const release = { ground, cardSerial, pin, recipientCertificate: recipient.certificate };
    const puk = await recipient.open(await connector.releasePuk(release, crypto.randomUUID()));
    return puk.use((bytes) => Buffer.from(bytes).toString('hex').toUpperCase());
  } finally {
    recipient.dispose();
    await connector.close();
  }
}
