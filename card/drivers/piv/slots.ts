/**
 * Where a pair lies. A key cannot be moved on a PIV card, so the second place of a use is a slot of a retired key (SP 800-73-4 part 1
 * §3.3): there a new pair is made beside the one in use, and the earlier one stays usable.
 */
import { fromHex } from '../../../base/bytes.js';
import type { KeyUse } from '../../../base/terms.js';
import type { KeyPlace } from '../driver.js';
import { encodeTlv } from '../../iso7816/tlv.js';

/** A key reference and the data object of its certificate. */
export interface Slot {
  readonly reference: number;
  /** Hex. */
  readonly certificate: string;
}

/** By use and place: 9C and 83, 9D and 82, 9A and 84. */
export const slots: Readonly<Record<KeyUse, Readonly<Record<KeyPlace, Slot>>>> = {
  sign: {
    a: { reference: 0x9c, certificate: '5FC10A' },
    b: { reference: 0x83, certificate: '5FC10E' },
  },
  encrypt: {
    a: { reference: 0x9d, certificate: '5FC10B' },
    b: { reference: 0x82, certificate: '5FC10D' },
  },
  signEncrypt: {
    a: { reference: 0x9a, certificate: '5FC105' },
    b: { reference: 0x84, certificate: '5FC10F' },
  },
};

/** Card authentication. The driver does not use it, but other software does. */
export const cardAuthenticationKey = 0x9e;

export const objects = {
  chuid: '5FC102',
  ccc: '5FC107',
  keyHistory: '5FC10C',
  /** Printed information, which is read with the PIN alone. YubiKey's own software keeps a management key there too. */
  guarded: '5FC109',
} as const;

/** How many retired slots, from 82 on, the key history tells when this slot is in use; 0: the slot is not a retired one. */
export function retiredNumber({ reference }: Slot): number {
  return reference >= 0x82 && reference <= 0x95 ? reference - 0x81 : 0;
}

/** Key history object (part 1, table 20): `count` retired keys with certificates on the card, none elsewhere. */
export function keyHistory(count: number): Uint8Array {
  return fromHex(`C101${count.toString(16).padStart(2, '0')}C20100FE00`);
}

/** CCC (part 1, table 8) of a card that has no other card application. @param identifier 14 bytes, after the GSC-RID of the card */
export function cardCapabilityContainer(identifier: Uint8Array): Uint8Array {
  const empty = ['F3', 'F4', 'F6', 'F7', 'FA', 'FB', 'FC', 'FD', 'FE'];
  const numbers = ['F10121', 'F20121', 'F50110'];
  const rest = [...numbers, ...empty.map((tag) => `${tag}00`)].sort().join('');
  return Uint8Array.from([...encodeTlv(0xf0, fromHex('A000000116FF02'), identifier), ...fromHex(rest)]);
}
