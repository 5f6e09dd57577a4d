/** The RA as one object: the composition root brings its keys, this starts and stops the rest. */
import { chmod, mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../../base/clock.js';
import { openDatabase, type Database } from '../../base/database.js';
import { projectPath } from '../../base/projectRoot.js';
import { serveAdmin } from './admin.js';
import { CertificateAuthority } from './ca/certificateAuthority.js';
import { prepareCredentials, prepareGateway, type CaKeys } from './ca/credentials.js';
import { Escrow, type EscrowOpener } from './ca/escrow.js';
import { namesOf } from './ca/subject.js';
import { TransportAuthority } from './ca/transportAuthority.js';
import { admitGateway } from './gateways.js';
import { createApp } from './http/app.js';
import { close, listen, urlOf } from './http/server.js';
import type { Office } from './office.js';
import { bringTermsIntoForce } from './operations/terms.js';
import { OfficeClock } from './officeClock.js';
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
  readonly seed: boolean;
  readonly rules: RaRules;
  /** Where relying parties find the CRL; null leaves it out of the certificates. */
  readonly crlUrl: string | null;
  /** Semantic version. */
  readonly minimumGatewayVersion: string;
  /** How far the RA's clock is from the machine's. */
  readonly clockOffsetMs: number;
}

export interface RaKeys extends CaKeys {
  readonly openEscrow: EscrowOpener;
}

/** Only its owner looks into it. */
export async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);
}

export class ReferenceRa {
  private constructor(
    readonly url: string,
    private readonly db: Database,
    private readonly server: TlsServer,
    private readonly adminServer: Server,
  ) {}

  static async start(options: ReferenceRaOptions, keys: RaKeys, log: Logger): Promise<ReferenceRa> {
    const { directory, host, port, gatewayName, rules } = options;
    const db = await openDatabase(
      join(directory, 'ra.sqlite'),
      projectPath('sync', 'reference-ra', 'store', 'migrations'),
    );
    const names = namesOf(rules.subject);
    const transportCa = new TransportAuthority(keys.transportCa, names);
    const credentials = await prepareCredentials(directory, keys, names, transportCa, host);
    await prepareGateway(join(directory, 'gateway'), transportCa, gatewayName, credentials.tls.clientCa);
    const office: Office = {
      db,
      clock: new OfficeClock(systemClock, options.clockOffsetMs),
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
    await fillKnownKeys(db);
    await admitGateway(office, gatewayName);
    await bringTermsIntoForce(office);
    if (options.seed) await seed(db, office.clock);
    const adminServer = await serveAdmin(office, directory);
    const server = await listen(createApp(office, log), credentials.tls, host, port);
    return new ReferenceRa(urlOf(server, host), db, server, adminServer);
  }

  /** Answers what is under way and leaves the database closed. */
  async stop(): Promise<void> {
    await close(this.server, graceMs);
    await new Promise<void>((resolve) => {
      this.adminServer.close(() => resolve());
      this.adminServer.closeAllConnections();
    });
    await this.db.close();
  }
}
