/** What an issuer security domain does over and under a secure channel (GPCS 2.3 §11, Amendment D §7). */
import { concatBytes, fromHex, toHex } from '../../../base/bytes.js';
import { statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject } from '../tlv.js';
import { CardChannel, kdf, type DomainKeys } from './cardChannel.js';
import type { DomainState } from './domainState.js';
import { parsePutKeys } from './putKey.js';
import { StatusListing, type Registry } from './registry.js';

/** Pseudo-random challenge, R-MAC and R-ENCRYPTION; S8 (Amendment D table 5-1). */
const scp03Options = 0x70;
const challengeBytes = 8;
/** As chips with Java Card do: then no key opens them any more. */
export const mostFailures = 10;
const aesKeyType = 0x88;

const lifeCycles = { opReady: 0x01, initialized: 0x07, secured: 0x0f, cardLocked: 0x7f, terminated: 0xff } as const;
const order = ['opReady', 'initialized', 'secured', 'cardLocked', 'terminated'] as const;
/** *Locked* alone can be left again. */
const following: Readonly<Record<DomainState['lifeCycle'], readonly DomainState['lifeCycle'][]>> = {
  opReady: ['initialized', 'terminated'],
  initialized: ['secured', 'terminated'],
  secured: ['cardLocked', 'terminated'],
  cardLocked: ['secured', 'terminated'],
  terminated: [],
};
/** Life cycle of an application (GPCS table 11-4). */
const selectable = 0x07;

export const domainInstructions = {
  getData: 0xca,
  initializeUpdate: 0x50,
  externalAuthenticate: 0x82,
  putKey: 0xd8,
  setStatus: 0xf0,
  getStatus: 0xf2,
} as const;

export interface DomainOptions {
  readonly aid: Uint8Array;
  /** 10 bytes, from which issuers derive keys. */
  readonly diversificationData: Uint8Array;
  /** AIDs of the applications on the card. */
  readonly applications: () => readonly Uint8Array[];
  /** GET DATA over a secure channel. */
  readonly getData: (command: CommandApdu) => ResponseApdu;
  readonly changed: () => void;
}

export class Domain {
  readonly #listing = new StatusListing();
  #channel: CardChannel | null = null;

  constructor(
    private readonly options: DomainOptions,
    readonly state: DomainState,
  ) {}

  /** Is a secure channel open? Then each command goes over it. */
  get isOpen(): boolean {
    return this.#channel?.isOpen === true;
  }

  /** Another application was selected, or power went. */
  close(): void {
    this.#channel = null;
  }

