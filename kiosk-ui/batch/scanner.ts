/** A barcode scanner types like a keyboard, only faster, and ends with Enter or Tab. Pure. */

/** People leave more time than that between two keys; scanners far less. */
const scannerPauseMs = 80;

/** Does this key end what a scanner typed? @param sinceMs since the last printable key; null: there was none */
export function endsScan(key: string, sinceMs: number | null): boolean {
  return (key === 'Enter' || key === 'Tab') && sinceMs !== null && sinceMs < scannerPauseMs;
}
