/** The content of a card for the recovery page. */
import { equalBytes } from '../../base/bytes.js';
import { readCertificate } from '../../base/pki/certificate.js';
import type { CardKey } from '../readers/cardKeys.js';
import type { KnownCard } from '../readers/readerView.js';

/** Read without a PIN. */
export interface ContentOfCard extends Pick<KnownCard, 'family' | 'lifeCycle'> {
  readonly pins: readonly Pick<KnownCard['pins'][number], 'reference' | 'pukSet' | 'pinSet' | 'triesLeft'>[];
  readonly keys: readonly (Pick<CardKey, 'pin' | 'place'> & CertificateOn)[];
}

interface CertificateOn {
  /** null: a key without a certificate. */
  readonly certificateSerial: string | null;
  /** Is the certificate of this key? null: no certificate, or it cannot be told. */
  readonly matches: boolean | null;
}

export function onCard({ family, lifeCycle, pins, keys }: KnownCard): ContentOfCard {
  return {
    family,
    lifeCycle,
    pins: pins.map(({ reference, pukSet, pinSet, triesLeft }) => ({ reference, pukSet, pinSet, triesLeft })),
    keys: keys.map(({ pin, place, publicKey, certificate }) => ({
      pin,
      place,
      ...certificateOn({ publicKey, certificate }),
    })),
  };
}

function certificateOn({ publicKey, certificate }: Pick<CardKey, 'publicKey' | 'certificate'>): CertificateOn {
  if (certificate === null) return { certificateSerial: null, matches: null };
  try {
    const { serial, publicKey: certified } = readCertificate(certificate);
    return { certificateSerial: serial, matches: equalBytes(certified, publicKey) };
  } catch {
    // The certificate was only partly written.
    return { certificateSerial: null, matches: null };
  }
}
