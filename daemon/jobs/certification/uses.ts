/** The keys that an RA wants on a card, and what the steps around each are called. */
import type { KeyUse, PinReference } from '../../../base/terms.js';
import type { RaProfile } from '../../../config/raProfile.js';

/** In the order of their PINs. */
export function keyUses(certificateUses: RaProfile['certificateUses']): readonly KeyUse[] {
  return certificateUses === 'single' ? ['signEncrypt'] : ['sign', 'encrypt'];
}

/** The names stand in the journals of jobs. */
export const stepNames = {
  generate: { sign: 'generateSigningKey', encrypt: 'generateEncryptionKey', signEncrypt: 'generateSingleKey' },
  request: { sign: 'requestSigning', encrypt: 'requestEncryption', signEncrypt: 'requestSingle' },
  write: {
    sign: 'writeSigningCertificate',
    encrypt: 'writeEncryptionCertificate',
    signEncrypt: 'writeSingleCertificate',
  },
  check: { sign: 'checkSigningKey', encrypt: 'checkEncryptionKey', signEncrypt: 'checkSingleKey' },
  makeCurrent: { sign: 'makeSigningCurrent', encrypt: 'makeEncryptionCurrent', signEncrypt: 'makeSingleCurrent' },
} as const satisfies Record<string, Record<KeyUse, string>>;

export type StepName<Kind extends keyof typeof stepNames> = (typeof stepNames)[Kind][KeyUse];

export const ordinals: Readonly<Record<PinReference, string>> = { 1: '第一組', 2: '第二組' };
