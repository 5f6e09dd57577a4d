/** Commands of OpenPGP card 3.4 that ISO 7816 does not have in this form. */
import { concatBytes, pinnedBytes } from '../../../base/bytes.js';
import { Secret } from '../../../base/secret.js';
import type { Command, PresentedSecret } from '../../iso7816/command.js';
import { noAnswer } from '../../iso7816/command.js';
import { getData } from '../../iso7816/commands/getData.js';
import { parseTlvs, requireTlv } from '../../iso7816/tlv.js';

/** P2 of VERIFY (§7.2.2): PW1 for a signature, PW1 for everything else, PW3. */
export const modes = { sign: 0x81, other: 0x82, admin: 0x83 } as const;
export type Mode = (typeof modes)[keyof typeof modes];

const pin: PresentedSecret = { kind: 'pin', reference: 1 };

/** The secrets one after the other, without padding, as the one array that the channel zeroes. */
function joined(...secrets: readonly Secret[]): Uint8Array {
  const data = pinnedBytes(secrets.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const secret of secrets) {
    secret.use((bytes) => data.set(bytes, at));
    at += secret.length;
  }
  return data;
}

/** VERIFY (§7.2.2). */
export function verify(mode: Mode, value: Secret): Command<void> {
  return {
    name: 'VERIFY',
    apdu: { cla: 0x00, ins: 0x20, p1: 0x00, p2: mode, data: joined(value) },
    parse: noAnswer,
    ...(mode === modes.admin ? {} : { presents: pin }),
    secretData: true,
  };
}

/** CHANGE REFERENCE DATA (§7.2.3) of PW1 or PW3. Nothing separates the values: the old one has to be as long as the card's. */
export function changeReference(
  mode: typeof modes.sign | typeof modes.admin,
  old: Secret,
  next: Secret,
): Command<void> {
  return {
    name: 'CHANGE REFERENCE DATA',
    apdu: { cla: 0x00, ins: 0x24, p1: 0x00, p2: mode, data: joined(old, next) },
    parse: noAnswer,
    ...(mode === modes.admin ? {} : { presents: pin }),
    secretData: true,
  };
}

/** RESET RETRY COUNTER with the resetting code (§7.2.4). */
export function resetWithCode(code: Secret, newPin: Secret): Command<void> {
  return {
    name: 'RESET RETRY COUNTER',
    apdu: { cla: 0x00, ins: 0x2c, p1: 0x00, p2: modes.sign, data: joined(code, newPin) },
    parse: noAnswer,
    presents: { kind: 'puk', reference: 1 },
    secretData: true,
  };
}

/** RESET RETRY COUNTER after VERIFY of PW3 (§7.2.4). */
export function resetAsAdmin(newPin: Secret): Command<void> {
  return {
    name: 'RESET RETRY COUNTER',
    apdu: { cla: 0x00, ins: 0x2c, p1: 0x02, p2: modes.sign, data: joined(newPin) },
    parse: noAnswer,
    secretData: true,
  };
}

/** GET DATA of an object that is a secret. */
export function getSecret(tag: number): Command<Secret> {
  const command = getData(tag);
  return { ...command, parse: (data) => Secret.takeBytes(concatBytes(data)), secretAnswer: true };
}

/** PUT DATA (§7.2.8). */
export function putData(tag: number, data: Uint8Array): Command<void> {
  const apdu = { cla: 0x00, ins: 0xda, p1: tag >> 8, p2: tag & 0xff, data };
  return { name: 'PUT DATA', apdu, parse: noAnswer };
}

/** The same of a secret, and of what stands before it. */
export function putSecretAfter(tag: number, start: Uint8Array, secret: Secret | null): Command<void> {
  const data = pinnedBytes(start.length + (secret?.length ?? 0));
  data.set(start);
  secret?.use((bytes) => data.set(bytes, start.length));
  return { ...putData(tag, data), secretData: true };
}

/** SELECT DATA (§7.2.5): the occurrence of 7F21 that the next GET DATA or PUT DATA means. */
export function selectCertificate(occurrence: number): Command<void> {
  const data = Uint8Array.of(0x60, 0x04, 0x5c, 0x02, 0x7f, 0x21);
  return { name: 'SELECT DATA', apdu: { cla: 0x00, ins: 0xa5, p1: occurrence, p2: 0x04, data }, parse: noAnswer };
}

/** MANAGE SECURITY ENVIRONMENT (§7.2.18). @param template A4: INTERNAL AUTHENTICATE, B8: DECIPHER @param key 2 or 3 */
export function selectKey(template: number, key: number): Command<void> {
  const data = Uint8Array.of(0x83, 0x01, key);
  const apdu = { cla: 0x00, ins: 0x22, p1: 0x41, p2: template, data };
  return { name: 'MANAGE SECURITY ENVIRONMENT', apdu, parse: noAnswer };
}

/** INTERNAL AUTHENTICATE (§7.2.13): a PKCS #1 v1.5 signature. */
export function internalAuthenticate(digestInfo: Uint8Array): Command<Uint8Array> {
  return {
    name: 'INTERNAL AUTHENTICATE',
    apdu: { cla: 0x00, ins: 0x88, p1: 0x00, p2: 0x00, data: digestInfo, le: 256 },
    parse: (data) => data,
  };
}

/**
 * GENERATE ASYMMETRIC KEY PAIR (§7.2.14), or reading the public key of a key that is there.
 * @param template tag of the control reference template of the key
 * @returns a command whose answer is the content of 7F49
 */
export function keyPair(what: 'generate' | 'read', template: number): Command<Uint8Array> {
  const p1 = what === 'generate' ? 0x80 : 0x81;
  return {
    name: 'GENERATE ASYMMETRIC KEY PAIR',
    apdu: { cla: 0x00, ins: 0x47, p1, p2: 0x00, data: Uint8Array.of(template, 0x00), le: 256 },
    parse: (answer) => requireTlv(parseTlvs(answer), 0x7f49),
    // The slowest cards need half a minute, and the time to find primes varies widely.
    ...(what === 'generate' ? { timeoutMs: 180_000 } : {}),
  };
}
