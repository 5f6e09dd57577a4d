/** What makes this RA this one and no other: what its profile says, as far as the RA itself keeps to it. */
export interface RaRules {
  /** RFC 4514, with `{userIdentifier}` where the user identifier (用戶識別名稱) stands. */
  readonly subject: string;
  /** `separate`: a key for signing and one for encryption; `single`: one key for both. */
  readonly certificateUses: 'separate' | 'single';
  /** What the keys on the cards are. */
  readonly keyAlgorithm: 'rsa2048' | 'p256';
  /** Version of the terms (用戶約定條款) in force. */
  readonly termsVersion: string;
}
