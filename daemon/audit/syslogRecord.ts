/** An entry of the audit log as a record of RFC 5424 §6. A syslog receiver splits its stream by octet counts, and some split it by lines. */
import type { SyslogSettings } from '../../config/schema.js';
import type { AuditRow } from './chain.js';
import { entryOf } from './entry.js';

/** Notice: "normal but significant condition" (RFC 5424 §6.2.1, table 2). */
const severity = 5;
/** Octets of one value of the structured data: those of one record stay below 2,048 together, which receivers should take (§6.1). */
const longestValue = 200;
const bom = Buffer.from([0xef, 0xbb, 0xbf]);

export type RecordSettings = Pick<SyslogSettings, 'facility' | 'appName' | 'enterpriseNumber'> & {
  readonly hostname: string;
  /** Octets of a whole record. */
  readonly limit: number;
};

/**
 * The message is the entry's facts as they are stored. The structured data has everything else that the entry's hash covers, so that a
 * receiver can find gaps and compute the chain again. `altered` says that it cannot for this entry: a value was shortened, or has an
 * unsafe character.
 */
export function syslogRecord(row: AuditRow, settings: RecordSettings): Buffer {
  const { facility, appName, enterpriseNumber, hostname, limit } = settings;
  const { card, reader } = entryOf(row);
  const values = [
    ...param('seq', String(row.seq)),
    ...param('hash', row.hash),
    ...param('previous', row.previous_hash),
    ...param('actor', row.actor),
    ...param('action', row.action),
    ...param('subject', row.subject),
    ...param('card', card),
    ...param('reader', reader),
  ];
  const header = [
    `<${facility * 8 + severity}>1`,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(row.at) ? row.at : '-',
    printable(hostname, 255),
    appName,
    // An entry may be older than the process that sends it.
    '-',
    printable(row.action, 32),
  ].join(' ');
  const beginning = (isAltered: boolean): Buffer => {
    const mark = isAltered ? ' altered="yes"' : '';
    return Buffer.from(`${header} [audit@${enterpriseNumber} ${values.map(({ text }) => text).join(' ')}${mark}] `);
  };
  const isAltered = values.some((value) => value.isAltered);
  const whole = beginning(isAltered);
  const room = limit - beginning(true).length - bom.length;
  const message = escaped(row.facts_json, room, (part) => part);
  return Buffer.concat([message.isAltered ? beginning(true) : whole, bom, Buffer.from(message.text)]);
}

interface Escaped {
  readonly text: string;
  readonly isAltered: boolean;
}

/** A parameter of the structured data; none for an entry without this value. */
function param(name: string, value: string | null): readonly Escaped[] {
  if (value === null) return [];
  const { text, isAltered } = escaped(value, longestValue, (part) => part.replace(/["\\\]]/g, '\\$&'));
  return [{ text: `${name}="${text}"`, isAltered }];
}

/** PRINTUSASCII, else NILVALUE (§6.2.4, §6.2.7). */
function printable(text: string, longest: number): string {
  return text.length <= longest && /^[\x21-\x7e]+$/.test(text) ? text : '-';
}

/** Control characters, line separators and halves of surrogate pairs: no receiver may take one for the end of a record (§8.2). */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * Unsafe characters as JSON writes them, `\u000A`, which changes no JSON text's meaning. The text ends before a character that has no
 * room (§6.1).
 * @param room octets of UTF-8
 * @param escape escapes what the place needs besides
 */
function escaped(text: string, room: number, escape: (part: string) => string): Escaped {
  let used = 0;
  let isAltered = false;
  const parts: string[] = [];
  for (const character of text) {
    const isUnsafe = unsafe.test(character);
    const part = escape(isUnsafe ? asJson(character) : character);
    used += Buffer.byteLength(part);
    if (used > room) return { text: parts.join(''), isAltered: true };
    parts.push(part);
    isAltered ||= isUnsafe;
  }
  return { text: parts.join(''), isAltered };
}

const asJson = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
