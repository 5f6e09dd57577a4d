/** Starts and stops the RA. Its keys come from `main.ts`. */
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../../base/clock.js';
import { openDatabase } from '../../base/database.js';
import { projectPath } from '../../base/projectRoot.js';
import { closeAdmin, serveAdmin } from './admin.js';
import { CertificateAuthority } from './ca/certificateAuthority.js';
import { prepareCredentials, prepareGateway, type CaKeys } from './ca/credentials.js';
import { Escrow, type EscrowOpener } from './ca/escrow.js';
import { namesOf } from './ca/subject.js';
import { TransportAuthority } from './ca/transportAuthority.js';
import { admitGateway } from './gateways.js';
import { admitOperator } from './operators.js';
import { createApp } from './http/app.js';
import { readContract } from './http/contract.js';
import { close, listen, urlOf } from './http/server.js';
import type { RaContext } from './raContext.js';
import { bringTermsIntoForce } from './operations/terms.js';
import { AdjustableClock } from './adjustableClock.js';
import type { RaRules } from './rules.js';
import { fillKnownKeys } from './store/knownKeys.js';
import { seed } from './seed.js';

const graceMs = 3_000;

export interface ReferenceRaOptions {
  readonly directory: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly gatewayName: string;
  /** Login names of the gateways' staff. */
  readonly operators: readonly string[];
  readonly seed: boolean;
  readonly rules: RaRules;
  /** Where relying parties find the CRL; null leaves it out of the certificates. */
  readonly crlUrl: string | null;
  /** Semantic version. */
  readonly minimumGatewayVersion: string;
  /** Offset of the RA's clock from the machine's clock. */
  readonly clockOffsetMs: number;
}

export interface RaKeys extends CaKeys {
  readonly openEscrow: EscrowOpener;
}

/** Creates the directory, readable by its owner only. */
export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);
}

/** Closes what the RA has opened so far, in the opposite order. */
class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
  }
}

/** A running RA. */
export class ReferenceRa {
  readonly url: string;
  readonly #opened: Opened;

  private constructor(url: string, opened: Opened) {
    this.url = url;
    this.#opened = opened;
  }

  /** @throws {Error} when a part fails to start, or `openapi.yaml` and the handlers do not agree; nothing stays open then */
  static async start(options: ReferenceRaOptions, keys: RaKeys, log: Logger): Promise<ReferenceRa> {
    const opened = new Opened();
    try {
      return new ReferenceRa(await serve(opened, { options, keys, log }), opened);
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** Answers the requests in progress, then closes the database. */
  stop(): Promise<void> {
    return this.#opened.close();
  }
}

interface Start {
  readonly options: ReferenceRaOptions;
  readonly keys: RaKeys;
  readonly log: Logger;
}

/** @returns base address of the API */
async function serve(opened: Opened, { options, keys, log }: Start): Promise<string> {
  const { directory, host, port, gatewayName, rules } = options;
  const contract = await readContract();
  const db = await openDatabase(
    join(directory, 'ra.sqlite'),
    projectPath('sync', 'reference-ra', 'store', 'migrations'),
  );
  opened.add(() => db.close());
  const names = namesOf(rules.subject);
  const transportCa = new TransportAuthority(keys.transportCa, names);
  const credentials = await prepareCredentials(directory, { keys, names, transportCa, host });
  const caCertificate = credentials.tls.clientCa;
  await prepareGateway(join(directory, 'gateway'), { name: gatewayName, transportCa, caCertificate });
  const ra: RaContext = {
    db,
    clock: new AdjustableClock(systemClock, options.clockOffsetMs),
    rules,
    ca: new CertificateAuthority({
      signer: keys.ca,
      name: names.ca,
      certificate: credentials.caCertificate,
      crlUrl: options.crlUrl,
    }),
    transportCa,
    minimumGatewayVersion: options.minimumGatewayVersion,
    escrow: new Escrow(credentials.escrowCertificate, keys.openEscrow),
  };
  const app = createApp(ra, contract, log);
  await fillKnownKeys(db);
  await admitGateway(ra, gatewayName);
  for (const name of options.operators) await admitOperator(ra, name);
  await bringTermsIntoForce(ra);
  if (options.seed) await seed(db, ra.clock);
  const adminServer = await serveAdmin(ra, directory);
  opened.add(() => closeAdmin(adminServer));
  const server = await listen(app, credentials.tls, { host, port });
  opened.add(() => close(server, graceMs));
  return urlOf(server, host);
}
