/**
 * The files of the card: identifiers near those of OpenSC's profile, who may do what with them, and their content. Each PIN has
 * directory files of its own, because a file can be written after one PIN alone.
 */
import { concatBytes, fromHex } from '../../../base/bytes.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { encodePinObject } from '../../pkcs15/authObjects.js';
import { encodeCertificateObject } from '../../pkcs15/certificates.js';
import { encodeEfDir, encodeOdf, encodeTokenInfo } from '../../pkcs15/directory.js';
import type { KeyObject } from '../../pkcs15/keys.js';
import { encodePrivateKeyObject, encodePublicKeyObject } from '../../pkcs15/keys.js';
import { useAttributes } from '../../pkcs15/keyUses.js';
import { modulusBits } from '../../pkcs15/rsaKeys.js';
import type { FileSystemLabels, KeyPlace } from '../driver.js';
import { fieldLength, pinRule } from './capabilities.js';

/** A list is written by one UPDATE BINARY, so that it is the old one or the new one. */
export const listBytes = 248;
export const largestCertificate = 2560;
/** RSAPublicKey with the exponent 65537 (RFC 8017 §A.1.1). */
const publicKeyBytes = 270;

export const directoryFile = '2F00';
export const tokenInfoFile = '5032';
const objectDirectoryFile = '5031';

/** The directory files that list pairs: PrKDF, PuKDF and CDF. */
export type PairList = 'privateKeys' | 'publicKeys' | 'certificates';

export const listFiles: Readonly<Record<PinReference, Readonly<Record<PairList | 'authObjects', string>>>> = {
  1: { authObjects: '4401', privateKeys: '4402', certificates: '4403', publicKeys: '4404' },
  2: { authObjects: '4411', privateKeys: '4412', certificates: '4413', publicKeys: '4414' },
};

/** A key pair of the card. */
export interface Pair {
  readonly use: KeyUse;
  readonly place: KeyPlace;
}

interface PairFiles {
  readonly key: string;
  readonly certificate: string;
  readonly publicKey: string;
}

const pairFilesOf = (number: number): PairFiles => ({
  key: `4B0${number}`,
  certificate: `430${number}`,
  publicKey: `550${number}`,
});

const pairFiles: Readonly<Record<PinReference, Readonly<Record<KeyPlace, PairFiles>>>> = {
  1: { a: pairFilesOf(1), b: pairFilesOf(2) },
  2: { a: pairFilesOf(3), b: pairFilesOf(4) },
};

/** The PIN that guards the key of a use. */
export const pinOfUse: Readonly<Record<KeyUse, PinReference>> = { sign: 1, encrypt: 2, signEncrypt: 1 };

export const filesOf = ({ use, place }: Pair): PairFiles => pairFiles[pinOfUse[use]][place];

/** PKCS #15 identifiers, each of one pair of the card. */
const objectIds: Readonly<Record<KeyUse, Readonly<Record<KeyPlace, number>>>> = {
  sign: { a: 0x45, b: 0x46 },
  signEncrypt: { a: 0x55, b: 0x56 },
  encrypt: { a: 0x65, b: 0x66 },
};

/** A file as it is created. */
export interface NewFile {
  /** Four hex digits. */
  readonly fileId: string;
  /** Bytes of a file, bits of a key. */
  readonly sizeBytes: number;
  /** Three bytes, hex: a nibble each for reading or use, update, deletion, generation. 0 always, F never, else after that PIN. */
  readonly access: string;
  readonly isKey?: true;
  readonly content?: Uint8Array;
}

const written = (fileId: string, content: Uint8Array): NewFile => ({
  fileId,
  sizeBytes: content.length,
  access: '0FFFFF',
  content,
});

const applicationFolder = '3F005015';
const absolute = (fileId: string): string => applicationFolder + fileId;
const authId = (reference: PinReference): Uint8Array => Uint8Array.of(reference);

const listPaths = (reference: PinReference): Parameters<typeof encodeOdf>[0] => {
  const { authObjects, privateKeys, publicKeys, certificates } = listFiles[reference];
  return {
    authObjects: absolute(authObjects),
    privateKeys: absolute(privateKeys),
    publicKeys: absolute(publicKeys),
    certificates: absolute(certificates),
  };
};

/** The serial number in EF.TokenInfo, which is our mark: other software writes the card's own, without the last byte. */
export const tokenSerial = (serial: string): Uint8Array => concatBytes(fromHex(serial), Uint8Array.of(0x01));

/** The file in the master file. */
export const efDir = ({ token }: FileSystemLabels): NewFile =>
  written(directoryFile, encodeEfDir(token, applicationFolder));

/** The files of the application that belong to no PIN. The mark is the last one. */
export const commonFiles = (serial: string, { token }: FileSystemLabels): readonly NewFile[] => [
  written(objectDirectoryFile, concatBytes(encodeOdf(listPaths(1)), encodeOdf(listPaths(2)))),
  written(tokenInfoFile, encodeTokenInfo({ serial: tokenSerial(serial), manufacturer: 'Aventra Ltd.', label: token })),
];

/** The files that one PIN guards, with its entry in AODF. */
export function filesOfPin(reference: PinReference, { pin }: FileSystemLabels): readonly NewFile[] {
  const { authObjects, privateKeys, publicKeys, certificates } = listFiles[reference];
  const entry = { label: pin, authId: authId(reference), ...pinRule, storedLength: fieldLength, reference };
  const guarded = (fileId: string, sizeBytes: number): NewFile => ({
    fileId,
    sizeBytes,
    access: `0${reference}FFFF`,
  });
  const key = { sizeBytes: modulusBits, access: `${reference}FF${reference}FF`, isKey: true } as const;
  return [
    written(authObjects, encodePinObject(entry)),
    ...[privateKeys, publicKeys, certificates].map((fileId) => guarded(fileId, listBytes)),
    ...Object.values(pairFiles[reference]).flatMap((files) => [
      { fileId: files.key, ...key },
      guarded(files.publicKey, publicKeyBytes),
      guarded(files.certificate, largestCertificate),
    ]),
  ];
}

/** The pair with this PKCS #15 identifier; null for an identifier of other software. */
export function pairOf(id: Uint8Array | null): Pair | null {
  for (const use of ['sign', 'signEncrypt', 'encrypt'] as const) {
    for (const place of ['a', 'b'] as const) {
      if (id?.length === 1 && objectIds[use][place] === id[0]) return { use, place };
    }
  }
  return null;
}

/** The pair's entry in a list, DER. */
export function listEntry(list: PairList, pair: Pair): Uint8Array {
  const { use, place } = pair;
  const { name, privateUsage, publicUsage } = useAttributes[use];
  const id = Uint8Array.of(objectIds[use][place]);
  const files = filesOf(pair);
  const key = (usage: readonly number[], fileId: string): KeyObject => ({
    label: `${name} key ${place.toUpperCase()}`,
    id,
    usage,
    keyReference: 1,
    modulusBits,
    path: absolute(fileId),
  });
  switch (list) {
    case 'privateKeys':
      return encodePrivateKeyObject(key(privateUsage, files.key), authId(pinOfUse[use]));
    case 'publicKeys':
      return encodePublicKeyObject(key(publicUsage, files.publicKey));
    case 'certificates':
      return encodeCertificateObject(`${name} certificate ${place.toUpperCase()}`, id, absolute(files.certificate));
  }
}
