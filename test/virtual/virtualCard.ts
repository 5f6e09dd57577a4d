/** A card that executes APDUs: power, time, hooks and a state file. What lies on it: `cardContents.ts`. */
import { EventEmitter, once } from 'node:events';
import { fromHex, toHex } from '../../base/bytes.js';
import type { CardProtocol } from '../../card/transport/connection.js';
import { encodeResponseApdu, parsed, type CommandApdu, type ResponseApdu } from './apdu.js';
import type { CardEnvironment } from './application.js';
import { CardContents, type CardFamily } from './cardContents.js';
import type { CardStore } from './cardStore.js';
import { ArmedHooks, damaged, type Hook } from './hooks.js';
import { generateRsa2048 } from './isoApplet/keys.js';
import { newCplc } from './issuerSecurityDomain.js';
import { myEidAtr } from './myEid/myEidApplet.js';
import { quickRsa2048 } from './quickKeys.js';
import { StatusError, StatusWord } from './statusWord.js';
import { StrictT0 } from './strictT0.js';
import { timingModel, wait, type TimingModel, type TimingOptions } from './timingModel.js';
import { Transcript, type Exchange } from './transcript.js';

/** One protocol, no historical bytes. Like the ATR of many Java Cards it does not identify the content. */
const answersToReset: Readonly<Record<CardProtocol, Uint8Array>> = {
  'T=0': fromHex('3B8000'),
  'T=1': fromHex('3B80800101'),
};

/** INS of GENERATE ASYMMETRIC KEY PAIR (ISO 7816-8 §11.2). */
const generateAsymmetricKeyPair: readonly number[] = [0x46, 0x47];

/** CREATE FILE and DELETE FILE, which the applet executes in two writes. */
const twoWrites: readonly number[] = [0xe0, 0xe4];

/** The card has no power, or lost it during a command. */
export class CardPowerLostError extends Error {
  override readonly name = 'CardPowerLostError';
}

/** How RSA keys are generated: with new primes as in a chip, or quickly from a set of primes, for thousands of cards. */
export type KeySource = 'chip' | 'quick';

export type { CardFamily };

/** Counters of a card since its creation. */
export interface CardStatistics {
  readonly apdus: number;
  /** Total time between commands and their responses, in ms. */
  readonly busyMs: number;
  /** The part of `busyMs` that GENERATE ASYMMETRIC KEY PAIR took. */
  readonly generationMs: number;
}

interface VirtualCardEvents {
  /** A hook removed the card from its reader. */
  pulled: [];
  /** A hook acted. */
  hook: [Hook];
  /** `release` was called. */
  released: [];
}

/** One card. It executes one command at a time. */
export class VirtualCard extends EventEmitter<VirtualCardEvents> {
  /** What the card speaks, which its ATR offers. A test changes it before the card gets power. */
  protocol: CardProtocol = 'T=1';
  /** The 42 bytes of CPLC data; no two cards have the same. */
  readonly cplc: Uint8Array;
  /** How much memory files and keys may take; null: no limit. Chips differ. A test changes it. */
  memoryBytes: number | null = null;
  readonly #store: CardStore;
  readonly #timing: TimingModel;
  readonly #hooks = new ArmedHooks();
  readonly #t0 = new StrictT0();
  readonly #transcript = new Transcript();
  readonly #contents: CardContents;
  #power: AbortController | null = null;
  #dirty = false;
  #isTorn = false;
  /** The power cycle in which a command is being executed. */
  #executing: AbortSignal | null = null;
  #apdus = 0;
  #busyMs = 0;
  #generationMs = 0;

