/** What the Java Card runtime does: it selects applications by their AID and hands commands to the selected one. */
import { equalBytes } from '../../base/bytes.js';
import { success, type CommandApdu, type ResponseApdu } from './apdu.js';
import type { Application } from './application.js';
import { StatusError, StatusWord } from './statusWord.js';

/** The applications of one card. */
export class Runtime {
  readonly #securityDomain: Application;
  readonly #instances: readonly Application[];
  #selected: Application;

  /** @param securityDomain is selected when the card gets power */
  constructor(securityDomain: Application, instances: readonly Application[]) {
    this.#securityDomain = securityDomain;
    this.#instances = instances;
    this.#selected = securityDomain;
  }

  /** The card lost power. */
  powerOff(): void {
    this.#securityDomain.powerOff();
    for (const instance of this.#instances) instance.powerOff();
    this.#selected = this.#securityDomain;
  }

  /** Executes one command. @param command an error: its APDU is malformed */
  async respond(command: CommandApdu | StatusError, power: AbortSignal): Promise<ResponseApdu> {
    try {
      if (command instanceof StatusError) throw command;
      if (isSelectByName(command)) {
        if (this.#securityDomain.cardState === 'terminated') throw new StatusError(StatusWord.conditionsNotSatisfied);
        const application = this.#applicationNamed(command);
        if (application !== null) return this.#select(application);
      }
      // Only the basic logical channel is supported, without MANAGE CHANNEL (INS 70).
      const channel = (command.cla & 0x40) !== 0 ? -1 : command.cla & 0x03;
      if (channel !== 0 || command.ins === 0x70) throw new StatusError(StatusWord.logicalChannelNotSupported);
      return await this.#selected.process(command, power);
    } catch (error) {
      if (error instanceof StatusError) return { data: new Uint8Array(0), statusWord: error.statusWord };
      throw error;
    }
  }

  #select(application: Application): ResponseApdu {
    if (application === this.#selected && application.selectAgain) return success(application.selectAgain());
    this.#selected.deselect();
    this.#selected = application;
    const data = application.select();
    // Of a locked card (GPCS 2.3 §11.9.3.2).
    return application.cardState === 'locked' ? { data, statusWord: 0x6283 } : success(data);
  }

  /** Finds an application by its AID or the start of it (at least 5 bytes). P2 = 02: the next match. An empty name: the security domain. */
  #applicationNamed(command: CommandApdu): Application | null {
    const { data } = command;
    if (data.length === 0) return this.#securityDomain;
    const instances = this.#securityDomain.cardState === 'locked' ? [] : this.#instances;
    const byAid = [this.#securityDomain, ...instances].sort((a, b) => Buffer.compare(a.aid, b.aid));
    const matching = byAid.filter(({ aid }) => data.length >= 5 && equalBytes(aid.subarray(0, data.length), data));
    if ((command.p2 & 0x03) !== 0x02) return matching[0] ?? null;
    return matching[matching.indexOf(this.#selected) + 1] ?? null;
  }
}

/** SELECT by name is handled by the runtime. The selected application receives it only when no AID matches. */
function isSelectByName(command: CommandApdu): boolean {
  return command.cla === 0x00 && command.ins === 0xa4 && command.p1 === 0x04;
}
