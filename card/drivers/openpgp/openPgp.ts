/**
 * Recognises an OpenPGP application from version 3 on, with private objects. The card is known by the number in its AID. Where nobody
 * numbered the application, which then has zeros, it is known by its chip's number.
 */
import { fromHex, toHex, utf8 } from '../../../base/bytes.js';
import { cardUniqueIdentifier, readCplc } from '../../globalplatform/cplc.js';
import { Channel } from '../../iso7816/channel.js';
import { selectApplication } from '../../iso7816/commands/select.js';
import type { CardConnection } from '../../transport/connection.js';
import type { CardDriver, CardIdentity } from '../driver.js';
import type { DriverEntry } from '../driverEntry.js';
import { capabilities } from './capabilities.js';
import { OpenPgpCard } from './openPgpCard.js';
import { OpenPgpDriver } from './openPgpDriver.js';

const family = 'openpgp';
const application = selectApplication(fromHex('D27600012401'));

/** Recognises the card by its content: the ATR belongs to the chip. */
export const openPgp: DriverEntry = {
  family,
  capabilities,
  matchesAtr: () => true,
  async open(connection: CardConnection): Promise<CardDriver> {
    const channel = new Channel(connection);
    await channel.send(application);
    const card = await OpenPgpCard.read(channel);
    return new OpenPgpDriver(await identify(channel, card, connection.atr), card);
  },
};

async function identify(
  channel: Channel,
  { application: { aid } }: OpenPgpCard,
  atr: Uint8Array,
): Promise<CardIdentity> {
  if (aid.subarray(10, 14).some((byte) => byte !== 0)) {
    // Manufacturer and number, the whole of which no two cards have.
    const serial = `${toHex(utf8('OPG'))}${toHex(aid.subarray(8, 14))}`;
    return { family, serial, unique: 'applet', serialFrom: 'AID', atr };
  }
  const serial = cardUniqueIdentifier(await readCplc(channel));
  await channel.send(application);
  return { family, serial, unique: 'chip', serialFrom: 'CPLC', atr };
}
