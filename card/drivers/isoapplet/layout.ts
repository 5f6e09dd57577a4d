/** Which file holds what, by the file identifiers that OpenSC's profile of this applet has. */
import { concatBytes, fromHex } from '../../../base/bytes.js';
import type { KeyUse, PinReference } from '../../../base/terms.js';
import { encodePinObject } from '../../pkcs15/authObjects.js';
import { encodeCertificateObject } from '../../pkcs15/certificates.js';
import { encodeEfDir, encodeOdf, encodeTokenInfo } from '../../pkcs15/directory.js';
import type { KeyObject } from '../../pkcs15/keys.js';
import { encodePrivateKeyObject, encodePublicKeyObject, keyUsage } from '../../pkcs15/keys.js';
import type { FileSystemLabels, PinRule } from '../driver.js';
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
  publicKey: inApplication('3300'),
  certificate: inApplication('3400'),
} as const satisfies Record<string, FilePlace>;

/** Room for entries that other software may add. */
export const directoryFileBytes = { odf: 256, authObjects: 256, keys: 512, certificates: 512 } as const;

const masterFile = '3F00';
const absolute = (place: FilePlace): string => masterFile + pathOf(place);

/** Reference of the only key of an instance. */
export const keyReference = 0;
/** P2 of PIN commands: every instance calls its PIN 1 and its PUK 2. */
export const qualifiers = { pin: 0x01, puk: 0x02 } as const;
export const modulusBits = 2048;

/** Length of PIN and PUK fields, in bytes. */
export const paddedLength = 16;

const authId = Uint8Array.of(0x01);
const objectId = Uint8Array.of(0x45);

interface UseWords {
  readonly key: string;
  readonly certificate: string;
  readonly privateUsage: readonly number[];
  readonly publicUsage: readonly number[];
}

/** The encryption key signs too: its certification request, and challenges that prove that it is there. */
const words: Readonly<Record<KeyUse, UseWords>> = {
  sign: {
    key: 'Signing key',
    certificate: 'Signing certificate',
    privateUsage: [keyUsage.sign, keyUsage.signRecover],
    publicUsage: [keyUsage.verify, keyUsage.verifyRecover],
  },
  encrypt: {
    key: 'Encryption key',
    certificate: 'Encryption certificate',
    privateUsage: [keyUsage.decrypt, keyUsage.sign, keyUsage.unwrap],
    publicUsage: [keyUsage.encrypt, keyUsage.wrap, keyUsage.verify],
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

const keyObject = (use: KeyUse, usage: readonly number[], path: string): KeyObject => ({
  label: words[use].key,
  id: objectId,
  usage,
  keyReference,
  modulusBits,
  path,
});

/** The key's files, the public key first. @param rsaPublicKey PKCS#1 RSAPublicKey, DER */
export function keyFiles(use: KeyUse, rsaPublicKey: Uint8Array): NewFile[] {
  const privateKey = keyObject(use, words[use].privateUsage, `${masterFile}5015`);
  const publicKey = keyObject(use, words[use].publicUsage, absolute(places.publicKey));
  return [
    { place: places.publicKey, content: rsaPublicKey },
    { place: places.publicKeys, content: encodePublicKeyObject(publicKey), sizeBytes: directoryFileBytes.keys },
    {
      place: places.privateKeys,
      content: encodePrivateKeyObject(privateKey, authId),
      sizeBytes: directoryFileBytes.keys,
    },
  ];
}

/** The certificate's files, the certificate first. */
export function certificateFiles(use: KeyUse, certificate: Uint8Array): NewFile[] {
  const entry = encodeCertificateObject(words[use].certificate, objectId, absolute(places.certificate));
  return [
    { place: places.certificate, content: certificate },
    { place: places.certificates, content: entry, sizeBytes: directoryFileBytes.certificates },
  ];
}