  /** Executes a command of the domain, with secure messaging where the channel has it. @throws {StatusError} */
  respond(command: CommandApdu): ResponseApdu {
    if (command.ins === domainInstructions.initializeUpdate) return this.#initializeUpdate(command);
    if (command.ins === domainInstructions.externalAuthenticate) return this.#externalAuthenticate(command);
    const channel = this.#channel;
    if (channel?.isOpen !== true) throw new StatusError(StatusWord.securityStatusNotSatisfied);
    let plain: CommandApdu;
    try {
      plain = channel.unwrap(command);
    } catch (error) {
      this.close();
      throw error;
    }
    return channel.wrap(this.#guarded(plain, channel.keys));
  }

  /** Key information template, 00E0 (GPCS §11.3.3.1). */
  keyInformation(): Uint8Array {
    const keys = Object.entries(this.state.keys).flatMap(([version, { enc }]) =>
      [1, 2, 3].map((id) =>
        encodeDataObject(0xc0, Uint8Array.of(id, Number.parseInt(version, 16), aesKeyType, enc.length / 2)),
      ),
    );
    return encodeDataObject(0xe0, concatBytes(...keys));
  }

  #initializeUpdate({ p1, p2, data }: CommandApdu): ResponseApdu {
    this.close();
    if (this.state.failures >= mostFailures) throw new StatusError(0x6983);
    if (p2 !== 0) throw new StatusError(StatusWord.incorrectP1P2);
    if (data.length !== challengeBytes) throw new StatusError(StatusWord.wrongLength);
    const version = p1 === 0 ? Object.keys(this.state.keys)[0] : toHex(Uint8Array.of(p1));
    const hex = version === undefined ? undefined : this.state.keys[version];
    if (version === undefined || hex === undefined) throw new StatusError(StatusWord.referencedDataNotFound);
    const keys: DomainKeys = { enc: fromHex(hex.enc), mac: fromHex(hex.mac), dek: fromHex(hex.dek) };
    this.state.sequence += 1;
    this.options.changed();
    const counter = Uint8Array.of(this.state.sequence >> 16, this.state.sequence >> 8, this.state.sequence);
    const challenge = kdf(keys.enc, 0x02, challengeBytes, concatBytes(counter, this.options.aid));
    this.#channel = new CardChannel(keys, data, challenge);
    const head = Uint8Array.of(Number.parseInt(version, 16), 0x03, scp03Options);
    return success(concatBytes(this.options.diversificationData, head, challenge, this.#channel.cryptogram, counter));
  }

  #externalAuthenticate(command: CommandApdu): ResponseApdu {
    const channel = this.#channel;
    if (channel === null || channel.isOpen) throw new StatusError(StatusWord.conditionsNotSatisfied);
    const isHost = channel.authenticate(command);
    this.state.failures = isHost ? 0 : this.state.failures + 1;
    this.options.changed();
    if (isHost) return statusOnly();
    this.close();
    // Authentication of the host cryptogram failed (GPCS table E-11).
    return statusOnly(0x6300);
  }

  #guarded(command: CommandApdu, keys: DomainKeys): ResponseApdu {
    switch (command.ins) {
      case domainInstructions.getData:
        return this.options.getData(command);
      case domainInstructions.putKey:
        return this.#putKey(command, keys);
      case domainInstructions.setStatus:
        return this.#setStatus(command);
      case domainInstructions.getStatus:
        return this.#listing.respond(command, this.#registry());
      default:
        // LOAD, INSTALL, DELETE and STORE DATA are not built.
        throw new StatusError(StatusWord.instructionNotSupported);
    }
  }

  /** Three AES keys at once (§11.8). P1 has seven bits for the version that goes; 0: none. @throws {StatusError} */
  #putKey({ p1, p2, data }: CommandApdu, { dek }: DomainKeys): ResponseApdu {
    const replaced = toHex(Uint8Array.of(p1));
    if (p1 > 0x7f || p2 !== 0x81) throw new StatusError(StatusWord.incorrectP1P2);
    if (p1 !== 0 && this.state.keys[replaced] === undefined) throw new StatusError(StatusWord.referencedDataNotFound);
    const { version, keys, confirmation } = parsePutKeys(data, dek);
    const hex = { enc: toHex(keys.enc), mac: toHex(keys.mac), dek: toHex(keys.dek) };
    // The keys of the factory go with the first ones of the issuer.
    const kept = Object.entries(this.state.keys).filter(([old]) => old !== replaced && old !== 'FF');
    this.state.keys = Object.fromEntries([...kept, [toHex(Uint8Array.of(version)), hex]]);
    this.options.changed();
    return success(confirmation);
  }

  /** Life cycle of the card itself (§11.10, figure 5-1). */
  #setStatus({ p1, p2 }: CommandApdu): ResponseApdu {
    if (p1 !== 0x80) throw new StatusError(StatusWord.functionNotSupported);
    const next = order.find((name) => lifeCycles[name] === p2);
    if (next === undefined) throw new StatusError(StatusWord.wrongData);
    const current = this.state.lifeCycle;
    if (next !== current && !following[current].includes(next)) {
      throw new StatusError(StatusWord.conditionsNotSatisfied);
    }
    this.state.lifeCycle = next;
    this.options.changed();
    return statusOnly();
  }

  #registry(): Registry {
    const lifeCycle = lifeCycles[this.state.lifeCycle];
    return {
      domain: { aid: this.options.aid, lifeCycle, privileges: fromHex('9EFE80') },
      applications: this.options
        .applications()
        .map((aid) => ({ aid, lifeCycle: selectable, privileges: fromHex('000000') })),
    };
  }
}
