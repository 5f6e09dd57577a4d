/** What a test asks of the RA's staff and looks up in the RA's books. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../base/secret.js';
import type { PinReference } from '../../base/terms.js';
import { createOperationRecipient } from '../../sync/pki/recipient.js';
import type { ReferenceRaProcess } from './referenceRa.js';
import { runTool } from './runTool.js';

export interface TestRegistration {
  readonly id: string;
  readonly account: string;
}

/** Website password of every registration that `registerApproved` takes down. */
export const websitePassword = 'Web12345';

/** Takes down `count` approved registrations. @param from makes their identifiers unlike those of another call */
export async function registerApproved(ra: ReferenceRaProcess, count: number, from = 1): Promise<TestRegistration[]> {
  const entries = Array.from({ length: count }, (_, i) => ({
    state: 'approved',
    subscriberId: '70759028',
    userIdentifier: `70759028-00-${String(900_000 + from + i).padStart(12, '0')}`,
    name: `測試用戶 ${from + i}`,
    letterContact: '100 臺北市中正區',
    account: `test${from + i}`,
    websitePassword,
  }));
  const file = join(ra.ready.directory, `registrations-${from}.json`);
  writeFileSync(file, JSON.stringify(entries));
  const { code, stdout, stderr } = await ra.command('register', file);
  if (code !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((id, i) => ({ id, account: entries[i]?.account ?? '' }));
}

/** Rows of the RA's database, read by another SQLite than the RA's own. */
export async function query(ra: ReferenceRaProcess, sql: string, ...params: readonly string[]): Promise<unknown[][]> {
  const program = `import json, sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
print(json.dumps(db.execute(sys.argv[2], sys.argv[3:]).fetchall()))`;
  const file = join(ra.ready.directory, 'ra.sqlite');
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
