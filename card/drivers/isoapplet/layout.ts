/** Which file holds what, by the file identifiers that OpenSC's profile of this applet has. */
import { concatBytes, fromHex } from '../../../base/bytes.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { encodePinObject } from '../../pkcs15/authObjects.js';
import { encodeCertificateObject } from '../../pkcs15/certificates.js';
import { encodeEfDir, encodeOdf, encodeTokenInfo } from '../../pkcs15/directory.js';
import type { KeyObject } from '../../pkcs15/keys.js';
import { encodePrivateKeyObject, encodePublicKeyObject, keyUsage } from '../../pkcs15/keys.js';
import type { FileSystemLabels, KeyPlace, PinRule } from '../driver.js';
import type { FilePlace } from './files.js';
import { pathOf } from './files.js';

const inApplication = (id: string): FilePlace => ({ folder: '5015', id });

export const places = {
  directory: { folder: '', id: '2F00' },
  odf: inApplication('5031'),
  tokenInfo: inApplication('5032'),
  authObjects: inApplication('4401'),
  privateKeys: inApplication('4402'),
  publicKeys: inApplication('4403'),
  certificates: inApplication('4404'),
} as const satisfies Record<string, FilePlace>;

/** A key pair of an instance with its certificate: the files of its own, and its private key's reference. */
export const pairFiles: Readonly<
  Record<KeyPlace, { readonly keyReference: number; readonly publicKey: FilePlace; readonly certificate: FilePlace }>
> = {
  a: { keyReference: 0, publicKey: inApplication('3300'), certificate: inApplication('3400') },
  b: { keyReference: 1, publicKey: inApplication('3301'), certificate: inApplication('3401') },
};

/** Which PIN, and so which instance, guards which key. */
export const pinOfKey: Readonly<Record<KeyUse, PinReference>> = { sign: 1, encrypt: 2, signEncrypt: 1 };

/** Room for two pairs, and for entries that other software may add. */
export const directoryFileBytes = { odf: 256, authObjects: 256, list: 512 } as const;

const masterFile = '3F00';
const absolute = (place: FilePlace): string => masterFile + pathOf(place);

/** P2 of PIN commands: every instance calls its PIN 1 and its PUK 2. */
export const qualifiers = { pin: 0x01, puk: 0x02 } as const;
export const modulusBits = 2048;

/** Length of PIN and PUK fields, in bytes. */
export const paddedLength = 16;

const authId = Uint8Array.of(0x01);

/** PKCS#15 identifiers. They tell the use too, so that the list of certificates alone says what there is. */
const objectIds: Readonly<Record<KeyUse, Readonly<Record<KeyPlace, number>>>> = {
  sign: { a: 0x45, b: 0x46 },
  encrypt: { a: 0x45, b: 0x46 },
  signEncrypt: { a: 0x55, b: 0x56 },
};

interface UseWords {
  /** For `Signing key A` and the like. */
  readonly name: string;
  readonly privateUsage: readonly number[];
  readonly publicUsage: readonly number[];
}

/** The encryption key signs too: its certification request, and challenges that prove that it is there. */
const words: Readonly<Record<KeyUse, UseWords>> = {
  sign: {
    name: 'Signing',
    privateUsage: [keyUsage.sign, keyUsage.signRecover],
    publicUsage: [keyUsage.verify, keyUsage.verifyRecover],
  },
  encrypt: {
    name: 'Encryption',
    privateUsage: [keyUsage.decrypt, keyUsage.sign, keyUsage.unwrap],
    publicUsage: [keyUsage.encrypt, keyUsage.wrap, keyUsage.verify],
  },
  signEncrypt: {
    name: 'Signing and encryption',
    privateUsage: [keyUsage.decrypt, keyUsage.sign, keyUsage.signRecover, keyUsage.unwrap],
    publicUsage: [keyUsage.encrypt, keyUsage.wrap, keyUsage.verify, keyUsage.verifyRecover],
  },
};

export interface FileSystemFiles {
  readonly directory: NewFile;
  /** In the application's folder, the ODF first. */
  readonly application: readonly NewFile[];
}

export interface NewFile {
  readonly place: FilePlace;
  readonly content: Uint8Array;
  readonly sizeBytes?: number;
}

/** The files that are there before there is a key. @param serial of the card, upper-case hex @param pinRule what the card's PIN may be */
export function fileSystem(
  labels: FileSystemLabels,
  reference: PinReference,
  serial: string,
  pinRule: PinRule,
): FileSystemFiles {
  const pin = { label: labels.pin, authId, ...pinRule, storedLength: paddedLength, reference: qualifiers.pin };
  const tokenSerial = concatBytes(fromHex(serial), Uint8Array.of(reference));
  const directory = { place: places.directory, content: encodeEfDir(labels.token, '3F005015') };
  const application = [
    {
      place: places.odf,
      content: encodeOdf({
        authObjects: absolute(places.authObjects),
        privateKeys: absolute(places.privateKeys),
        publicKeys: absolute(places.publicKeys),
        certificates: absolute(places.certificates),
      }),
      sizeBytes: directoryFileBytes.odf,
    },
    {
      place: places.tokenInfo,
      content: encodeTokenInfo({ serial: tokenSerial, manufacturer: 'IsoApplet', label: labels.token }),
    },
    { place: places.authObjects, content: encodePinObject(pin), sizeBytes: directoryFileBytes.authObjects },
  ];
  return { directory, application };
}

/** The lists that name pairs: PrKDF, PuKDF, CDF. */
export type PairList = 'privateKeys' | 'publicKeys' | 'certificates';

export interface Pair {
  readonly use: KeyUse;
  readonly place: KeyPlace;
}

const keyPlaces: readonly KeyPlace[] = ['a', 'b'];
const keyUses = Object.keys(pinOfKey) as KeyUse[];

/** The pair of this instance that an object identifier stands for; null for those of other software. */
export function pairOf(reference: PinReference, id: Uint8Array | null): Pair | null {
  const pairs = keyUses.flatMap((use) => keyPlaces.map((place) => ({ use, place })));
  const names = ({ use, place }: Pair): boolean => id?.length === 1 && objectIds[use][place] === id[0];
  return pairs.find((pair) => pinOfKey[pair.use] === reference && names(pair)) ?? null;
}

function keyObject({ use, place }: Pair, usage: readonly number[], path: string): KeyObject {
  return {
    label: `${words[use].name} key ${place.toUpperCase()}`,
    id: Uint8Array.of(objectIds[use][place]),
    usage,
    keyReference: pairFiles[place].keyReference,
    modulusBits,
    path,
  };
}

/** The entry that names the pair in the list. */
export function listEntry(list: PairList, pair: Pair): Uint8Array {
  const { use, place } = pair;
  switch (list) {
    case 'privateKeys':
      return encodePrivateKeyObject(keyObject(pair, words[use].privateUsage, `${masterFile}5015`), authId);
    case 'publicKeys': {
      const path = absolute(pairFiles[place].publicKey);
      return encodePublicKeyObject(keyObject(pair, words[use].publicUsage, path));
    }
    case 'certificates': {
      const label = `${words[use].name} certificate ${place.toUpperCase()}`;
      return encodeCertificateObject(
        label,
        Uint8Array.of(objectIds[use][place]),
        absolute(pairFiles[place].certificate),
      );
    }
  }
}
