/**
 * One-time downloads: a phone scans a QR code, sees what is offered, and can download it once. A download that is cut can be repeated
 * as long as the offer lasts.
 */
import { randomBytes } from 'node:crypto';
import { zipSync } from 'fflate';
import type { Clock } from '../../base/clock.js';
import type { SavedFile } from './sticks.js';

export interface Offer {
  readonly files: readonly SavedFile[];
  readonly expiresAt: number;
}

/** The downloaded file. */
export interface Download {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** Far more than one kiosk has open at once. */
const maxOffers = 200;

export class Links {
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  readonly #offers = new Map<string, Offer>();

  constructor(clock: Clock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /** @returns a token of 128 bits, and the time (ms since 1970) at which it expires */
  offer(files: readonly SavedFile[]): { readonly token: string; readonly expiresAt: number } {
    this.#forgetOld();
    const oldest = [...this.#offers.keys()][0];
    if (this.#offers.size >= maxOffers && oldest !== undefined) this.#offers.delete(oldest);
    const token = randomBytes(16).toString('base64url');
    const expiresAt = this.#clock.now() + this.#lifetimeMs;
    this.#offers.set(token, { files, expiresAt });
    return { token, expiresAt };
  }

  /** The offer of a token. Looking does not use it up, because phones load pages ahead of their owners. */
  look(token: string): Offer | null {
    this.#forgetOld();
    return this.#offers.get(token) ?? null;
  }

  /** What the offer's file is. The offer stays until `end`. */
  download(token: string): Download | null {
    const [first, ...others] = this.look(token)?.files ?? [];
    if (first === undefined) return null;
    if (others.length === 0) return { ...first, mediaType: 'application/pkix-cert' };
    const content = zipSync(Object.fromEntries([first, ...others].map((file) => [file.name, file.content])));
    return { name: 'certificates.zip', mediaType: 'application/zip', content };
  }

  /** The download was sent in full. */
  end(token: string): void {
    this.#offers.delete(token);
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [token, { expiresAt }] of this.#offers) if (expiresAt <= now) this.#offers.delete(token);
  }
}
