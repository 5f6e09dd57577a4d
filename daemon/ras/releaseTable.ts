/** The keys and certificates that went through this gateway: neither may come again for something else. */
import { createHash } from 'node:crypto';
import { timestamp, type Clock } from '../../base/clock.js';
import type { Database } from '../../base/database.js';
import { readCertificate } from '../../base/pki/certificate.js';

export class ReleaseTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Takes down a key that a card has just made. @returns whether it was seen before, on this card or on another */
  async takeKey(fingerprint: string, cardSerial: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const known = await tx.get('SELECT 1 FROM seen_key WHERE fingerprint = ?', [fingerprint]);
      if (known !== undefined) return true;
      await tx.run('INSERT INTO seen_key (fingerprint, card_serial, seen_at) VALUES (?, ?, ?)', [
        fingerprint,
        cardSerial,
        timestamp(this.clock),
      ]);
      return false;
    });
  }

  /** Is it the key of another card? A card's own key may be asked about as often as it is certified. */
  async isKeyOfAnother(fingerprint: string, cardSerial: string): Promise<boolean> {
    const known = await this.database.get('SELECT 1 FROM seen_key WHERE fingerprint = ? AND card_serial <> ?', [
      fingerprint,
      cardSerial,
    ]);
    return known !== undefined;
  }

  /**
   * Takes down a certificate that is going to be written; the same one for the same card is the same one again.
   * @param certificate X.509 DER
   * @returns whether another certificate had its issuer and serial number, or it was written to another card
   */
  async takeCertificate(certificate: Uint8Array, cardSerial: string): Promise<boolean> {
    const { issuer, serial } = readCertificate(certificate);
    const sha256 = createHash('sha256').update(certificate).digest('hex').toUpperCase();
    return this.database.transaction(async (tx) => {
      const known = await tx.get<{ sha256: string; card_serial: string }>(
        'SELECT sha256, card_serial FROM seen_certificate WHERE issuer = ? AND serial = ?',
        [issuer, serial],
      );
      if (known !== undefined) return known.sha256 !== sha256 || known.card_serial !== cardSerial;
      await tx.run(
        'INSERT INTO seen_certificate (issuer, serial, sha256, card_serial, seen_at) VALUES (?, ?, ?, ?, ?)',
        [issuer, serial, sha256, cardSerial, timestamp(this.clock)],
      );
      return false;
    });
  }
}
