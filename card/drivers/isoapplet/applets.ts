/**
 * The applet instances of one card, with a cache of their state: which instance is selected, the current DF and EF, the security
 * environment, how far each instance was personalised. The cache saves APDUs. It is valid because the connection is exclusive, and every
 * error clears it.
 */
import { fromHex } from '../../../base/bytes.js';
import type { PinReference } from '../../../base/terms.js';
import type { Channel } from '../../iso7816/channel.js';
import type { SecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { manageSecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { selectApplication } from '../../iso7816/commands/select.js';
import { CardProtocolError } from '../../errors.js';

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

/** Path of a DF, hex: the master file or the PKCS #15 application. */
export type Folder = '' | '5015';

/** The state of the selected instance. null: unknown, or nothing is selected. */
export interface Selection {
  readonly reference: PinReference;
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
  #selection: Selection | null = null;
  readonly #phases = new Map<PinReference, AppletPhase>();

  constructor(channel: Channel) {
    this.channel = channel;
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

  /**
   * Selects the instance of `reference` if necessary and runs `work`. Selecting the other instance cancels the verification of the PIN.
   * @throws {CardRefusedError} when the card has no such instance @throws what `work` throws
   */
  async within<T>(reference: PinReference, work: (selection: Selection) => Promise<T>): Promise<T> {
    try {
      if (this.#selection?.reference !== reference) {
        this.#selection = null;
        checkVersion(await this.channel.send(selectApplication(applicationIds[reference])));
        this.#selection = { reference, folder: '', file: null, environment: null };
      }
      return await work(this.#selection);
    } catch (error) {
      this.#selection = null;
      this.#phases.clear();
      throw error;
    }
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
