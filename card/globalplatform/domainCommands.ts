/** Commands to an issuer security domain over a secure channel (GPCS 2.3 §11). */
import { concatBytes, equalBytes } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';
import { CardProtocolError } from '../errors.js';
import type { Command } from '../iso7816/command.js';
import { noAnswer } from '../iso7816/command.js';
import { parseTlvs } from '../iso7816/tlv.js';
import { aesBlockBytes } from './blockCiphers.js';
import { MemoryKey, type CardKeyAlgorithm } from './cardKeys.js';
import type { SecureChannel } from './secureChannel.js';

/** Life cycle of the card (GPCS table 11-6). */
export const cardLifeCycles = {
  opReady: 0x01,
  initialized: 0x07,
  secured: 0x0f,
  cardLocked: 0x7f,
  terminated: 0xff,
} as const;
export type CardLifeCycleState = keyof typeof cardLifeCycles;

const keyTypes: Readonly<Record<CardKeyAlgorithm, number>> = { aes: 0x88, des3: 0x80 };
const checkValueBytes = 3;
const des3KeyBytes = 16;
/** P1 of PUT KEY has seven bits for it (GPCS table 11-65). */
const mostVersion = 0x7f;

/** New keys of a security domain, and the version number under which the card files them. */
export interface NewKeySet {
  /** 1 to 127. */
  readonly version: number;
  readonly enc: Secret;
  readonly mac: Secret;
  readonly dek: Secret;
}

/** One key as PUT KEY has it. An AES key tells its length, since it is padded to whole blocks (Amendment D §7.2). */
async function keyData(channel: SecureChannel, algorithm: CardKeyAlgorithm, key: Secret): Promise<Uint8Array> {
  const isAes = algorithm === 'aes';
  if (!isAes && key.length !== des3KeyBytes) throw new RangeError('a Triple DES key has 16 bytes');
  const padded = key.use((bytes) => {
    const whole = new Uint8Array(Math.ceil(bytes.length / aesBlockBytes) * aesBlockBytes);
    whole.set(bytes);
    return whole;
  });
  const value = await new MemoryKey(algorithm, key).checkValue();
  const encrypted = await channel.encryptSensitive(padded).finally(() => padded.fill(0));
  const length = isAes ? [encrypted.length + 1, key.length] : [encrypted.length];
  const head = Uint8Array.of(keyTypes[algorithm], ...length);
  return concatBytes(head, encrypted, Uint8Array.of(checkValueBytes), value);
}

/**
 * PUT KEY: replaces the three keys of a version, or adds a version (§11.8): AES keys over SCP03, Triple DES keys over SCP02. The card
 * checks each key by its check value, and so is its answer.
 * @param replaced the version that goes; 0: none, as for the keys of a factory, which have no version that PUT KEY could name
 * @throws {CardRefusedError} nothing was changed @throws {CardProtocolError} the card confirms other keys
 * @throws {RangeError} a version or a key that the card cannot hold; nothing was sent
 */
export async function putKeys(channel: SecureChannel, replaced: number, keys: NewKeySet): Promise<void> {
  if (replaced < 0 || replaced > mostVersion || keys.version < 1 || keys.version > mostVersion) {
    throw new RangeError('a key version is 1 to 127');
  }
  const algorithm = channel.card.protocol === 'SCP03' ? 'aes' : 'des3';
  const version = Uint8Array.of(keys.version);
  const parts: Uint8Array[] = [];
  for (const key of [keys.enc, keys.mac, keys.dek]) parts.push(await keyData(channel, algorithm, key));
  const confirmed = await channel.send({
    name: 'PUT KEY',
    apdu: { cla: 0x80, ins: 0xd8, p1: replaced, p2: 0x81, data: concatBytes(version, ...parts), le: 256 },
    parse: (data: Uint8Array) => data,
  });
  const values = parts.map((part) => part.subarray(-checkValueBytes));
  if (!equalBytes(confirmed, concatBytes(version, ...values))) {
    throw new CardProtocolError('the card confirms other keys than were sent');
  }
}

/** SET STATUS of the card itself (§11.10), step by step; from *locked* back to *secured*. *Terminated*, the end of the card, is not offered. */
export function setCardLifeCycle(state: Exclude<CardLifeCycleState, 'terminated'>): Command<void> {
  return {
    name: 'SET STATUS',
    apdu: { cla: 0x80, ins: 0xf0, p1: 0x80, p2: cardLifeCycles[state], data: new Uint8Array() },
    parse: noAnswer,
  };
}

/** GET STATUS of the issuer security domain: the life cycle of the card (§11.4). */
export function getCardLifeCycle(): Command<CardLifeCycleState> {
  return {
    name: 'GET STATUS',
    apdu: { cla: 0x80, ins: 0xf2, p1: 0x80, p2: 0x02, data: Uint8Array.of(0x4f, 0x00), le: 256 },
    parse: (data) => {
      const entry = parseTlvs(data).find(({ tag }) => tag === 0xe3)?.value ?? new Uint8Array();
      const [value] = parseTlvs(entry).find(({ tag }) => tag === 0x9f70)?.value ?? [];
      const names: readonly CardLifeCycleState[] = ['opReady', 'initialized', 'secured', 'cardLocked', 'terminated'];
      const name = names.find((one) => cardLifeCycles[one] === value);
      if (name === undefined) throw new CardProtocolError('GET STATUS tells no life cycle');
      return name;
    },
  };
}
