/** Where things lie on the card: data objects, keys, and how far the driver prepared it. */

/** Tags of data objects (§4.4.1). */
export const tags = {
  applicationData: 0x6e,
  pinStatus: 0xc4,
  resettingCode: 0xd3,
  certificate: 0x7f21,
  keyDerivation: 0xf9,
  /** Private object 2: everybody reads it, PW3 writes it. */
  mark: 0x0102,
  /** Private object 3: PW1 alone reads and writes it. */
  guarded: 0x0103,
} as const;

/** A key: its number, tag of its template, occurrence of its certificate, tags of its fingerprint and its date. */
export interface Slot {
  readonly key: number;
  readonly template: number;
  readonly occurrence: number;
  readonly fingerprint: number;
  readonly created: number;
}

/** Signature, decipherment, authentication. */
export const keys: Readonly<Record<1 | 2 | 3, Slot>> = {
  1: { key: 1, template: 0xb6, occurrence: 2, fingerprint: 0xc7, created: 0xce },
  2: { key: 2, template: 0xb8, occurrence: 1, fingerprint: 0xc8, created: 0xcf },
  3: { key: 3, template: 0xa4, occurrence: 0, fingerprint: 0xc9, created: 0xd0 },
};

/**
 * How far the driver prepared a card; it stands behind the mark. Up to `adminPin` the drawn PW3 follows it, which everybody can read until
 * PW1 is set: until then everybody can read it with the factory's PW1 too. `files`: PW3 is the factory's or the drawn one.
 */
export const stages = { files: 0, adminPin: 1, pinSet: 2 } as const;
export type Stage = (typeof stages)[keyof typeof stages];
