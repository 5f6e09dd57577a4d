/**
 * Elements of DER (X.690 §8.1, §10.1) read in place. asn1js makes an object of each element, which is too much for a revocation
 * list of a million entries; here an element is three positions in the bytes that it stands in.
 */

export interface Element {
  /** Identifier octet. */
  readonly tag: number;
  /** Position of the identifier octet. */
  readonly start: number;
  readonly contentStart: number;
  /** Position after the last content octet. */
  readonly end: number;
}

/** The bytes are not DER. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** @param end position that the element must not pass @throws {DerError} */
export function elementAt(bytes: Uint8Array, start: number, end = bytes.length): Element {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerError('no element');
  let contentStart = start + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError('no definite length');
    length = 0;
    for (const stop = contentStart + count; contentStart < stop; contentStart++) {
      length = length * 256 + (bytes[contentStart] ?? 0);
    }
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError('a length that is not minimal');
  }
  if (contentStart + length > end) throw new DerError('an element passes the end');
  return { tag, start, contentStart, end: contentStart + length };
}

/** The element that is all of `bytes`. @throws {DerError} */
export function wholeElement(bytes: Uint8Array, tag: number): Element {
  const element = elementAt(bytes, 0);
  if (element.tag !== tag || element.end !== bytes.length) throw new DerError('not one element of this kind');
  return element;
}

/** Every element in a constructed one. @throws {DerError} */
export function elementsIn(bytes: Uint8Array, { contentStart, end }: Element): Element[] {
  const elements: Element[] = [];
  for (let at = contentStart; at < end;) {
    const element = elementAt(bytes, at, end);
    elements.push(element);
    at = element.end;
  }
  return elements;
}

/** @throws {DerError} unless there is an element, and it has this tag */
export function expected(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new DerError('another element was expected');
  return element;
}

export function contentOf(bytes: Uint8Array, { contentStart, end }: Element): Uint8Array {
  return bytes.subarray(contentStart, end);
}

/** With its identifier and length. */
export function encodingOf(bytes: Uint8Array, { start, end }: Element): Uint8Array {
  return bytes.subarray(start, end);
}

/** A DER INTEGER that is not negative. @throws {DerError} */
export function positiveInteger(bytes: Uint8Array, element: Element): bigint {
  const content = contentOf(bytes, expected(element, tags.integer));
  const [first, second] = content;
  if (first === undefined || first > 0x7f) throw new DerError('not a positive number');
  if (first === 0 && second !== undefined && second < 0x80) throw new DerError('a number that is not minimal');
  return bigIntOf(content);
}

/** Big-endian, without a sign. */
export function bigIntOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** Dotted decimal. @throws {DerError} */
export function objectIdentifier(bytes: Uint8Array, element: Element | undefined): string {
  const content = contentOf(bytes, expected(element, tags.objectIdentifier));
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first = 0, ...others] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...others].join('.');
}

/** UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 wants them: with seconds, in UTC. @throws {DerError} */
export function timeOf(bytes: Uint8Array, element: Element | undefined): Date {
  if (element === undefined) throw new DerError('a time was expected');
  const text = Buffer.from(contentOf(bytes, element)).toString('latin1');
  const digits = element.tag === tags.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  const known = element.tag === tags.utcTime || element.tag === tags.generalizedTime;
  const time = new Date(parts === null ? Number.NaN : `${parts.slice(1, 4).join('-')}T${parts.slice(4, 7).join(':')}Z`);
  if (!known || Number.isNaN(time.getTime())) throw new DerError('not a time');
  return time;
}
