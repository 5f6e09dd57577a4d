import type { CommandApdu, ResponseApdu } from './apdu.js';
import type { GeneratedKey } from './isoApplet/keys.js';

/** An application on the card; `VirtualCard` calls it like the Java Card runtime. */
export interface Application {
  /** Application identifier (ISO 7816-4 §12.2.3). Not constant: `VirtualCard.exchangeInstances` changes it. */
  aid: Uint8Array;
  /** Of a security domain alone: life cycle of the card, which may stand in the way of everything else (GPCS 2.3 §5.1.1). */
  readonly cardState?: 'usable' | 'locked' | 'terminated';
  /** The application was selected. @returns the response data of SELECT */
  select(): Uint8Array;
  /** The application was selected while it was selected. Absent: it is deselected and selected. @returns the response data of SELECT */
  selectAgain?(): Uint8Array;
  /** Called before another application, or this one again, is selected. */
  deselect(): void;
  /** The card lost power: transient state is cleared. */
  powerOff(): void;
  /**
   * Executes one command. It changes persistent state synchronously and only after all waiting, so that a loss of power leaves the state
   * before or after the command.
   * @param power aborted when the card loses power; nothing may be changed afterwards
   * @throws {StatusError} the status word of the response
   */
  process(command: CommandApdu, power: AbortSignal): Promise<ResponseApdu>;
}

/** What the card provides to an application. */
export interface CardEnvironment {
  /** Takes `bytes` of the card's memory. @throws {StatusError} 6F00 when there is not enough: the applet does not catch the exception */
  reserve(bytes: number): void;
  /** Does power go before the command is finished? Only CREATE FILE and DELETE FILE ask. */
  readonly isTorn: boolean;
  /** Reports a change of persistent state. The card saves it before it sends the response. */
  changed(): void;
  /** Waits for the time that a chip needs for this work. Rejects when `power` is aborted. */
  compute(work: ChipWork, power: AbortSignal): Promise<void>;
  /** Generates an RSA-2048 key. */
  rsa2048(): Promise<GeneratedKey>;
}

/** Work that takes a chip noticeably longer than other commands. */
export type ChipWork = 'generateRsa2048' | 'generateP256';
