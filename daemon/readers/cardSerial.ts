/** As it stands on the card and at the RA: blanks, colons, case and full width do not matter. */
export function plainCardSerial(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s:.-]/g, '')
    .toUpperCase();
}
