/** Reads JSON (RFC 8259) in which some fields hold secrets. The text of a secret goes from bytes to bytes: no string is made of it. */
import { isUtf8 } from 'node:buffer';
import { concatBytes, pinnedBytes, utf8 } from './bytes.js';
import { Secret } from './secret.js';

/** The first of the private use area. A placeholder repeats one of its characters, so that it tells which secret it stands for. */
const firstPlaceholder = 0xe000;
const maxSecrets = 64;

const char = { quote: 0x22, backslash: 0x5c, colon: 0x3a, comma: 0x2c, open: 0x7b, close: 0x7d, list: 0x5b, end: 0x5d };

/** What a letter after a backslash stands for. */
const escapes: Readonly<Record<string, number>> = {
  '"': 0x22,
  '\\': 0x5c,
  '/': 0x2f,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
};

/** A document and the secrets that were lifted out of it. Who has it disposes of the secrets that nobody took over. */
export class SecretJson {
  /** What JSON.parse makes of it, with a placeholder of the same length (in UTF-16 units) for each secret. */
  readonly value: unknown;
  readonly #secrets: readonly Secret[];

  private constructor(value: unknown, secrets: readonly Secret[]) {
    this.value = value;
    this.#secrets = secrets;
  }

  /**
   * The caller zeroes the bytes.
   * @param isSecretField is asked with the names of fields; a string that is such a field's value is a secret
   * @throws {SyntaxError} without a word of the text
   */
  static parse(bytes: Uint8Array, isSecretField: (name: string) => boolean): SecretJson {
    const secrets: Secret[] = [];
    try {
      if (!isUtf8(bytes)) throw malformed();
      const rest = liftSecrets(bytes, isSecretField, secrets);
      return new SecretJson(JSON.parse(new TextDecoder().decode(rest), refusePrototype), secrets);
    } catch {
      // The parser's own error quotes the text.
      for (const secret of secrets) secret.dispose();
      throw malformed();
    }
  }

  /** The secret that a placeholder stands for. @throws {RangeError} for any other text */
  secretOf(placeholder: string): Secret {
    const secret = this.#secrets[placeholder.charCodeAt(0) - firstPlaceholder];
    if (secret === undefined) throw new RangeError('no placeholder of a secret');
    return secret;
  }

  /** Disposes of every secret, also of those that were taken over. */
  dispose(): void {
    for (const secret of this.#secrets) secret.dispose();
  }
}

function malformed(): SyntaxError {
  return new SyntaxError('this is not JSON');
}

function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw malformed();
  return value;
}

/** Pushes the secrets to `secrets`. @returns the document with a placeholder for each, which JSON.parse judges */
function liftSecrets(bytes: Uint8Array, isSecretField: (name: string) => boolean, secrets: Secret[]): Uint8Array {
  const parts: Uint8Array[] = [];
  /** Of the objects and lists around the place: is it an object? */
  const around: boolean[] = [];
  let nameComes = false;
  let isSecret = false;
  let copied = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case char.open:
        around.push(true);
        nameComes = true;
        break;
      case char.list:
        around.push(false);
        nameComes = false;
        break;
      case char.close:
      case char.end:
        around.pop();
        nameComes = false;
        break;
      case char.comma:
        nameComes = around.at(-1) === true;
        break;
      case char.colon:
        nameComes = false;
        break;
      case char.quote: {
        const end = endOfString(bytes, at);
        if (nameComes) {
          isSecret = isSecretField(String(JSON.parse(new TextDecoder().decode(bytes.subarray(at, end)))));
          nameComes = false;
        } else if (isSecret && around.at(-1) === true) {
          if (secrets.length === maxSecrets) throw malformed();
          const { secret, length } = unescaped(bytes.subarray(at + 1, end - 1));
          const placeholder = String.fromCharCode(firstPlaceholder + secrets.length).repeat(length);
          secrets.push(secret);
          parts.push(bytes.subarray(copied, at + 1), utf8(placeholder));
          copied = end - 1;
        }
        at = end - 1;
        break;
      }
      case undefined:
      default:
        break;
    }
  }
  return concatBytes(...parts, bytes.subarray(copied));
}

/** @param start of its first quotation mark @returns the place after its last one */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === char.backslash) at += 1;
    else if (bytes[at] === char.quote) return at + 1;
  }
  throw malformed();
}

/** @param text between the quotation marks @returns it in UTF-8, and its length as JavaScript counts it */
function unescaped(text: Uint8Array): { readonly secret: Secret; readonly length: number } {
  // No escape is shorter than what it stands for.
  const room = pinnedBytes(text.length);
  try {
    let length = 0;
    let used = 0;
    for (let at = 0; at < text.length; at++) {
      const byte = text[at] ?? 0;
      if (byte < 0x20) throw malformed();
      if (byte !== char.backslash) {
        room[used++] = byte;
        // The first byte of a character; those of four bytes are two units.
        if ((byte & 0xc0) !== 0x80) length += byte >= 0xf0 ? 2 : 1;
        continue;
      }
      const letter = String.fromCharCode(text[++at] ?? 0);
      let code = letter === 'u' ? hexUnit(text, at + 1) : escapes[letter];
      if (code === undefined) throw malformed();
      if (letter === 'u') at += 4;
      length += 1;
      if (code >= 0xd800 && code < 0xdc00 && text[at + 1] === char.backslash && text[at + 2] === 0x75) {
        const low = hexUnit(text, at + 3);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          at += 6;
          length += 1;
        }
      }
      used += writeUtf8(room, used, code);
    }
    return { secret: Secret.takeBytes(concatBytes(room.subarray(0, used))), length };
  } finally {
    room.fill(0);
  }
}

/** Four hex digits. */
function hexUnit(text: Uint8Array, start: number): number {
  let unit = 0;
  for (let at = start; at < start + 4; at++) {
    const digit = Number.parseInt(String.fromCharCode(text[at] ?? 0), 16);
    if (Number.isNaN(digit)) throw malformed();
    unit = unit * 16 + digit;
  }
  return unit;
}

/** A half of a surrogate pair without the other becomes U+FFFD, as in TextEncoder. @returns the number of bytes */
function writeUtf8(room: Uint8Array, at: number, point: number): number {
  const code = point >= 0xd800 && point < 0xe000 ? 0xfffd : point;
  if (code < 0x80) {
    room[at] = code;
    return 1;
  }
  const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const lead = more === 1 ? 0xc0 : more === 2 ? 0xe0 : 0xf0;
  room[at] = lead | (code >> (6 * more));
  for (let index = 1; index <= more; index++) room[at + index] = 0x80 | ((code >> (6 * (more - index))) & 0x3f);
  return more + 1;
}
