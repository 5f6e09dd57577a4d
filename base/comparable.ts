/**
 * The one form in which texts are compared that people, spreadsheets and other programs wrote. Two texts that look the same on a screen
 * shall not differ by a sign that nobody sees. What is stored or shown keeps its own signs.
 */

/** Not `U+0027`; replaced before NFKC, which makes a blank and an accent of some of them. */
const apostrophes = /[\u0060\u00B4\u02B9\u02BB\u02BC\u02BD\u02C8\u2018\u2019\u201B\u2032\uFF07]/gu;
/** The signs between the parts of a name that keyboards and fonts offer, U+2027 of CNS 11643 among them. */
const interpuncts = /[\u00B7\u0387\u16EB\u2022\u2027\u2219\u22C5\u2E31\u2E33\u30FB\uA78F\uFF65]/gu;

/** NFKC without signs that are not seen (zero width, variation selectors); dashes, apostrophes, interpuncts and blanks are of one kind. */
export function comparable(text: string): string {
  return text
    .replaceAll(apostrophes, "'")
    .replaceAll(interpuncts, '\u00B7')
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\p{Dash}/gu, '-')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The signs of a text, for a difference that cannot be seen: `U+738B U+5C0F`. */
export function codePoints(text: string): string {
  return Array.from(text, (sign) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(
    ' ',
  );
}
