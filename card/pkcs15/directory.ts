/** The files by which other software finds the application and its directory files: EF.DIR, EF.ODF and EF.TokenInfo. */
import { fromHex, utf8 } from '../../base/bytes.js';
import { encodeTlv, parseTlvs, requireTlv } from '../iso7816/tlv.js';
import { bitString, encode, integer, octetString, sequence, tagged, taggedBytes, utf8String } from './der.js';
import { path } from './objects.js';

/** The AID of PKCS #15 applications (PKCS #15 v1.1 §7.1). */
const pkcs15Aid = fromHex('A000000063504B43532D3135');

/** EF.DIR with one application template (ISO 7816-4 §12.2.2.3): AID, label and path of the PKCS#15 DF, hex. */
export function encodeEfDir(label: string, applicationPath: string): Uint8Array {
  return encodeTlv(
    0x61,
    encodeTlv(0x4f, pkcs15Aid),
    encodeTlv(0x50, utf8(label)),
    encodeTlv(0x51, fromHex(applicationPath)),
  );
}

/** EF.ODF (ISO 7816-15 §8.5.1): the paths of the directory files, hex. */
export function encodeOdf(paths: {
  readonly authObjects: string;
  readonly privateKeys: string;
  readonly publicKeys: string;
  readonly certificates: string;
}): Uint8Array {
  return encode(
    tagged(8, path(paths.authObjects)),
    tagged(0, path(paths.privateKeys)),
    tagged(1, path(paths.publicKeys)),
    tagged(4, path(paths.certificates)),
  );
}

/** What the card tells other software about itself. */
export interface TokenInfo {
  readonly serial: Uint8Array;
  readonly manufacturer: string;
  readonly label: string;
}

/** TokenFlags. */
const tokenFlags = { loginRequired: 1, randomNumbers: 2 } as const;

/** EF.TokenInfo (ISO 7816-15 §8.10), version v1, DER. */
export function encodeTokenInfo(info: TokenInfo): Uint8Array {
  return encode(
    sequence(
      integer(0),
      octetString(info.serial),
      utf8String(info.manufacturer),
      taggedBytes(0, utf8(info.label)),
      bitString(tokenFlags.loginRequired, tokenFlags.randomNumbers),
    ),
  );
}

/** The serial number in EF.TokenInfo. @throws {CardProtocolError} */
export function tokenSerialIn(tokenInfo: Uint8Array): Uint8Array {
  return requireTlv(parseTlvs(requireTlv(parseTlvs(tokenInfo), 0x30)), 0x04);
}
