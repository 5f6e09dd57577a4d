/** What checks and repairs use: the gateway's own parts inside the gateway, views from outside in the shell. */
import type { Executor } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { SyslogStanding } from '../audit/auditSyslog.js';
import type { AuditStanding } from '../audit/auditWatch.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { RaConnector } from '../../sync/connector.js';
import type { GatewayIdentity } from '../../sync/ra-api/connector.js';
import type { CardView } from '../readers/readerView.js';

export interface SeenReader {
  readonly pcscName: string;
  /** The label that staff read on it. */
  readonly name: string;
  /** The card as it has just been read; null: none; `held`: the reader is held, so the card was not read. */
  readonly card: CardView | 'held' | null;
}

export interface PcscView {
  /** Does pcscd answer? */
  available(): Promise<boolean>;
  /** Every reader of pcscd. */
  readerNames(): Promise<readonly Omit<SeenReader, 'card'>[]>;
  /** Reads the card in each reader that is not held. */
  readCards(): Promise<readonly SeenReader[]>;
}

/** The store, for reading. */
export interface StoreView extends Pick<Executor, 'get' | 'all'> {
  /** Path of the database. */
  readonly file: string;
}

export interface RaView {
  readonly profile: RaProfile;
  readonly connector: Pick<RaConnector, 'ping'>;
  /** The gateway's certificate in force and its key. */
  identity(): Promise<GatewayIdentity>;
  /** Has the RA certify a new key, and uses it for new connections. @throws {RaUnavailableError} @throws {RaRefusedError} */
  renewIdentity(): Promise<GatewayIdentity>;
  /** Delivers the waiting facts that the RA accepts. @throws {RaUnavailableError} */
  flush(): Promise<void>;
}

/** The process that has the store open. */
export interface StoreHolder {
  readonly pid: number;
  /** Its command line. */
  readonly command: string;
  /** Neither stopped nor dead. */
  readonly running: boolean;
}

export interface ScreenReport {
  readonly width: number;
  readonly height: number;
  readonly userAgent: string;
  /** RFC 3339 */
  readonly at: string;
}

export interface CheckContext {
  readonly config: Config;
  /** True inside the gateway. Some values are known only there. */
  readonly inGateway: boolean;
  readonly pcsc: PcscView;
  /** @throws when there is no store yet, or it cannot be read */
  store(): Promise<StoreView>;
  readonly ras: readonly RaView[];
  /** null: no process has the store open. Throws when the process cannot be determined. */
  storeHolder(): Promise<StoreHolder | null>;
  /** Does the gateway that has the store open answer? */
  gatewayAnswers(): Promise<boolean>;
  /** The screen that the kiosk's page reported when it was last opened. */
  kioskScreen(): ScreenReport | null;
  /** Only the running gateway watches its audit log. */
  readonly audit?: () => AuditStanding;
  /** Rows of the store that were left out of a list, each with its column. Only the running gateway knows them. */
  readonly unreadableRows?: () => readonly string[];
  /** Only the running gateway sends its audit log to a syslog receiver. */
  readonly syslog?: () => Promise<SyslogStanding | null>;
  /** Writes the log into the database file and releases its unused space. */
  compactStore(): Promise<void>;
}