  /**
   * The card in `store`. When the store is empty, a blank card with a new serial number is created and saved. The card has no power yet.
   * @param timing default: no delays
   * @param family of a new card
   */
  constructor(
    store: CardStore,
    timing: TimingOptions = { model: 'none' },
    keys: KeySource = 'chip',
    family: CardFamily = 'isoapplet-pair',
  ) {
    super();
    this.#store = store;
    const state = store.load();
    this.cplc = state === null ? newCplc() : fromHex(state.cplc);
    this.#timing = timingModel({ seed: toHex(this.cplc), ...timing });
    const isTorn = (): boolean => this.#isTorn;
    const environment: CardEnvironment = {
      reserve: (bytes) => this.#reserve(bytes),
      get isTorn() {
        return isTorn();
      },
      changed: () => (this.#dirty = true),
      compute: (work, power) => wait(this.#timing.computeMs(work), power),
      rsa2048: keys === 'chip' ? generateRsa2048 : quickRsa2048,
    };
    this.#contents = new CardContents({ cplc: this.cplc, state, family, environment });
    if (state === null) this.#save();
  }

  /** Answer to reset. */
  get atr(): Uint8Array {
    if (this.#contents.family === 'myeid' && this.protocol === 'T=1') return myEidAtr;
    return answersToReset[this.protocol];
  }

  /** Does the card have power? */
  get powered(): boolean {
    return this.#power !== null;
  }

  /** Power on or warm reset: clears transient state and selects the issuer security domain. @returns the ATR */
  reset(): Uint8Array {
    this.powerOff();
    this.#power = new AbortController();
    return this.atr;
  }

  /** Removes power. A command in progress has no further effect and rejects with `CardPowerLostError`. */
  powerOff(): void {
    this.#power?.abort(new CardPowerLostError('the card lost power'));
    this.#power = null;
    this.#t0.reset();
    this.#contents.runtime.powerOff();
  }

  /**
   * Executes one command APDU. Its changes are durable when this resolves.
   * @returns the response APDU
   * @throws {CardPowerLostError} when the card has no power or loses it meanwhile
   */
  async execute(commandApdu: Uint8Array): Promise<Uint8Array> {
    if (this.#power === null) throw new CardPowerLostError('the card has no power');
    const power = this.#power.signal;
    if (this.#executing === power) throw new Error('the card is executing another command');
    this.#executing = power;
    const startedMs = performance.now();
    let response: Uint8Array | null = null;
    try {
      response = await this.#exchange(commandApdu, power);
      return response;
    } finally {
      if (this.#executing === power) this.#executing = null;
      this.#apdus += 1;
      const tookMs = performance.now() - startedMs;
      this.#busyMs += tookMs;
      if (generateAsymmetricKeyPair.includes(commandApdu[1] ?? 0)) this.#generationMs += tookMs;
      this.#transcript.add(commandApdu, response);
    }
  }

  /** Adds hooks. They count from the next APDU. */
  arm(hooks: readonly Hook[]): void {
    this.#hooks.arm(hooks);
  }

  /** Removes all hooks. */
  disarm(): void {
    this.#hooks.disarm();
  }

  /** Lets a command continue that a `hold` hook stopped. */
  release(): void {
    this.emit('released');
  }

  /** Sets the tries left of an instance's PIN or PUK; a PIV application has one of each. @throws {RangeError} when it is more than their maximum */
  presetTries(instance: 1 | 2, tries: number, reference: 'pin' | 'puk' = 'pin'): void {
    this.#contents.presetTries(instance, tries, reference);
    this.#commit();
  }

  /** Exchanges the AIDs of the two instances. */
  exchangeInstances(): void {
    this.#contents.exchangeInstances();
    this.#save();
  }

  statistics(): CardStatistics {
    return { apdus: this.#apdus, busyMs: this.#busyMs, generationMs: this.#generationMs };
  }

  transcript(): readonly Exchange[] {
    return this.#transcript.list();
  }

  async #exchange(bytes: Uint8Array, power: AbortSignal): Promise<Uint8Array> {
    const hooks = this.#hooks.take(bytes[1]);
    const command = parsed(bytes);
    const slowMs = hooks.reduce((sum, hook) => sum + (hook.kind === 'slow' ? hook.delayMs : 0), 0);
    await wait((command instanceof StatusError ? 0 : this.#timing.exchangeMs(command)) + slowMs, power);
    await this.#act(hooks, 'beforeExecution', power);
    power.throwIfAborted();
    await this.#tear(hooks, command, power);
    let response = encodeResponseApdu(await this.#executed(bytes, command, power));
    this.#commit();
    await this.#act(hooks, 'afterExecution', power);
    power.throwIfAborted();
    for (const hook of hooks) {
      if (hook.kind === 'damage') response = damaged(response, hook.damage);
      if (hook.kind === 'damage' || hook.kind === 'slow') this.emit('hook', hook);
    }
    return response;
  }

  /** A `pull` within the command: its first write alone is durable. */
  async #tear(hooks: readonly Hook[], command: CommandApdu | StatusError, power: AbortSignal): Promise<void> {
    const pull = hooks.find((hook) => hook.kind === 'pull' && hook.when === 'duringExecution');
    if (pull === undefined) return;
    if (!(command instanceof StatusError) && twoWrites.includes(command.ins)) {
      this.#isTorn = true;
      await this.#contents.runtime.respond(command, power).finally(() => (this.#isTorn = false));
      this.#commit();
    }
    this.#pull(pull);
    power.throwIfAborted();
  }

  #pull(hook: Hook): void {
    this.powerOff();
    this.emit('pulled');
    this.emit('hook', hook);
  }

  #reserve(bytes: number): void {
    if (this.memoryBytes === null) return;
    if (this.#contents.memoryBytes + bytes > this.memoryBytes) throw new StatusError(StatusWord.unknown);
  }

  async #act(hooks: readonly Hook[], when: 'beforeExecution' | 'afterExecution', power: AbortSignal): Promise<void> {
    for (const hook of hooks) {
      if (hook.kind === 'pull' && hook.when === when) {
        this.#pull(hook);
        power.throwIfAborted();
      }
      if (hook.kind === 'mute' && hook.when === when) {
        this.emit('hook', hook);
        if (!power.aborted) await once(power, 'abort');
        power.throwIfAborted();
      }
      if (hook.kind === 'hold' && hook.when === when) {
        const released = once(this, 'released', { signal: power }).catch(() => power.throwIfAborted());
        this.emit('hook', hook);
        await released;
      }
    }
  }

  /** Executes a command in the form of the card's protocol. */
  #executed(bytes: Uint8Array, command: CommandApdu | StatusError, power: AbortSignal): Promise<ResponseApdu> {
    if (this.protocol === 'T=1') return this.#contents.runtime.respond(command, power);
    return this.#t0.exchange(bytes, (one) => this.#contents.runtime.respond(one, power));
  }

  #commit(): void {
    if (!this.#dirty) return;
    this.#save();
  }

  #save(): void {
    this.#store.save(this.#contents.state());
    this.#dirty = false;
  }
}
