/** pcscd and its readers for the checks: through the gateway's reader board, or through one that exists for one command. */
import { EventEmitter, once } from 'node:events';
import type { Logger } from 'pino';
import { openCard } from '../../card/drivers/registry.js';
import { PcscTransport } from '../../card/transport/pcscTransport.js';
import type { Config } from '../../config/schema.js';
import { ReaderBoard } from '../readers/readerBoard.js';
import { familiesOf } from '../readers/vendorModules.js';
import type { PcscView } from './checkContext.js';

/** A reader whose state is unknown after this time is left out. */
const listLimitMs = 3_000;

export function boardView(board: ReaderBoard): PcscView {
  const names = () => board.readers().map(({ pcscName, name }) => ({ pcscName, name }));
  return {
    available: () => Promise.resolve(board.pcsc),
    readerNames: () => Promise.resolve(names()),
    readCards: async () => {
      await board.readAgain();
      return board.readers().map(({ pcscName, name, card, holder }) => ({
        pcscName,
        name,
        card: holder === null ? card : 'held',
      }));
    },
  };
}

/**
 * The view in the shell. Asking whether pcscd runs disturbs nobody. Readers and cards are read only when no gateway runs,
 * because reading a card makes it unavailable for that moment.
 */
export class ShellPcsc implements PcscView {
  readonly #config: Config;
  readonly #logger: Logger;
  #board: Promise<ReaderBoard> | null = null;

  constructor(config: Config, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
  }

  async available(): Promise<boolean> {
    if (this.#board !== null) return (await this.#board).pcsc;
    const transport = this.#transport();
    let available = false;
    try {
      await transport.start({
        readerChanged: () => undefined,
        readerRemoved: () => undefined,
        serviceChanged: (is) => (available = is),
      });
      return available;
    } finally {
      await transport.stop();
    }
  }

  async readerNames() {
    return boardView(await this.#open()).readerNames();
  }

  async readCards() {
    return boardView(await this.#open()).readCards();
  }

  async close(): Promise<void> {
    await (await this.#board)?.stop();
  }

  #transport(): PcscTransport {
    const { pcscSocket } = this.#config;
    return new PcscTransport(pcscSocket === null ? {} : { socketPath: pcscSocket });
  }

  #open(): Promise<ReaderBoard> {
    this.#board ??= this.#start();
    return this.#board;
  }

  async #start(): Promise<ReaderBoard> {
    const transport = this.#transport();
    const families = familiesOf(this.#config);
    const changes = new EventEmitter();
    let listed: readonly string[] | null = null;
    const changed = (): void => void changes.emit('changed');
    const board = new ReaderBoard({
      transport: {
        start: (events) =>
          transport.start({
            ...events,
            readersListed: (readers) => {
              listed = readers;
              changed();
            },
          }),
        stop: () => transport.stop(),
        connect: (reader) => transport.connect(reader),
      },
      openCard: (connection) => openCard(connection, families),
      labels: this.#config.readerNames,
      logger: this.#logger,
    });
    await board.start({ changed, removed: changed, pcscChanged: changed, cardKnown: changed });
    const isComplete = (): boolean =>
      listed?.every((name) => board.readers().some(({ pcscName }) => pcscName === name)) ?? !board.pcsc;
    const enough = AbortSignal.timeout(listLimitMs);
    while (!isComplete() && !enough.aborted) await once(changes, 'changed', { signal: enough }).catch(() => undefined);
    return board;
  }
}
