/** The files of an instance, with the file identifiers of OpenSC's profile for this applet, and the content of its directory files. */
import { concatBytes, fromHex } from '../../../base/bytes.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { encodePinObject } from '../../pkcs15/authObjects.js';
import { encodeCertificateObject } from '../../pkcs15/certificates.js';
import { encodeEfDir, encodeOdf, encodeTokenInfo } from '../../pkcs15/directory.js';
import type { KeyObject } from '../../pkcs15/keys.js';
import { encodePrivateKeyObject, encodePublicKeyObject } from '../../pkcs15/keys.js';
import { useAttributes } from '../../pkcs15/keyUses.js';
import { modulusBits } from '../../pkcs15/rsaKeys.js';
import type { FileSystemLabels, KeyPlace, PinRule } from '../driver.js';
import { pathOf, type FilePlace } from './filePlace.js';

const inApplication = (id: string): FilePlace => ({ folder: '5015', id });

/** Files that every instance has once. */
export const places = {
  directory: { folder: '', id: '2F00' },
  odf: inApplication('5031'),
  tokenInfo: inApplication('5032'),
  authObjects: inApplication('4401'),
  privateKeys: inApplication('4402'),
  publicKeys: inApplication('4403'),
  certificates: inApplication('4404'),
} as const satisfies Record<string, FilePlace>;

/** Key reference and files of the key pair in each place. */
export const pairFiles: Readonly<
  Record<KeyPlace, { readonly keyReference: number; readonly publicKey: FilePlace; readonly certificate: FilePlace }>
> = {
  a: { keyReference: 0, publicKey: inApplication('3300'), certificate: inApplication('3400') },
  b: { keyReference: 1, publicKey: inApplication('3301'), certificate: inApplication('3401') },
};

/** The PIN, and so the instance, that guards the key of a use. */
export const pinOfKey: Readonly<Record<KeyUse, PinReference>> = { sign: 1, encrypt: 2, signEncrypt: 1 };

/** Sizes of new directory files in bytes: room for two pairs and for entries of other software. */
export const directoryFileBytes = { odf: 256, authObjects: 256, list: 512 } as const;

const masterFile = '3F00';
const absolute = (place: FilePlace): string => masterFile + pathOf(place);

/** P2 of PIN commands, the same in both instances. */
export const qualifiers = { pin: 0x01, puk: 0x02 } as const;

/** Length of PIN and PUK fields, in bytes. */
export const paddedLength = 16;

const authId = Uint8Array.of(0x01);

/** PKCS #15 identifiers. They encode the use, so that the certificate list alone shows which uses the card has. */
const objectIds: Readonly<Record<KeyUse, Readonly<Record<KeyPlace, number>>>> = {
  sign: { a: 0x45, b: 0x46 },
  encrypt: { a: 0x45, b: 0x46 },
  signEncrypt: { a: 0x55, b: 0x56 },
};

/** The initial files of an instance. */
export interface FileSystemFiles {
  readonly directory: NewFile;
  /** Files of the PKCS #15 DF in the order of their creation. */
  readonly application: readonly NewFile[];
}

/** A file with its first content. */
export interface NewFile {
  readonly place: FilePlace;
  readonly content: Uint8Array;
  /** Size of the file when it needs room for more than `content`. */
  readonly sizeBytes?: number;
}

/** What the initial files depend on. */
export interface FileSystemOptions {
  readonly labels: FileSystemLabels;
  readonly reference: PinReference;
  /** Serial number of the card, upper-case hex. */
  readonly serial: string;
  /** The card's own rule for PINs. */
  readonly pinRule: PinRule;
}

/**
 * The serial number in EF.TokenInfo: that of the chip, then the number of the instance's PIN. It is our mark, because other software
 * writes another one, and a copy of these files on another chip does not fit.
 */
export function tokenSerial(serial: string, reference: PinReference): Uint8Array {
  return concatBytes(fromHex(serial), Uint8Array.of(reference));
}

/** The files that an instance has before its first key. */
export function fileSystem({ labels, reference, serial, pinRule }: FileSystemOptions): FileSystemFiles {
  const pin = { label: labels.pin, authId, ...pinRule, storedLength: paddedLength, reference: qualifiers.pin };
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
      content: encodeTokenInfo({
        serial: tokenSerial(serial, reference),
        manufacturer: 'IsoApplet',
        label: labels.token,
      }),
    },
    { place: places.authObjects, content: encodePinObject(pin), sizeBytes: directoryFileBytes.authObjects },
  ];
  return { directory, application };
}

/** The directory files that list pairs: PrKDF, PuKDF and CDF. */
export type PairList = 'privateKeys' | 'publicKeys' | 'certificates';

/** A key pair of a card. */
export interface Pair {
  readonly use: KeyUse;
  readonly place: KeyPlace;
}

const keyPlaces: readonly KeyPlace[] = ['a', 'b'];
const keyUses = Object.keys(pinOfKey) as KeyUse[];

/** The pair of this instance with this PKCS #15 identifier; null for an identifier of other software. */
export function pairOf(reference: PinReference, id: Uint8Array | null): Pair | null {
  const pairs = keyUses.flatMap((use) => keyPlaces.map((place) => ({ use, place })));
  const names = ({ use, place }: Pair): boolean => id?.length === 1 && objectIds[use][place] === id[0];
  return pairs.find((pair) => pinOfKey[pair.use] === reference && names(pair)) ?? null;
}

function keyObject({ use, place }: Pair, usage: readonly number[], path: string): KeyObject {
  return {
    label: `${useAttributes[use].name} key ${place.toUpperCase()}`,
    id: Uint8Array.of(objectIds[use][place]),
    usage,
    keyReference: pairFiles[place].keyReference,
    modulusBits,
    path,
  };
}

/** The pair's entry in a list, DER. */
export function listEntry(list: PairList, pair: Pair): Uint8Array {
  const { use, place } = pair;
  switch (list) {
    case 'privateKeys':
      return encodePrivateKeyObject(keyObject(pair, useAttributes[use].privateUsage, `${masterFile}5015`), authId);
    case 'publicKeys': {
      const path = absolute(pairFiles[place].publicKey);
      return encodePublicKeyObject(keyObject(pair, useAttributes[use].publicUsage, path));
    }
    case 'certificates': {
      const label = `${useAttributes[use].name} certificate ${place.toUpperCase()}`;
      return encodeCertificateObject(
        label,
        Uint8Array.of(objectIds[use][place]),
        absolute(pairFiles[place].certificate),
      );
    }
  }
}
