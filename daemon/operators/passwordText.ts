/**
 * The text of a password as it is compared: the OpaqueString profile (RFC 8265 §4.2). The same password typed on two keyboards may
 * come as other bytes: composed (NFC) or decomposed (NFD), with another kind of blank.
 */
import { Secret } from '../../base/secret.js';

const nonAsciiBlank = /\p{Zs}/gu;
/** What the FreeformClass (RFC 8264 §4.3) has no place for: controls, what is not assigned, private use, surrogates, what is not seen. */
const refused = /[\p{Cc}\p{DI}\p{Cn}\p{Co}\p{Cs}\u{2028}\u{2029}]/u;

/**
 * The caller keeps the password. For a password in ASCII no string is made; a string cannot be zeroed.
 * @returns null when it contains a character that no password may have
 */
export function opaqueString(password: Secret): Secret | null {
  if (password.use((bytes) => bytes.every((byte) => byte >= 0x20 && byte < 0x7f))) return password.copy();
  const text = password.use((bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const normalised = text.replace(nonAsciiBlank, ' ').normalize('NFC');
  return refused.test(normalised) ? null : Secret.fromText(normalised);
}

/** The code points; the caller zeroes them. The bytes are valid UTF-8. */
export function codePointsOf(password: Secret): number[] {
  return password.use((bytes) => {
    const codes: number[] = [];
    for (const byte of bytes) {
      if ((byte & 0xc0) === 0x80) codes.push(((codes.pop() ?? 0) << 6) | (byte & 0x3f));
      else codes.push(byte < 0x80 ? byte : byte & (byte < 0xe0 ? 0x1f : byte < 0xf0 ? 0x0f : 0x07));
    }
    return codes;
  });
}

/** Do both have the same bytes? */
export function isSame(one: Secret, other: Secret): boolean {
  return one.use((a) => other.use((b) => a.length === b.length && a.every((byte, index) => byte === b[index])));
}
