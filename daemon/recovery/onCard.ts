/** The content of a card for the recovery page. */
import { equalBytes } from '../../base/bytes.js';
import { readCertificate } from '../../base/pki/certificate.js';
import type { WireCardRecovery } from '../contract/messages.js';
import type { CardKey } from '../readers/cardKeys.js';
import type { KnownCard } from '../readers/readerView.js';

export function onCard({ family, lifeCycle, pins, keys }: KnownCard): WireCardRecovery['onCard'] {
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

function certificateOn({ publicKey, certificate }: Pick<CardKey, 'publicKey' | 'certificate'>): {
  readonly certificateSerial: string | null;
  readonly matches: boolean | null;
} {
  if (certificate === null) return { certificateSerial: null, matches: null };
  try {
    const { serial, publicKey: certified } = readCertificate(certificate);
    return { certificateSerial: serial, matches: equalBytes(certified, publicKey) };
  } catch {
    // The certificate was only partly written.
    return { certificateSerial: null, matches: null };
  }
}
