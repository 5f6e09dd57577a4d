/** Commands to an issuer security domain over a secure channel (GPCS 2.3 §11). */
import { concatBytes, equalBytes } from '../../base/bytes.js';
import type { Secret } from '../../base/secret.js';
import { CardProtocolError } from '../errors.js';
import type { Command } from '../iso7816/command.js';
import { noAnswer } from '../iso7816/command.js';
import { parseTlvs } from '../iso7816/tlv.js';
import { aesBlockBytes } from './blockCiphers.js';
import { MemoryKey } from './cardKeys.js';
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

const aesKeyType = 0x88;
const checkValueBytes = 3;

/** New keys of a security domain, and the version number under which the card files them. */
export interface NewKeySet {
  readonly version: number;
  readonly enc: Secret;
  readonly mac: Secret;
  readonly dek: Secret;
}

/**
 * PUT KEY: replaces the three AES keys of a version, or adds a version (§11.8). The card checks each key by its check value, and so is
 * its answer.
 * @param replaced the version that goes; 0: none
 * @throws {CardRefusedError} nothing was changed @throws {CardProtocolError} the card confirms other keys
 */
export async function putKeys(channel: SecureChannel, replaced: number, keys: NewKeySet): Promise<void> {
  const parts: Uint8Array[] = [Uint8Array.of(keys.version)];
  const values: Uint8Array[] = [];
  for (const key of [keys.enc, keys.mac, keys.dek]) {
    const value = await new MemoryKey('aes', key).checkValue();
    const padded = key.use((bytes) =>
      concatBytes(bytes, new Uint8Array((aesBlockBytes - (bytes.length % aesBlockBytes)) % aesBlockBytes)),
    );
    const encrypted = await channel.encryptSensitive(padded);
    padded.fill(0);
    const head = Uint8Array.of(aesKeyType, encrypted.length + 1, key.length);
    parts.push(head, encrypted, Uint8Array.of(checkValueBytes), value);
    values.push(value);
  }
  const confirmed = await channel.send({
    name: 'PUT KEY',
    apdu: { cla: 0x80, ins: 0xd8, p1: replaced, p2: 0x81, data: concatBytes(...parts), le: 256 },
    parse: (data: Uint8Array) => data,
  });
  if (!equalBytes(confirmed, concatBytes(Uint8Array.of(keys.version), ...values))) {
    throw new CardProtocolError('the card confirms other keys than were sent');
  }
}

/** SET STATUS of the card itself (§11.10). It goes forward alone; *terminated* is the end of the card. */
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
