import type { CommandApdu, ResponseApdu } from './apdu.js';
import type { GeneratedKey } from './isoApplet/keys.js';

/** One application on the card, as the Java Card runtime drives it. */
export interface Application {
  /** Application identifier (ISO 7816-4 §12.2.3); the two applet instances can exchange theirs. */
  aid: Uint8Array;
  /** Becomes the selected application. @returns the response data of SELECT. */
  select(): Uint8Array;
  /** Another application (or this one again) is being selected. */
  deselect(): void;
  /** The card lost power: everything transient is gone. */
  powerOff(): void;
  /**
   * Executes one command. Changes to the persistent state are made in one go, after everything that takes time.
   * @param power aborted when the card loses power: nothing may be changed afterwards
   * @throws {StatusError}
   */
  process(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu>;
}

/** What an application is given by the card it lives on. */
export interface CardEnvironment {
  /** The persistent state was changed: it must be durable before the response leaves the card. */
  changed(): void;
  /** Waits as long as the card's chip computes. */
  compute(work: ChipWork, power: AbortSignal): Promise<void>;
  /** A new key. */
  rsa2048(): Promise<GeneratedKey>;
}

/** Work that takes a chip longer than an exchange does. */
export type ChipWork = 'generateRsa2048' | 'generateP256';
