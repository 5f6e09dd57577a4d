/** Hands that feed the readers of the line: they do what each light says, and now and then pull a card at the wrong moment. */
import { rmSync } from 'node:fs';
import type { WireBatchTile } from '../../daemon/contract/messages.js';
import { stateOf } from '../harness/cardOwner.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { PcscHarness } from '../harness/pcscHarness.js';
import type { LineScreen } from './lineScreen.js';
import type { SoakOptions } from './options.js';

/** Commands of a whole job: a card is pulled at one of the first so many. */
const mostCommands = 125;
/** A question that is asked so often about one card is no mishap any more. */
const mostAnswers = 5;

export interface HandsParts {
  readonly options: SoakOptions;
  readonly pcsc: PcscHarness;
  readonly screen: LineScreen;
  readonly orderId: string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Does what moves a card unless a mishap of the whole machine is under way. */
  readonly move: (what: string, work: () => Promise<void>) => Promise<void>;
  /** Keeps an issued card's state file for the verdict. */
  readonly keep: (card: CardHandle) => boolean;
}

/** What hands saw. */
export interface Seen {
  taken: number;
  notNeeded: number;
  pulled: number;
  asked: number;
  failed: number;
  /** What the screen said of those. */
  readonly reasons: Record<string, number>;
  /** Cards that were not as they should be. */
  readonly wrong: string[];
}

export class Hands {
  readonly seen: Seen = { taken: 0, notNeeded: 0, pulled: 0, asked: 0, failed: 0, reasons: {}, wrong: [] };
  /** Pulled half made: they go into the next reader that asks for a card. */
  readonly #lost: CardHandle[] = [];
  /** Cards that will be pulled. */
  readonly #armed = new Set<CardHandle>();

  constructor(private readonly parts: HandsParts) {}

  /** Feeds one reader until the order is over. */
  async feed(reader: number): Promise<void> {
    const { screen, pcsc, orderId } = this.parts;
    const readerId = screen.readerId(pcsc.readers[reader] ?? '');
    while ((await screen.untilLight(readerId, orderId, 'insert')) !== null) {
      const card = this.#lost.pop() ?? (await this.#blank());
      await this.parts.move(`inserting ${card.name}`, () => card.insert(reader));
      await this.#untilOut(card, readerId);
      screen.forget();
    }
  }

  async #blank(): Promise<CardHandle> {
    const { options, pcsc, random } = this.parts;
    const card = await pcsc.createCard({ timing: { model: 'j3r180', scale: options.scale }, keys: 'quick' });
    if (random() < options.pulled) {
      const when = random() < 0.5 ? 'beforeExecution' : 'afterExecution';
      this.#armed.add(card);
      await card.arm({ kind: 'pull', when, at: 1 + Math.floor(random() * mostCommands) });
    }
    return card;
  }

  async #untilOut(card: CardHandle, readerId: string): Promise<void> {
    const { screen, orderId } = this.parts;
    const pulled = this.#armed.has(card) ? [card.nextHook().then(() => 'pulled' as const)] : [];
    for (let answers = 0; ; answers++) {
      const told = await Promise.race([screen.untilLight(readerId, orderId, 'good', 'bad', 'takeOut'), ...pulled]);
      if (told === 'pulled') {
        this.seen.pulled += 1;
        this.#armed.delete(card);
        await this.parts.move(`pulled ${card.name}`, () => card.untilRemoved());
        this.#lost.push(card);
        return;
      }
      if (told?.light === 'bad' && told.question !== null && told.work !== null && answers < mostAnswers) {
        await this.#answer(told, told.work.jobId);
        continue;
      }
      await this.#takeOut(card, told);
      return;
    }
  }

  async #answer({ question, readerId }: WireBatchTile, jobId: string): Promise<void> {
    const { screen, orderId } = this.parts;
    this.seen.asked += 1;
    if (question?.kind === 'enterPins') await screen.answer(jobId, { kind: 'enterPins', pins: { mode: 'random' } });
    else await screen.answer(jobId, { kind: 'decide', decision: 'tryAgain' });
    await screen.untilLight(readerId, orderId, 'working', 'good', 'takeOut', 'insert', 'wait');
  }

  async #takeOut(card: CardHandle, tile: WireBatchTile | null): Promise<void> {
    // Every card is issued: this blank one was not needed.
    const problem = tile === null ? null : wrongWith(card);
    if (tile === null) this.seen.notNeeded += 1;
    else if (tile.light === 'bad') this.#countFailed(tile);
    else if (problem !== null) this.seen.wrong.push(`${card.name}: ${problem}, ${JSON.stringify(tile)}`);
    else this.seen.taken += 1;
    await this.parts.move(`removing ${card.name}`, () => card.remove());
    await card.discard();
    if (tile === null || (problem === null && !this.parts.keep(card))) rmSync(card.stateFile);
  }

  #countFailed({ failure }: WireBatchTile): void {
    const reason = failure?.code ?? 'unknown';
    this.seen.failed += 1;
    this.seen.reasons[reason] = (this.seen.reasons[reason] ?? 0) + 1;
  }
}

/** What a finished card may not be. @returns null when it is as it should be */
function wrongWith(card: CardHandle): string | null {
  const { instances } = stateOf(card);
  for (const { pin, puk, privateKeys } of instances) {
    if (pin.triesLeft !== 3) return 'a try of the PIN was spent';
    if (puk.triesLeft !== 5) return 'a try of the PUK was spent';
    if (Object.keys(privateKeys).length === 0) return 'there is no key on it';
  }
  return null;
}
