/**
 * Recognises an OpenPGP application from version 3 on, with private objects. The card is known by the number in its AID: it belongs to
 * the application, and an application that nobody numbered has zeros.
 */
import { fromHex, toHex, utf8 } from '../../../base/bytes.js';
import { Channel } from '../../iso7816/channel.js';
import { selectApplication } from '../../iso7816/commands/select.js';
import type { CardConnection } from '../../transport/connection.js';
import type { CardDriver } from '../driver.js';
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
    // Manufacturer and number, the whole of which no two cards have.
    const { aid } = card.application;
    const unique = aid.subarray(10, 14).every((byte) => byte === 0) ? 'none' : 'applet';
    const serial = `${toHex(utf8('OPG'))}${toHex(aid.subarray(8, 14))}`;
    const identity = { family, serial, unique, serialFrom: 'AID', atr: connection.atr } as const;
    return new OpenPgpDriver(identity, card);
  },
};
