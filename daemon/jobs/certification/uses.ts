/** The keys that an RA wants on a card, and the names of the steps for each. */
import type { KeyUse, PinReference } from '../../../base/terms.js';
import type { RaProfile } from '../../../config/raProfile.js';

/** In the order of their PINs. */
export function keyUses(certificateUses: RaProfile['certificateUses']): readonly KeyUse[] {
  return certificateUses === 'single' ? ['signEncrypt'] : ['sign', 'encrypt'];
}

/** These names are stored in the journals of jobs: do not change them. */
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
