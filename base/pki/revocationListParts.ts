/** Certificate revocation lists (RFC 5280 §5) of any size, read in place: a list of a million entries costs no objects. */
import {
  certificateParts,
  extensionIds,
  extensionsIn,
  signedParts,
  algorithmOf,
  allowsUsage,
  hasUnprocessed,
} from './certificateParts.js';
import {
  DerError,
  elementAt,
  elementsIn,
  encodingOf,
  expected,
  positiveInteger,
  tags,
  timeOf,
  wholeElement,
  type Element,
} from './derReader.js';
import { signatureVerifies } from './signatures.js';
import { sameName } from './nameStructure.js';
import type { SignedParts } from './certificateParts.js';

const extensionsTag = 0xa0;
/** Of KeyUsage (§4.2.1.3). */
const crlSignBit = 6;
const crlNumberId = '2.5.29.20';
const reasonCodeId = '2.5.29.21';
const invalidityDateId = '2.5.29.24';
/** A list with one of these does not speak of all certificates of its issuer (§5.2.4, §5.2.5), also where it is not critical. */
const partialIds: ReadonlySet<string> = new Set(['2.5.29.27', '2.5.29.28']);
const processedIds: ReadonlySet<string> = new Set([crlNumberId, extensionIds.authorityKeyIdentifier]);
const processedEntryIds: ReadonlySet<string> = new Set([reasonCodeId, invalidityDateId]);

export interface RevocationListParts extends SignedParts {
  readonly innerAlgorithm: string;
  /** Name, DER. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: Date;
  /** null: the list does not say. */
  readonly nextUpdate: Date | null;
  /** CRLNumber (§5.2.3); null: the list has none. */
  readonly number: bigint | null;
  /** Does it speak of every certificate of its issuer, in extensions that are processed? What its entries say is not looked at. */
  readonly isPlain: boolean;
  /** The list's own bytes, and the entries in them; null: none is revoked. */
  readonly der: Uint8Array;
  readonly entries: Element | null;
}

/** Reads everything but the entries. @param list CertificateList, DER @throws {DerError} */
export function revocationListParts(list: Uint8Array): RevocationListParts {
  const { body, ...signed } = signedParts(list);
  const all = elementsIn(list, body);
  const [algorithm, issuer, thisUpdate, ...rest] = all[0]?.tag === tags.integer ? all.slice(1) : all;
  const nextUpdate = rest.find(({ tag }) => tag === tags.utcTime || tag === tags.generalizedTime);
  const wrapper = rest.find(({ tag }) => tag === extensionsTag);
  const extensions = wrapper === undefined ? [] : extensionsIn(list, elementsIn(list, wrapper)[0]);
  const number = extensions.find(({ id }) => id === crlNumberId)?.value;
  return {
    ...signed,
    innerAlgorithm: algorithmOf(list, algorithm),
    issuer: encodingOf(list, expected(issuer, tags.sequence)),
    thisUpdate: timeOf(list, thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : timeOf(list, nextUpdate),
    number: number === undefined ? null : positiveInteger(number, wholeElement(number, tags.integer)),
    isPlain: !hasUnprocessed({ extensions }, processedIds) && !extensions.some(({ id }) => partialIds.has(id)),
    der: list,
    entries: rest.find(({ tag }) => tag === tags.sequence) ?? null,
  };
}

/** Is it a CRL of this CA: its name, its signature, by a key that may sign CRLs (§6.3.3 f)? @param issuer X.509 DER @throws {DerError} */
export function isListOf(list: RevocationListParts, issuer: Uint8Array): boolean {
  const authority = certificateParts(issuer);
  return (
    list.algorithm === list.innerAlgorithm &&
    sameName(list.issuer, authority.subject) &&
    allowsUsage(authority, crlSignBit) &&
    signatureVerifies({
      publicKey: authority.publicKey,
      algorithmId: list.algorithm,
      data: list.signed,
      signature: list.signature,
    })
  );
}

export interface RevokedSerials {
  /** Upper-case hex, without a leading sign octet. */
  readonly serials: ReadonlySet<string>;
  /** An entry has a critical extension that is not processed: nothing on the list may be believed (§5.3). */
  readonly hasUnprocessed: boolean;
}

/** Walks through all entries. @param among only these are looked for; all of them where it is null @throws {DerError} */
export function revokedSerials(
  { der, entries }: RevocationListParts,
  among: ReadonlySet<string> | null,
): RevokedSerials {
  const serials = new Set<string>();
  let unprocessed = false;
  for (let at = entries?.contentStart ?? 0; entries !== null && at < entries.end;) {
    const entry = expected(elementAt(der, at, entries.end), tags.sequence);
    const serial = expected(elementAt(der, entry.contentStart, entry.end), tags.integer);
    const date = elementAt(der, serial.end, entry.end);
    if (date.end < entry.end) {
      const extensions = extensionsIn(der, elementAt(der, date.end, entry.end));
      unprocessed ||= hasUnprocessed({ extensions }, processedEntryIds);
    }
    const text = serialText(der, serial);
    if (among === null || among.has(text)) serials.add(text);
    at = entry.end;
  }
  return { serials, hasUnprocessed: unprocessed };
}

function serialText(der: Uint8Array, { contentStart, end }: Element): string {
  if (contentStart === end) throw new DerError('a serial number without octets');
  const hasSign = end - contentStart > 1 && der[contentStart] === 0;
  const from = contentStart + (hasSign ? 1 : 0);
  return Buffer.from(der.buffer, der.byteOffset + from, end - from)
    .toString('hex')
    .toUpperCase();
}
