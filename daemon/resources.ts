/** What has to be open before the gateway is composed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../base/database.js';
import { resource, type Part } from '../base/lifecycle.js';
import type { RaProfile } from '../config/raProfile.js';
import type { Config } from '../config/schema.js';
import { RaApiConnector } from '../sync/ra-api/connector.js';
import { TransportPins } from './jobs/transportPin.js';
import { readAuthorities } from './operators/staffCertificates.js';
import { readIdentity } from './ras/raIdentity.js';
import { openStore } from './store/gatewayStore.js';

export interface ConnectedRa {
  readonly profile: RaProfile;
  readonly connector: RaApiConnector;
}

export interface Resources {
  readonly database: Database;
  readonly transportPins: TransportPins;
  /** In the order of the settings. */
  readonly connected: readonly ConnectedRa[];
  /** Certificates of the staff cards' authorities, X.509 DER; null: login by card is off. */
  readonly cardAuthorities: readonly Uint8Array[] | null;
}

export interface ResourceParts {
  /** In the order in which they start. */
  readonly parts: readonly Part[];
  /** To be called when all parts have started. */
  opened(): Resources;
}

/** @param open opens the store's file; the usual way when absent */
export function resourcesOf(config: Config, open?: (file: string) => Promise<Database>): ResourceParts {
  const { stateDirectory, staff, ras } = config;
  const store = resource(
    'store',
    () => openStore(stateDirectory, open),
    (database) => database.close(),
  );
  const pins = resource(
    'transport PINs',
    () => TransportPins.open(join(stateDirectory, 'transport-pin.key')),
    (transportPins) => transportPins.dispose(),
  );
  const connectors = resource(
    'RA connectors',
    () => Promise.all(ras.map((profile) => connect(profile, stateDirectory))),
    async (connected) => {
      await Promise.all(connected.map(({ connector }) => connector.close()));
    },
  );
  const authorities = resource(
    'staff card authorities',
    async () => staff.cards && (await readAuthorities(staff.cards.caFile)),
    () => undefined,
  );
  return {
    parts: [store, pins, connectors, authorities],
    opened: () => ({
      database: store.value,
      transportPins: pins.value,
      connected: connectors.value,
      cardAuthorities: authorities.value,
    }),
  };
}

async function connect(profile: RaProfile, stateDirectory: string): Promise<ConnectedRa> {
  const { url, caFile, timeoutMs } = profile.connector;
  const identity = await readIdentity(profile, stateDirectory);
  const ca = await readFile(caFile, 'utf8');
  return { profile, connector: new RaApiConnector({ url, timeoutMs, ca, ...identity }) };
}
