/** A whole number as people type it; null when it is none. Pure. */
export function countOf(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  return /^\d{1,6}$/.test(plain) ? Number(plain) : null;
}
