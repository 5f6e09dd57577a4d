/** Certificates and revocation lists as an authority could make them that does not keep to our rules; openssl reads them too. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { Extension, type Certificate } from 'pkijs';
import { createCertificate, parseCertificate, randomSerialNumber } from '../../../base/pki/certificate.js';
import { certificateParts } from '../../../base/pki/certificateParts.js';
import { basicConstraints, keyUsage, type KeyUsage } from '../../../base/pki/extensions.js';

export function element(tag: number, ...content: readonly (readonly number[] | Uint8Array)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(bytes.length);
  const length =
    bytes.length < 0x80 ? [bytes.length] : [0, ...octets].slice([...octets].findIndex((octet) => octet !== 0));
  if (bytes.length >= 0x80) length[0] = 0x80 + length.length - 1;
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

export interface TestKey {
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

export function newKey(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })) };
}

const ecdsaOids = { sha256: 2, sha384: 3, sha512: 4 } as const;
type Hash = keyof typeof ecdsaOids;
const algorithm = (hash: Hash): Buffer => element(0x30, [0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, ecdsaOids[hash]]);

export interface CertificateWish {
  readonly name: string;
  readonly key: TestKey;
  readonly by?: { readonly name: string; readonly key: TestKey };
  readonly usages?: readonly KeyUsage[];
  readonly isCa?: boolean;
  readonly from?: Date;
  readonly to?: Date;
  readonly extensions?: readonly Extension[];
  readonly serial?: Uint8Array;
}

const dayMs = 24 * 3_600_000;

/** X.509 DER */
export function certificateOf(wish: CertificateWish): Promise<Uint8Array> {
  const { name, key, by = wish, isCa = false, extensions = [] } = wish;
  const usages: readonly KeyUsage[] = wish.usages ?? (isCa ? ['keyCertSign', 'cRLSign'] : ['digitalSignature']);
  return createCertificate(
    {
      serialNumber: wish.serial ?? randomSerialNumber(randomBytes),
      subject: [{ type: 'CN', value: name }],
      issuer: [{ type: 'CN', value: by.name }],
      notBefore: wish.from ?? new Date(Date.now() - dayMs),
      notAfter: wish.to ?? new Date(Date.now() + dayMs),
      publicKey: key.publicKey,
      extensions: [basicConstraints(isCa), keyUsage(...usages), ...extensions],
    },
    {
      publicKey: by.key.publicKey,
      sign: (data) => Promise.resolve(new Uint8Array(sign('sha256', data, by.key.privateKey))),
    },
  );
}

/** @param id OID @param value DER of the value */
export function anExtension(id: string, critical: boolean, value: Uint8Array = Uint8Array.of(0x05, 0)): Extension {
  return new Extension({ extnID: id, critical, extnValue: new Uint8Array(value).buffer });
}

export interface ListWish {
  /** X.509 DER */
  readonly authority: Uint8Array;
  readonly key: TestKey;
  readonly hash?: Hash;
  /** Hex, or how many made-up ones. */
  readonly revoked?: readonly string[];
  readonly more?: number;
  readonly reasons?: boolean;
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date;
  readonly number?: number;
  readonly extensions?: readonly Extension[];
  readonly entryExtensions?: readonly Extension[];
}

const time = (date: Date): Buffer =>
  element(0x17, Buffer.from(date.toISOString().slice(2, 19).replaceAll(/[-T:]/g, '') + 'Z'));
const encoded = (extension: Extension): Buffer => Buffer.from(extension.toSchema().toBER());

/** CertificateList, DER. */
export function listOf(wish: ListWish): Uint8Array {
  const { authority, key, hash = 'sha256', revoked = [], more = 0, reasons = false } = wish;
  const { thisUpdate = new Date(Date.now() - dayMs), nextUpdate = new Date(Date.now() + dayMs) } = wish;
  const when = time(thisUpdate);
  const reason = encoded(anExtension('2.5.29.21', false, Uint8Array.of(0x0a, 1, 4)));
  const own = [...(reasons ? [reason] : []), ...(wish.entryExtensions ?? []).map(encoded)];
  const entryTail = own.length === 0 ? [] : [element(0x30, ...own)];
  const entryOf = (serial: Uint8Array): Buffer => element(0x30, element(0x02, serial), when, ...entryTail);
  const entries = [...revoked.map((serial) => entryOf(Buffer.from(serial, 'hex'))), manyEntries(entryOf, more)];
  const number = anExtension('2.5.29.20', false, element(0x02, [wish.number ?? 1]));
  const body = element(
    0x30,
    [0x02, 1, 1],
    algorithm(hash),
    certificateParts(authority).subject,
    when,
    time(nextUpdate),
    ...(revoked.length + more === 0 ? [] : [element(0x30, ...entries)]),
    element(0xa0, element(0x30, encoded(number), ...(wish.extensions ?? []).map(encoded))),
  );
  const signature = sign(hash, body, key.privateKey);
  return new Uint8Array(element(0x30, body, algorithm(hash), element(0x03, [0], signature)));
}

/** In one piece, so that nothing has to be cleared away while a test measures. */
function manyEntries(entryOf: (serial: Uint8Array) => Buffer, count: number): Buffer {
  const entry = entryOf(Buffer.alloc(16, 0x11));
  const all = Buffer.alloc(entry.length * count, entry);
  // Behind the identifiers and lengths of the entry and of its serial number.
  const place = entry.indexOf(Buffer.alloc(16, 0x11)) + 8;
  for (let index = 0; index < count; index++) all.writeUInt32BE(index, index * entry.length + place);
  return all;
}

export function serialOf(certificate: Uint8Array): string {
  const parsed: Certificate = parseCertificate(certificate);
  return Buffer.from(parsed.serialNumber.valueBlock.valueHexView).toString('hex');
}
