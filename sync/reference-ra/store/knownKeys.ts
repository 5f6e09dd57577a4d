import type { Database } from '../../../base/database.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { keyFingerprint } from '../../../base/pki/releaseCheck/publicKeyParts.js';

const portion = 500;

/** Takes down the keys of certificates that were issued before keys were known by their fingerprints. */
export async function fillKnownKeys(db: Database): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = await db.all<{ number: number; serial: string; der: Uint8Array }>(
      `SELECT certificate.number, certificate.serial, certificate.der FROM certificate
         LEFT JOIN known_key ON known_key.serial = certificate.serial
       WHERE known_key.serial IS NULL AND certificate.number > ? ORDER BY certificate.number LIMIT ?`,
      [after, portion],
    );
    if (rows.length === 0) return;
    after = rows.at(-1)?.number ?? after;
    await db.transaction(async (tx) => {
      for (const { serial, der } of rows) {
        const fingerprint = keyFingerprint(readCertificate(der).publicKey);
        // A modulus that was certified twice in those days stays with its first certificate.
        const inserted = 'INSERT INTO known_key (fingerprint, serial) VALUES (?, ?) ON CONFLICT DO NOTHING';
        await tx.run(inserted, [fingerprint, serial]);
      }
    });
    if (rows.length < portion) return;
  }
}
