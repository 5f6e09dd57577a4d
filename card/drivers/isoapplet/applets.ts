/**
 * The applet instances of one card and what is known of them while nobody else talks to the card: which instance is
 * selected, the current DF and EF, the security environment, how far each instance was personalised. It saves the
 * APDUs that would ask again. Any error makes all of it unknown.
 */
import { fromHex } from '../../../base/bytes.js';
import type { PinReference } from '../../../base/terms.js';
import type { Channel } from '../../iso7816/channel.js';
import type { SecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { manageSecurityEnvironment } from '../../iso7816/commands/manageSecurityEnvironment.js';
import { selectApplication } from '../../iso7816/commands/select.js';
import { CardProtocolError } from '../../errors.js';

/** The instance that holds PIN 1 and the one that holds PIN 2. OpenSC knows the first. */
const applicationIds: Readonly<Record<PinReference, Uint8Array>> = {
  1: fromHex('F276A288BCFBA69D34F31001'),
  2: fromHex('F276A288BCFBA69D34F31002'),
};

/**
 * The applet's own life cycle: nothing set; the PUK is set; the PIN is set. It never goes back, and once the PIN is set it
 * no longer tells whether there was a PUK: this driver never sets a PIN without.
 */
export type AppletPhase = 'creation' | 'initialisation' | 'operational';

/** Folder of the current DF: the master file or the PKCS#15 application. */
export type Folder = '' | '5015';

/** What is selected in the selected instance; null is unknown or nothing. */
export interface Selection {
  readonly reference: PinReference;
  folder: Folder | null;
  /** Path of the current EF. */
  file: string | null;
  environment: SecurityEnvironment | null;
}

export class Applets {
  readonly channel: Channel;
  #selection: Selection | null = null;
  readonly #phases = new Map<PinReference, AppletPhase>();

  constructor(channel: Channel) {
    this.channel = channel;
  }

  /** Both, the one that is selected first. */
  get selectedFirst(): readonly PinReference[] {
    return this.#selection?.reference === 2 ? [2, 1] : [1, 2];
  }

  phase(reference: PinReference): AppletPhase | null {
    return this.#phases.get(reference) ?? null;
  }

  setPhase(reference: PinReference, phase: AppletPhase): void {
    this.#phases.set(reference, phase);
  }

  /**
   * Does `work` with the instance of `reference` selected. Selecting the other instance ends what VERIFY allowed.
   * @throws {CardRefusedError} when the card has no such instance
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

/** SELECT answers with major version, minor version and a bitmap of features. */
function checkVersion(answer: Uint8Array): void {
  if (answer.length < 2 || answer[0] !== 0) throw new CardProtocolError('not an IsoApplet of API version 0');
}
