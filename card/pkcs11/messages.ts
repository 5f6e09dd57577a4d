/**
 * Requests to the process with a vendor's PKCS #11 module, and its answers. The payload of a frame is a JSON header of known length
 * (4 bytes, big-endian) and then bytes: PINs, data, certificates. They are not in the JSON, so that they can be zeroed.
 */
import { concatBytes, utf8 } from '../../base/bytes.js';

/** A token that is present (CK_SLOT_INFO, CK_TOKEN_INFO). Texts are without their padding. */
export interface TokenInfo {
  /** Handle of the PKCS #11 slot, hex. */
  readonly slot: string;
  readonly slotDescription: string;
  readonly label: string;
  readonly serial: string;
  /** CKF_* */
  readonly flags: number;
}

/** Objects that are not secret. */
export type ObjectKind = 'certificate' | 'publicKey' | 'data';

/** An object of a token. The bytes that go with it are the certificate in DER, SubjectPublicKeyInfo in DER, or the data's value. */
export interface ObjectInfo {
  /** CKA_ID, hex; empty for data. */
  readonly id: string;
  /** CKA_LABEL */
  readonly label: string;
}

/** What is asked of the module. `slot`: handle of a PKCS #11 slot, hex. In the comments: the bytes that go with it. */
export type ModuleCall =
  /** dlopen and C_Initialize. */
  | { readonly call: 'load'; readonly modulePath: string }
  | { readonly call: 'tokens' }
  | { readonly call: 'token'; readonly slot: string }
  /** C_InitToken. The SO-PIN. Ends the sessions of the slot before. */
  | { readonly call: 'initToken'; readonly slot: string; readonly label: string }
  /** C_Login, after C_Logout of whoever was logged in. The PIN. */
  | { readonly call: 'login'; readonly slot: string; readonly user: 'user' | 'securityOfficer' }
  | { readonly call: 'logout'; readonly slot: string }
  /** C_InitPIN while the security officer is logged in. The PIN. */
  | { readonly call: 'initPin'; readonly slot: string }
  /** C_SetPIN: of the security officer while logged in, else of the user. Old and new PIN. */
  | { readonly call: 'setPin'; readonly slot: string }
  /** Answered with all objects of this kind, and the bytes of each. */
  | { readonly call: 'read'; readonly slot: string; readonly kind: ObjectKind }
  /** C_GenerateKeyPair, RSA. Answered with SubjectPublicKeyInfo, DER. */
  | {
      readonly call: 'generate';
      readonly slot: string;
      readonly id: string;
      readonly label: string;
      readonly modulusBits: number;
      readonly signs: boolean;
      readonly deciphers: boolean;
      /** CKA_ALWAYS_AUTHENTICATE */
      readonly alwaysAuthenticate: boolean;
    }
  /** CKM_RSA_PKCS. The DigestInfo. Answered with the signature. */
  | { readonly call: 'sign'; readonly slot: string; readonly id: string }
  /** CKM_RSA_PKCS. The cryptogram. Answered with the plain text. */
  | { readonly call: 'decrypt'; readonly slot: string; readonly id: string }
  /** CKO_CERTIFICATE. CKA_VALUE, CKA_SUBJECT, CKA_ISSUER and CKA_SERIAL_NUMBER. */
  | { readonly call: 'writeCertificate'; readonly slot: string; readonly id: string; readonly label: string }
  /** CKO_DATA, public. CKA_VALUE. */
  | { readonly call: 'writeData'; readonly slot: string; readonly application: string; readonly label: string }
  /** C_DestroyObject of the key pair and the certificate with this id. */
  | { readonly call: 'destroyPair'; readonly slot: string; readonly id: string }
  | { readonly call: 'destroyCertificate'; readonly slot: string; readonly id: string }
  | { readonly call: 'destroyData'; readonly slot: string; readonly label: string; readonly value: string }
  /** C_Logout, C_CloseAllSessions, C_Finalize. */
  | { readonly call: 'finalize' };

/** What is not bytes of an answer. */
export interface ModuleAnswer {
  readonly tokens?: readonly TokenInfo[];
  readonly objects?: readonly ObjectInfo[];
}

interface Packed<Header> {
  readonly header: Header;
  readonly parts: readonly Uint8Array[];
}

const lengthBytes = 4;

/** The caller zeroes the result when a part is a secret. */
export function packMessage(header: ModuleCall | ModuleAnswer, parts: readonly Uint8Array[]): Uint8Array {
  const json = utf8(JSON.stringify({ header, lengths: parts.map(({ length }) => length) }));
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setUint32(0, json.length);
  return concatBytes(length, json, ...parts);
}

/** The parts lie in the payload. Both ends are the same version of this program, so the header is not validated. */
export function unpackMessage<Header extends ModuleCall | ModuleAnswer>(payload: Uint8Array): Packed<Header> {
  const jsonLength = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
  let offset = lengthBytes + jsonLength;
  const json = new TextDecoder().decode(payload.subarray(lengthBytes, offset));
  const { header, lengths } = JSON.parse(json) as { header: Header; lengths: readonly number[] };
  const parts = lengths.map((length) => payload.subarray(offset, (offset += length)));
  return { header, parts };
}

/** The module did not load, or refused: the text of a failure frame. */
export const unloadable = { missing: 'module missing', other: 'no module' } as const;
