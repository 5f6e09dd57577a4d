/**
 * The applet instances of one card, with a cache of their state: which instance is selected, the current DF and EF, the security
 * environment, how far each instance was personalised, what was read from its files. The cache saves APDUs. It is valid because the
 * connection is exclusive, and every error clears it.
 */
import { fromHex } from '../../../base/bytes.js';
import type { PinReference } from '../../../base/terms.js';
import type { Channel } from '../../iso7816/channel.js';
import type { SecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { manageSecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { selectApplication } from '../../iso7816/commands/select.js';
import { CardProtocolError, CardRefusedError, isPassingRefusal, UnknownCardError } from '../../errors.js';
import type { Folder } from './filePlace.js';

/** Name of the family that the two instances make a card of. */
export const family = 'isoapplet-pair';

/** AIDs of the instance with PIN 1 and of the one with PIN 2. OpenSC finds only the first. */
const applicationIds: Readonly<Record<PinReference, Uint8Array>> = {
  1: fromHex('F276A288BCFBA69D34F31001'),
  2: fromHex('F276A288BCFBA69D34F31002'),
};

/**
 * The life cycle of an instance. `creation`: nothing is set. `initialisation`: the PUK is set. `operational`: the PIN is set. It only
 * moves forward. An operational instance does not show whether it has a PUK; this driver never sets a PIN without a PUK.
 */
export type AppletPhase = 'creation' | 'initialisation' | 'operational';

/** What was read from the files of an instance, by path. null: the file is missing or empty. */
export interface KnownFiles {
  readonly objects: Map<string, Uint8Array | null>;
  readonly lists: Map<string, readonly Uint8Array[] | null>;
}

/** The state of the selected instance. null: unknown, or nothing is selected. */
export interface Selection {
  readonly reference: PinReference;
  /** It outlasts the selection. Every write to a file of the instance clears it. */
  readonly known: KnownFiles;
  /** The current DF. */
  folder: Folder | null;
  /** Path of the current EF, hex. */
  file: string | null;
  /** What MANAGE SECURITY ENVIRONMENT has set. */
  environment: SecurityEnvironment | null;
}

/** Both instances of one card. */
export class Applets {
  readonly channel: Channel;
  readonly #atr: Uint8Array;
  #selection: Selection | null = null;
  readonly #phases = new Map<PinReference, AppletPhase>();
  readonly #known = new Map<PinReference, KnownFiles>();
  /** The instances that were selected on this connection. */
  readonly #recognised = new Set<PinReference>();

  /** @param atr the card's answer to reset, for the error about a card without the second instance */
  constructor(channel: Channel, atr: Uint8Array) {
    this.channel = channel;
    this.#atr = atr;
  }

  /** Both PINs, that of the selected instance first: this order costs one SELECT less. */
  get selectedFirst(): readonly PinReference[] {
    return this.#selection?.reference === 2 ? [2, 1] : [1, 2];
  }

  /** The known life cycle of an instance; null when it has to be read. */
  phase(reference: PinReference): AppletPhase | null {
    return this.#phases.get(reference) ?? null;
  }

  /** Remembers the life cycle of an instance. */
  setPhase(reference: PinReference, phase: AppletPhase): void {
    this.#phases.set(reference, phase);
  }

  /** What is known of the files of an instance, whichever is selected. */
  known(reference: PinReference): KnownFiles {
    const known = this.#known.get(reference) ?? { objects: new Map(), lists: new Map() };
    this.#known.set(reference, known);
    return known;
  }

  /**
   * Selects the instance of `reference` if necessary and runs `work`. Selecting the other instance cancels the verification of the PIN.
   * @throws {CardRefusedError} @throws {CardProtocolError} when the card has no such instance, nor was the other one selected before
   * @throws {UnknownCardError} when it has the other instance alone
   * @throws what `work` throws
   */
  async within<T>(reference: PinReference, work: (selection: Selection) => Promise<T>): Promise<T> {
    try {
      if (this.#selection?.reference !== reference) {
        this.#selection = null;
        await this.#select(reference);
        this.#selection = { reference, known: this.known(reference), folder: '', file: null, environment: null };
      }
      return await work(this.#selection);
    } catch (error) {
      this.#selection = null;
      this.#phases.clear();
      this.#known.clear();
      throw error;
    }
  }

  /**
   * Selects an instance. The second one is selected only when it is needed, which saves a SELECT, so a card that lacks it is found out
   * here. A refusal that may pass is tried once again, as `openCard` does.
   */
  async #select(reference: PinReference): Promise<void> {
    const isSecond = this.#recognised.size > 0 && !this.#recognised.has(reference);
    const select = async (): Promise<void> =>
      checkVersion(await this.channel.send(selectApplication(applicationIds[reference])));
    try {
      await select().catch((error: unknown) => {
        if (isSecond && isPassingRefusal(error)) return select();
        throw error;
      });
    } catch (error) {
      const isOther = error instanceof CardRefusedError || error instanceof CardProtocolError;
      if (isSecond && isOther) throw new UnknownCardError(this.#atr, [{ family, reason: error.message }]);
      throw error;
    }
    this.#recognised.add(reference);
  }

  /** Sets the security environment unless it is set already. */
  async setEnvironment(selection: Selection, environment: SecurityEnvironment): Promise<void> {
    const { template, algorithmReference, keyReference } = environment;
    const current = selection.environment;
    const same =
      current?.template === template &&
      current.algorithmReference === algorithmReference &&
      current.keyReference === keyReference;
    if (same) return;
    await this.channel.send(manageSecurityEnvironment(environment));
    selection.environment = environment;
  }
}

/** The response to SELECT has major version, minor version and a bitmap of features. @throws {CardProtocolError} */
function checkVersion(answer: Uint8Array): void {
  if (answer.length < 2 || answer[0] !== 0) throw new CardProtocolError('not an IsoApplet of API version 0');
}
