/** The checks' context in the shell: it opens everything from outside the gateway, and closes it again. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../../base/clock.js';
import { openForReading, type Database } from '../../base/database.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { Config } from '../../config/schema.js';
import { OutboxDrain } from '../../sync/drain.js';
import { RaApiConnector } from '../../sync/ra-api/connector.js';
import { readIdentity, renewIdentity } from '../ras/raIdentity.js';
import { OutboxTable } from '../ras/outboxTable.js';
import type { CheckContext, RaView, StoreHolder } from './checkContext.js';
import { ShellPcsc } from './pcscViews.js';
import { findStoreHolder } from './storeHolder.js';

export interface ShellParts {
  readonly config: Config;
  readonly logger: Logger;
  /** Does the gateway that has the store open answer? */
  readonly gatewayAnswers: boolean;
  /** Opens the store of a gateway that does not run, for a repair. @throws {DatabaseInUseError} */
  readonly openStore: () => Promise<Database>;
}

export class ShellContext implements CheckContext {
  readonly #parts: ShellParts;
  readonly inGateway = false;
  readonly config: Config;
  readonly pcsc: ShellPcsc;
  readonly ras: readonly ShellRa[];
  readonly #file: string;
  #holder: Promise<StoreHolder | null> | null = null;
  #store: ReturnType<typeof openForReading> | null = null;

  constructor(parts: ShellParts) {
    this.#parts = parts;

    this.config = parts.config;
    this.pcsc = new ShellPcsc(parts.config, parts.logger);
    this.ras = parts.config.ras.map((profile) => new ShellRa(profile, parts));
    this.#file = join(parts.config.stateDirectory, 'gateway.db');
  }

  async store() {
    this.#store ??= openForReading(this.#file);
    const store = await this.#store;
    return { file: this.#file, get: store.get.bind(store), all: store.all.bind(store) };
  }

  /** Several checks ask at the same time and share one probe of the lock. */
  storeHolder(): Promise<StoreHolder | null> {
    this.#holder ??= findStoreHolder(this.#file).finally(() => (this.#holder = null));
    return this.#holder;
  }

  gatewayAnswers(): Promise<boolean> {
    return Promise.resolve(this.#parts.gatewayAnswers);
  }

  /** Always null: only the gateway has the report of the kiosk's page. */
  kioskScreen(): null {
    return null;
  }

  async compactStore(): Promise<void> {
    const database = await this.#parts.openStore();
    try {
      await database.compact();
    } finally {
      await database.close();
    }
  }

  async close(): Promise<void> {
    await this.pcsc.close();
    for (const ra of this.ras) await ra.close();
    await (await this.#store?.catch(() => null))?.close();
  }
}

class ShellRa implements RaView {
  readonly #parts: ShellParts;
  #connector: Promise<RaApiConnector> | null = null;

  constructor(
    readonly profile: RaProfile,
    parts: ShellParts,
  ) {
    this.#parts = parts;
  }

  readonly connector = {
    ping: async (signal?: AbortSignal) => (await this.#connect()).ping(signal),
  };

  identity() {
    return readIdentity(this.profile, this.#parts.config.stateDirectory);
  }

  async renewIdentity() {
    const connector = await this.#connect();
    const identity = await renewIdentity(this.profile, this.#parts.config.stateDirectory, connector);
    connector.useIdentity(identity);
    return identity;
  }

  async flush(): Promise<void> {
    const database = await this.#parts.openStore();
    try {
      const outbox = new OutboxTable(database, systemClock, this.profile.id);
      const none = () => undefined;
      const events = { statusChanged: none, outboxChanged: none, factRefused: none, attemptFailed: none };
      const drain = new OutboxDrain({ outbox, ra: await this.#connect() }, events, { retryMs: 1_000 });
      drain.start();
      await drain.flush().finally(() => drain.stop());
    } finally {
      await database.close();
    }
  }

  async close(): Promise<void> {
    await (await this.#connector?.catch(() => null))?.close();
  }

  #connect(): Promise<RaApiConnector> {
    this.#connector ??= this.#open();
    return this.#connector;
  }

  async #open(): Promise<RaApiConnector> {
    const { url, caFile, timeoutMs } = this.profile.connector;
    return new RaApiConnector({ url, timeoutMs, ca: await readFile(caFile, 'utf8'), ...(await this.identity()) });
  }
}
