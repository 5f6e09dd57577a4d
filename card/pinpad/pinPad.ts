/**
 * A reader's own PIN pad (PC/SC part 10, *secure PIN entry*). The person types at the reader, the reader completes the command and sends it:
 * no PIN reaches this machine.
 */
import { CardProtocolError, PinRuleError } from '../errors.js';
import { refusal, statusWords } from '../iso7816/statusWord.js';
import type { PresentedSecret } from '../iso7816/command.js';
import { ControlRefusedError, TransportError, type CardConnection } from '../transport/connection.js';
import { getFeatureRequest, parseFeatures, parseLimits, unknownLimits, type PadLimits } from './features.js';
import type { PinPadFeatures } from './features.js';
import {
  modifyStructure,
  mostBlockBytes,
  verifyStructure,
  type CommandHeader,
  type PadPinFormat,
} from './structures.js';

/** What a person did, or did not do, at the pad. The card got no command, and no try is spent. */
export type PadOutcome =
  /** 6400: nobody typed in time. */
  | 'timeout'
  /** 6401: the person pressed the cancel key. */
  | 'cancelled'
  /** 6402: the new PIN was typed differently the second time. */
  | 'mismatch'
  /** 6403: fewer or more characters than the rule allows. */
  | 'wrongLength'
  /** The reader lists the feature and refuses it, or has no words for the PIN's form: PINs have to be typed on the screen. */
  | 'unsupported';

export class PinPadError extends Error {
  override readonly name = 'PinPadError';
  constructor(
    readonly outcome: PadOutcome,
    /** PC/SC name of the reader. */
    readonly reader: string,
  ) {
    super(`PIN pad of ${reader}: ${outcome}`);
  }
}

/** PC/SC part 10 §2.5.2, the status words that the reader makes itself. */
const ownStatusWords: ReadonlyMap<number, PadOutcome> = new Map([
  [0x6400, 'timeout'],
  [0x6401, 'cancelled'],
  [0x6402, 'mismatch'],
  [0x6403, 'wrongLength'],
  // A parameter of the structure that the reader does not know.
  [0x6b80, 'unsupported'],
]);

/** A person takes up to 30 s for each of three entries; the reader gives up by itself. */
const entryLimitMs = 120_000;

/** The command that a pad completes. */
export interface PadCommand {
  /** ISO 7816 name, e.g. `VERIFY`. */
  readonly name: string;
  readonly header: CommandHeader;
  readonly presents: PresentedSecret;
}

export class PinPad {
  private constructor(
    private readonly connection: CardConnection,
    private readonly control: NonNullable<CardConnection['control']>,
    private readonly features: PinPadFeatures,
    readonly limits: PadLimits,
  ) {}

  /** @returns null when the reader has no pad, or tells nothing that makes sense @throws {TransportError} */
  static async find(connection: CardConnection): Promise<PinPad | null> {
    const control = connection.control?.bind(connection);
    if (control === undefined) return null;
    try {
      const features = parseFeatures(await control(getFeatureRequest, new Uint8Array()));
      if (features === null) return null;
      return new PinPad(connection, control, features, await limitsOf(control, features));
    } catch (error) {
      if (error instanceof ControlRefusedError || error instanceof CardProtocolError) return null;
      throw error;
    }
  }

  /** Can the pad ask for an old PIN and a new one? */
  get canModify(): boolean {
    return this.features.modifyPinDirect !== null;
  }

  /**
   * Asks for the PIN at the pad and has it verified.
   * @throws {WrongPinError} @throws {PinBlockedError} @throws {PinPadError} no try is spent
   * @throws {PinRuleError} when the pad can take no PIN of this format @throws {TransportError}
   */
  verify(command: PadCommand, format: PadPinFormat): Promise<void> {
    return this.#run(this.features.verifyPinDirect, command, verifyStructure(command.header, this.#fitting(format)));
  }

  /** Asks for the old PIN and twice for the new one, and has it changed. Throws as `verify` does. */
  async modify(command: PadCommand, format: PadPinFormat): Promise<void> {
    const { modifyPinDirect } = this.features;
    if (modifyPinDirect === null) throw new PinPadError('unsupported', this.connection.reader);
    await this.#run(modifyPinDirect, command, modifyStructure(command.header, this.#fitting(format)));
  }

  #fitting(format: PadPinFormat): PadPinFormat {
    const { length: blockBytes = null } = format.padding ?? {};
    if ((blockBytes ?? 0) > mostBlockBytes) throw new PinPadError('unsupported', this.connection.reader);
    const minLength = Math.max(format.minLength, this.limits.minLength);
    const maxLength = Math.min(format.maxLength, this.limits.maxLength, blockBytes ?? format.maxLength);
    if (minLength > maxLength) throw new PinRuleError('tooLong', minLength, maxLength);
    return { ...format, minLength, maxLength };
  }

  async #run(code: number, { name, presents }: PadCommand, structure: Uint8Array): Promise<void> {
    const { reader } = this.connection;
    const answer = await this.control(code, structure, { timeoutMs: entryLimitMs }).catch((error: unknown) => {
      throw error instanceof ControlRefusedError ? new PinPadError('unsupported', reader) : error;
    });
    const [high, low] = answer.slice(-2);
    if (answer.length !== 2 || high === undefined || low === undefined) {
      // Some reader drivers report success with an empty answer when the card is removed during the exchange.
      throw new TransportError('unresponsive', reader, 'the PIN pad answered no status word');
    }
    const statusWord = (high << 8) | low;
    if (statusWord === statusWords.success) return;
    const outcome = ownStatusWords.get(statusWord);
    if (outcome !== undefined) throw new PinPadError(outcome, reader);
    throw refusal({ name, presents }, statusWord);
  }
}

/** A pad that does not tell its limits, whatever it lists, has those of most pads. */
async function limitsOf(
  control: NonNullable<CardConnection['control']>,
  { getTlvProperties }: PinPadFeatures,
): Promise<PadLimits> {
  if (getTlvProperties === null) return unknownLimits;
  try {
    return parseLimits(await control(getTlvProperties, new Uint8Array()));
  } catch (error) {
    if (error instanceof ControlRefusedError || error instanceof CardProtocolError) return unknownLimits;
    throw error;
  }
}
