/** The part of an RA's profile that the RA itself has to follow. */
export interface RaRules {
  /** Subject of the certificates, RFC 4514, with `{userIdentifier}` in place of the user identifier (用戶識別名稱). */
  readonly subject: string;
  /** `separate`: a key for signing and one for encryption; `single`: one key for both. */
  readonly certificateUses: 'separate' | 'single';
  /** Of the keys on the cards. */
  readonly keyAlgorithm: 'rsa2048' | 'p256';
  /** Version of the terms (用戶約定條款) in force. */
  readonly termsVersion: string;
}
