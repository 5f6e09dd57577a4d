/** Messages between `Token` and its child process (structured clone over Node's IPC channel). */

export interface TokenLocation {
  /** The PKCS #11 module, e.g. `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly modulePath: string;
  /** Name of the token (CK_TOKEN_INFO.label), without the padding. */
  readonly tokenLabel: string;
}

export type RsaKeyUse = 'sign' | 'decrypt';

export type ChildCommand =
  /** C_InitToken on the first token that is not initialised, then C_InitPIN. Answered with no bytes. */
  | {
      readonly kind: 'initialise';
      readonly location: TokenLocation;
      readonly soPin: Uint8Array;
      readonly pin: Uint8Array;
    }
  /** C_OpenSession and C_Login as CKU_USER. Answered with no bytes. */
  | { readonly kind: 'open'; readonly location: TokenLocation; readonly pin: Uint8Array }
  /** Answered with the SubjectPublicKeyInfo, DER, of the RSA key with this CKA_LABEL; with no bytes when there is none. */
  | { readonly kind: 'publicKey'; readonly label: string }
  /** C_GenerateKeyPair, RSA. Answered with the SubjectPublicKeyInfo, DER. */
  | { readonly kind: 'generate'; readonly label: string; readonly use: RsaKeyUse; readonly modulusBits: number }
  /** CKM_SHA256_RSA_PKCS. Answered with the signature. */
  | { readonly kind: 'sign'; readonly label: string; readonly data: Uint8Array }
  /** CKM_RSA_PKCS_OAEP with CKM_SHA_1 and CKG_MGF1_SHA1. Answered with the plain text. */
  | { readonly kind: 'decrypt'; readonly label: string; readonly data: Uint8Array };

export interface ChildRequest {
  readonly id: number;
  readonly command: ChildCommand;
}

export type ChildReply =
  | { readonly id: number; readonly ok: true; readonly value: Uint8Array }
  | { readonly id: number; readonly ok: false; readonly error: string };
