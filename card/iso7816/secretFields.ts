import { pinnedBytes } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';

/** How a PIN or PUK is filled up to a fixed length. */
export interface Padding {
  readonly byte: number;
  /** In bytes. */
  readonly length: number;
}

/**
 * PINs and PUKs one after the other, each padded, as the one array that the channel zeroes after the exchange.
 * @param after bytes that follow them
 */
export function secretFields(padding: Padding, secrets: readonly Secret[], after: readonly number[] = []): Uint8Array {
  const data = pinnedBytes(padding.length * secrets.length + after.length).fill(padding.byte);
  secrets.forEach((secret, index) => secret.use((bytes) => data.set(bytes, index * padding.length)));
  data.set(after, padding.length * secrets.length);
  return data;
}
