/**
 * Recognises a PIV application (SP 800-73-4) that has YubiKey's GET METADATA: YubiKey from 5.3 on, PivApplet. A card without it does not
 * tell whether its PIN, PUK and management key are the factory's, nor the tries of its PUK, so the driver refuses it.
 */
import { toHex, utf8 } from '../../../base/bytes.js';
import { CardRefusedError, isPassingRefusal } from '../../errors.js';
import { cardUniqueIdentifier, NoSerialError, readCplc } from '../../globalplatform/cplc.js';
import { Channel } from '../../iso7816/channel.js';
import type { CardConnection } from '../../transport/connection.js';
import type { CardDriver, CardIdentity } from '../driver.js';
import { capabilities } from './capabilities.js';
import type { DriverEntry } from '../driverEntry.js';
import { getSerial } from './commands.js';
import { application, PivCard } from './pivCard.js';
import { PivDriver } from './pivDriver.js';

const family = 'piv';

/** A malformed CPLC is none of them: next time it may be read, and the card would have another number. */
const isWithoutSerial = (error: unknown): boolean =>
  error instanceof CardRefusedError || error instanceof NoSerialError;

/** The chip's number where the card tells it (CPLC), else that of the application. */
async function identify(channel: Channel, atr: Uint8Array): Promise<CardIdentity> {
  try {
    const serial = cardUniqueIdentifier(await readCplc(channel));
    await channel.send(application);
    return { family, serial, unique: 'chip', serialFrom: 'CPLC', atr };
  } catch (error) {
    if (isPassingRefusal(error) || !isWithoutSerial(error)) throw error;
  }
  await channel.send(application);
  const serial = `${toHex(utf8('PIV'))}${toHex(await channel.send(getSerial()))}`;
  return { family, serial, unique: 'applet', serialFrom: 'GET SERIAL', atr };
}

/** Recognises the card by its content: the ATR belongs to the chip. */
export const piv: DriverEntry = {
  family,
  capabilities,
  matchesAtr: () => true,
  async open(connection: CardConnection): Promise<CardDriver> {
    const channel = new Channel(connection);
    const identity = await identify(channel, connection.atr);
    const card = new PivCard(channel, identity.serial);
    // A card without GET METADATA is refused here.
    await card.reference('pin');
    return new PivDriver(identity, card);
  },
};
