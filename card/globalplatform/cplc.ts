/** Card production life cycle data (CPLC): manufacturer and serial number of the chip (GlobalPlatform Card Specification, tag 9F7F). */
import { concatBytes, fromHex, toHex } from '../../base/bytes.js';
import { CardProtocolError, CardRefusedError, isPassingRefusal } from '../errors.js';
import type { Channel } from '../iso7816/channel.js';
import { getData } from '../iso7816/commands/getData.js';
import { selectApplication, selectDefaultApplication } from '../iso7816/commands/select.js';
import { parseTlvs } from '../iso7816/tlv.js';

/**
 * The issuer security domain by the ways in which cards know it: without a name, by its default AID (GlobalPlatform Card Specification,
 * annex H.1.3), and by the AID of Visa's older specification that many cards carry.
 */
const issuerSecurityDomain = [
  selectDefaultApplication(),
  selectApplication(fromHex('A000000151000000')),
  selectApplication(fromHex('A000000003000000')),
];
const cplcTag = 0x9f7f;
const cplcBytes = 42;

/** The fields of CPLC that identify the chip, as its manufacturer encoded them. */
export interface Cplc {
  readonly icFabricator: Uint8Array;
  readonly icType: Uint8Array;
  readonly icBatchIdentifier: Uint8Array;
  readonly icSerialNumber: Uint8Array;
}

/** The card has a CPLC, and in it no number of its own. */
export class NoSerialError extends CardProtocolError {}

/** Parses CPLC. @param object data object 9F7F with or without tag and length @throws {CardProtocolError} when it is not 42 bytes */
export function parseCplc(object: Uint8Array): Cplc {
  const data = object.length === cplcBytes ? object : parseTlvs(object).find(({ tag }) => tag === cplcTag)?.value;
  if (data?.length !== cplcBytes) throw new CardProtocolError('CPLC is not 42 bytes');
  return {
    icFabricator: data.slice(0, 2),
    icType: data.slice(2, 4),
    icSerialNumber: data.slice(12, 16),
    icBatchIdentifier: data.slice(16, 18),
  };
}

/**
 * Card-unique identifier: fabricator, type, batch and serial number of the chip, 20 upper-case hex digits.
 * @throws {NoSerialError} when batch and serial number are all 00 or all FF: such cards cannot be distinguished
 */
export function cardUniqueIdentifier(cplc: Cplc): string {
  const { icFabricator, icType, icBatchIdentifier, icSerialNumber } = cplc;
  const own = concatBytes(icBatchIdentifier, icSerialNumber);
  if (own.every((byte) => byte === 0x00) || own.every((byte) => byte === 0xff)) {
    throw new NoSerialError('CPLC carries no serial number');
  }
  return toHex(concatBytes(icFabricator, icType, own));
}

/**
 * Selects the issuer security domain and reads CPLC: two APDUs on most cards.
 * @throws {CardRefusedError} @throws {CardProtocolError} when the card has no CPLC; a refusal that may pass before any other
 */
export async function readCplc(channel: Channel): Promise<Cplc> {
  const refusals: Error[] = [];
  for (const select of issuerSecurityDomain) {
    try {
      await channel.send(select);
      return parseCplc(await channel.send(getData(cplcTag, 0x80)));
    } catch (error) {
      if (!(error instanceof CardRefusedError) && !(error instanceof CardProtocolError)) throw error;
      refusals.push(error);
    }
  }
  throw refusals.find(isPassingRefusal) ?? refusals[0] ?? new CardProtocolError('no issuer security domain');
}
