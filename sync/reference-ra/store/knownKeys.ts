import type { Database } from '../../../base/database.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { keyFingerprint } from '../../../base/pki/releaseCheck/publicKeyParts.js';

const portion = 500;

/** Takes down the keys of certificates that were issued before keys were known by their fingerprints. */
export async function fillKnownKeys(db: Database): Promise<void> {
  for (;;) {
    const rows = await db.all<{ serial: string; der: Uint8Array }>(
      `SELECT certificate.serial, certificate.der FROM certificate
         LEFT JOIN known_key ON known_key.serial = certificate.serial
       WHERE known_key.serial IS NULL ORDER BY certificate.number LIMIT ?`,
      [portion],
    );
    if (rows.length === 0) return;
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
