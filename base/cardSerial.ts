import { comparable } from './comparable.js';

/** The form that the card and the RA use. `0x`, blanks, separators, case and full-width characters in the input do not matter. */
export function plainCardSerial(text: string): string {
  return comparable(text)
    .replaceAll(/[\s:.-]/g, '')
    .toUpperCase()
    .replace(/^0X/, '');
}
