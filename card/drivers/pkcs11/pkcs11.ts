/**
 * A family of cards behind a vendor's PKCS #11 module. The settings say which cards are its: no other family is tried on them, because
 * the reader is lent to the module before anything is known of the card (docs/decisions/0017).
 */
import { toHex, utf8 } from '../../../base/bytes.js';
import type { PinReference } from '../../../base/terms.js';
import type { TokenInfo } from '../../pkcs11/messages.js';
import { VendorModule } from '../../pkcs11/vendorModule.js';
import { TransportError, type CardConnection } from '../../transport/connection.js';
import type { CardDriver, CardIdentity } from '../driver.js';
import type { DriverEntry } from '../driverEntry.js';
import { capabilitiesOf } from './capabilities.js';
import { Pkcs11Driver } from './pkcs11Driver.js';
import { isOfReader, labelPatternOf, matchesWhole, type VendorModuleSettings } from './settings.js';
import { Token } from './token.js';

/** Before a token's serial number: other families' serial numbers are those of chips. */
const serialPrefix = 'P11';

export function vendorModule(settings: VendorModuleSettings): DriverEntry {
  return {
    family: settings.family,
    capabilities: capabilitiesOf(settings),
    matchesAtr: () => true,
    claims: ({ atr, reader }) => matchesWhole(settings.atr, toHex(atr)) && matchesWhole(settings.readers, reader),
    open: (connection) => open(connection, settings),
  };
}

async function open(connection: CardConnection, settings: VendorModuleSettings): Promise<CardDriver> {
  const { reader, atr } = connection;
  const { module: modulePath, socketPath, environment, timeoutMs } = settings;
  const module = VendorModule.start({ modulePath, reader, socketPath, environment, timeoutMs });
  try {
    await connection.lend?.(() => module.close());
    await module.load();
    const shown = await module.tokens();
    const pins = settings.tokenLabels.map((_, index): PinReference => (index === 0 ? 1 : 2));
    const infos = pins.map((pin) => tokenOf(shown, { pin, reader, settings }));
    const tokens = infos.map(({ slot, serial }, index) => {
      return new Token(module, pins[index] ?? 1, { slot, serial }, settings.maxTries);
    });
    const serial = toHex(utf8(`${serialPrefix}${infos[0]?.serial ?? ''}`));
    const serialFrom = 'CK_TOKEN_INFO.serialNumber';
    const identity: CardIdentity = { family: settings.family, serial, unique: 'applet', serialFrom, atr };
    return new Pkcs11Driver(identity, tokens, settings);
  } catch (error) {
    await module.close();
    throw error;
  }
}

interface Sought {
  readonly pin: PinReference;
  readonly reader: string;
  readonly settings: VendorModuleSettings;
}

/** @throws {TransportError} `tokenMissing`, `tokenElsewhere`, `tokenUnclear` */
function tokenOf(shown: readonly TokenInfo[], { pin, reader, settings }: Sought): TokenInfo {
  const pattern = labelPatternOf(settings, pin);
  const labelled = shown.filter(({ label }) => matchesWhole(pattern, label));
  const here = shown.filter((token) => isOfReader(token, reader, settings.slotDescription));
  const [found, another] = labelled.filter((token) => here.includes(token));
  if (found !== undefined && another === undefined && found.serial !== '') return found;
  const seen = shown.map(({ slotDescription, label }) => `${label} in ${slotDescription}`).join(', ');
  const detail = `PIN ${pin}: ${seen || 'no token'}`;
  if (here.length > 0) throw new TransportError('tokenUnclear', reader, detail);
  throw new TransportError(labelled.length > 0 ? 'tokenElsewhere' : 'tokenMissing', reader, detail);
}
