/** What an issuer security domain does over and under a secure channel (GPCS 2.3 §11, Amendment D §7). */
import { concatBytes, equalBytes, fromHex, toHex } from '../../../base/bytes.js';
import { aesCbcDecrypt, aesCbcEncrypt } from '../../../card/globalplatform/blockCiphers.js';
import { statusOnly, success, type CommandApdu, type ResponseApdu } from '../apdu.js';
import { StatusError, StatusWord } from '../statusWord.js';
import { encodeDataObject } from '../tlv.js';
import { CardChannel, kdf, type DomainKeys } from './cardChannel.js';
import type { DomainState } from './domainState.js';

/** Pseudo-random challenge, R-MAC and R-ENCRYPTION; S8 (Amendment D table 5-1). */
const options = 0x70;
const challengeBytes = 8;
/** As chips with Java Card do: then no key opens them any more. */
export const mostFailures = 10;
const aesKeyType = 0x88;

const lifeCycles = { opReady: 0x01, initialized: 0x07, secured: 0x0f, cardLocked: 0x7f, terminated: 0xff } as const;
const order = ['opReady', 'initialized', 'secured', 'cardLocked', 'terminated'] as const;

export const domainInstructions = {
  initializeUpdate: 0x50,
  externalAuthenticate: 0x82,
  putKey: 0xd8,
  setStatus: 0xf0,
  getStatus: 0xf2,
} as const;

export class Domain {
  #channel: CardChannel | null = null;

  constructor(
    private readonly aid: Uint8Array,
    /** 10 bytes, from which issuers derive keys. */
    private readonly diversificationData: Uint8Array,
    readonly state: DomainState,
    private readonly changed: () => void,
  ) {}

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
    this.changed();
    const counter = Uint8Array.of(this.state.sequence >> 16, this.state.sequence >> 8, this.state.sequence);
    const challenge = kdf(keys.enc, 0x02, challengeBytes, concatBytes(counter, this.aid));
    this.#channel = new CardChannel(keys, data, challenge);
    const head = Uint8Array.of(Number.parseInt(version, 16), 0x03, options);
    return success(concatBytes(this.diversificationData, head, challenge, this.#channel.cryptogram, counter));
  }

  #externalAuthenticate(command: CommandApdu): ResponseApdu {
    const channel = this.#channel;
    if (channel === null || channel.isOpen) throw new StatusError(StatusWord.conditionsNotSatisfied);
    const isHost = channel.authenticate(command);
    this.state.failures = isHost ? 0 : this.state.failures + 1;
    this.changed();
    if (isHost) return statusOnly();
    this.close();
    // Authentication of the host cryptogram failed (GPCS table E-11).
    return statusOnly(0x6300);
  }

  #guarded(command: CommandApdu, keys: DomainKeys): ResponseApdu {
    switch (command.ins) {
      case domainInstructions.putKey:
        return this.#putKey(command, keys);
      case domainInstructions.setStatus:
        return this.#setStatus(command);
      case domainInstructions.getStatus:
        return this.#getStatus(command);
      default:
        // LOAD, INSTALL, DELETE and STORE DATA are not built.
        throw new StatusError(StatusWord.functionNotSupported);
    }
  }

  /** Three AES keys at once (§11.8). @throws {StatusError} 6A80 for a wrong key check value or format */
  #putKey({ p1, p2, data }: CommandApdu, { dek }: DomainKeys): ResponseApdu {
    const wrong = (): StatusError => new StatusError(StatusWord.wrongData);
    const replaced = toHex(Uint8Array.of(p1));
    if (p2 !== 0x81) throw new StatusError(StatusWord.incorrectP1P2);
    if (p1 !== 0 && this.state.keys[replaced] === undefined) throw new StatusError(StatusWord.referencedDataNotFound);
    const version = data[0] ?? 0;
    const keys: Uint8Array[] = [];
    const checkValues: Uint8Array[] = [];
    let offset = 1;
    while (offset < data.length) {
      const [type, blockBytes = 0, keyBytes = 0] = data.subarray(offset, offset + 3);
      const encrypted = data.subarray(offset + 3, offset + 2 + blockBytes);
      const [valueBytes] = data.subarray(offset + 2 + blockBytes);
      const value = data.slice(offset + 3 + blockBytes, offset + 6 + blockBytes);
      if (type !== aesKeyType || ![16, 24, 32].includes(keyBytes) || valueBytes !== 3 || encrypted.length % 16 !== 0)
        throw wrong();
      const key = aesCbcDecrypt(dek, encrypted).slice(0, keyBytes);
      if (!equalBytes(aesCbcEncrypt(key, new Uint8Array(16).fill(1)).slice(0, 3), value)) throw wrong();
      keys.push(key);
      checkValues.push(value);
      offset += 6 + blockBytes;
    }
    const [enc, mac, newDek, ...more] = keys.map(toHex);
    if (version === 0 || enc === undefined || mac === undefined || newDek === undefined || more.length > 0)
      throw wrong();
    // The keys of the factory go with the first ones of the issuer.
    const kept = Object.entries(this.state.keys).filter(([old]) => old !== replaced && old !== 'FF');
    this.state.keys = Object.fromEntries([...kept, [toHex(Uint8Array.of(version)), { enc, mac, dek: newDek }]]);
    this.changed();
    return success(concatBytes(Uint8Array.of(version), ...checkValues));
  }

  /** The card's own life cycle goes forward alone (§11.10). */
  #setStatus({ p1, p2 }: CommandApdu): ResponseApdu {
    if (p1 !== 0x80) throw new StatusError(StatusWord.functionNotSupported);
    const next = order.find((name) => lifeCycles[name] === p2);
    if (next === undefined) throw new StatusError(StatusWord.wrongData);
    if (order.indexOf(next) < order.indexOf(this.state.lifeCycle))
      throw new StatusError(StatusWord.conditionsNotSatisfied);
    this.state.lifeCycle = next;
    this.changed();
    return statusOnly();
  }

  /** The domain itself; there are no applications and load files to list (§11.4). */
  #getStatus({ p1, p2 }: CommandApdu): ResponseApdu {
    if ((p2 & 0x02) === 0) throw new StatusError(StatusWord.functionNotSupported);
    if (p1 !== 0x80) throw new StatusError(StatusWord.referencedDataNotFound);
    const parts = [
      encodeDataObject(0x4f, this.aid),
      encodeDataObject(0x9f70, Uint8Array.of(lifeCycles[this.state.lifeCycle])),
      encodeDataObject(0xc5, fromHex('9EFE80')),
    ];
    return success(encodeDataObject(0xe3, concatBytes(...parts)));
  }
}
