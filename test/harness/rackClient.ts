/** The rack from outside: cards as handles, over the rack's socket. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fromHex } from '../../base/bytes.js';
import type { Hook } from '../virtual/hooks.js';
import type { Exchange } from '../virtual/transcript.js';
import type { CardStatistics } from '../virtual/virtualCard.js';
import type { CardDescription } from './rack.js';
import type { NewCard, RackAnswer, RackMethod, RackRequest, RackResult, RackStatus } from './rackProtocol.js';

type Call = <M extends RackMethod>(request: Extract<RackRequest, { method: M }>) => Promise<RackResult<M>>;

/** One virtual card in the rack. */
export class CardHandle {
  readonly name: string;
  readonly stateFile: string;
  /** The 42 bytes of CPLC data. */
  readonly cplc: Uint8Array;
  readonly #call: Call;

  constructor(description: CardDescription, call: Call) {
    this.name = description.name;
    this.stateFile = description.stateFile;
    this.cplc = fromHex(description.cplc);
    this.#call = call;
  }

  /** Resolves when pcscd has read the ATR; at once while pcscd is paused. */
  insert(reader: number): Promise<void> {
    return this.#call<'insert'>({ method: 'insert', card: this.name, reader });
  }

  /** Resolves when pcscd has seen the reader empty; at once while pcscd is paused or away. */
  remove(): Promise<void> {
    return this.#call<'remove'>({ method: 'remove', card: this.name });
  }

  /** After a `pull` hook: resolves when pcscd has seen the reader empty. */
  untilRemoved(): Promise<void> {
    return this.#call<'untilRemoved'>({ method: 'untilRemoved', card: this.name });
  }

  /** Out of the rack for good; the state file stays. */
  discard(): Promise<void> {
    return this.#call<'discard'>({ method: 'discard', card: this.name });
  }

  /** The hooks count from the card's next APDU. */
  arm(...hooks: readonly Hook[]): Promise<void> {
    return this.#call<'arm'>({ method: 'arm', card: this.name, hooks: [...hooks] });
  }

  disarm(): Promise<void> {
    return this.#call<'disarm'>({ method: 'disarm', card: this.name });
  }

  /** Ends what a `hold` hook holds. */
  release(): Promise<void> {
    return this.#call<'release'>({ method: 'release', card: this.name });
  }

  /** The next hook that acts, or acted since the last call. */
  nextHook(): Promise<Hook> {
    return this.#call<'nextHook'>({ method: 'nextHook', card: this.name });
  }

  /** Sets a retry counter of one instance, as if tries had been spent. */
  presetTries(instance: 1 | 2, tries: number, reference: 'pin' | 'puk' = 'pin'): Promise<void> {
    return this.#call<'presetTries'>({ method: 'presetTries', card: this.name, instance, tries, reference });
  }

  /** Each instance answers to the other's AID from now on. */
  exchangeInstances(): Promise<void> {
    return this.#call<'exchangeInstances'>({ method: 'exchangeInstances', card: this.name });
  }

  /** Commands executed since the card was created in the rack. */
  async apduCount(): Promise<number> {
    return (await this.statistics()).apdus;
  }

  statistics(): Promise<CardStatistics> {
    return this.#call<'statistics'>({ method: 'statistics', card: this.name });
  }

  /** The latest exchanges, with PINs, PUKs and deciphered data masked. */
  transcript(): Promise<readonly Exchange[]> {
    return this.#call<'transcript'>({ method: 'transcript', card: this.name });
  }
}

export type { NewCard } from './rackProtocol.js';

export class RackClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the rack went away'));
      this.#waiting.clear();
    });
    createInterface({ input: socket }).on('line', (line) => this.#answered(JSON.parse(line) as RackAnswer));
  }

  status(): Promise<RackStatus> {
    return this.#call<'status'>({ method: 'status' });
  }

  async createCard(card: NewCard = {}): Promise<CardHandle> {
    return new CardHandle(await this.#call<'createCard'>({ method: 'createCard', ...card }), this.#call);
  }

  /** A card that is in the rack already. @throws when there is none of that name. */
  async card(name: string): Promise<CardHandle> {
    const description = (await this.status()).cards.find((one) => one.name === name);
    if (description === undefined) throw new Error(`there is no card ${name}`);
    return new CardHandle(description, this.#call);
  }

  unplugReaders(...readers: readonly number[]): Promise<void> {
    return this.#call<'unplugReaders'>({ method: 'unplugReaders', readers: [...readers] });
  }

  plugReaders(...readers: readonly number[]): Promise<void> {
    return this.#call<'plugReaders'>({ method: 'plugReaders', readers: [...readers] });
  }

  pausePcscd(): Promise<void> {
    return this.#call<'pausePcscd'>({ method: 'pausePcscd' });
  }

  resumePcscd(): Promise<void> {
    return this.#call<'resumePcscd'>({ method: 'resumePcscd' });
  }

  killPcscd(): Promise<void> {
    return this.#call<'killPcscd'>({ method: 'killPcscd' });
  }

  /** Resolves when all readers are listed and the cards that lay in them are back. */
  startPcscd(): Promise<void> {
    return this.#call<'startPcscd'>({ method: 'startPcscd' });
  }

  close(): void {
    this.#socket.destroy();
  }

  readonly #call: Call = <M extends RackMethod>(request: Extract<RackRequest, { method: M }>) => {
    const id = this.#nextId++;
    return new Promise<RackResult<M>>((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(new Error('the rack went away'));
        return;
      }
      this.#waiting.set(id, { resolve: (result) => resolve(result as RackResult<M>), reject });
      this.#socket.write(`${JSON.stringify({ id, request })}\n`);
    });
  };

  #answered(answer: RackAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error === undefined) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.error));
  }
}

/** @param socketPath `PcscHarness.rackSocket` of a running harness */
export async function connectRack(socketPath: string): Promise<RackClient> {
  const socket = connect(socketPath);
  await once(socket, 'connect');
  return new RackClient(socket);
}
