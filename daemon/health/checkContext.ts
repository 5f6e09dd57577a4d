/** What checks and repairs work with: inside the gateway its own parts, in the shell the same things seen from outside. */
import type { Executor } from '../../base/database.js';
import type { Config } from '../../config/schema.js';
import type { RaProfile } from '../../config/raProfile.js';
import type { RaConnector } from '../../sync/connector.js';
import type { GatewayIdentity } from '../../sync/ra-api/connector.js';
import type { CardView } from '../readers/readerBoard.js';

export interface SeenReader {
  readonly pcscName: string;
  /** What staff read on it. */
  readonly name: string;
  /** What the card answered just now; null: empty; `held`: a job works with it. */
  readonly card: CardView | 'held' | null;
}

export interface PcscView {
  /** Does pcscd answer? */
  available(): Promise<boolean>;
  /** Every reader that pcscd names. */
  readerNames(): Promise<readonly Omit<SeenReader, 'card'>[]>;
  /** Reads the card in each reader once more, but in those that a job holds. */
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
  /** The certificate in force and its key. */
  identity(): Promise<GatewayIdentity>;
  /** Has the RA certify a new key, and uses it from then on. @throws {RaUnavailableError} @throws {RaRefusedError} */
  renewIdentity(): Promise<GatewayIdentity>;
  /** Delivers what waits, as far as the RA takes it. @throws {RaUnavailableError} */
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
  /** Inside the gateway? What only it knows is unknown elsewhere. */
  readonly inGateway: boolean;
  readonly pcsc: PcscView;
  /** @throws when there is no store yet, or it cannot be read */
  store(): Promise<StoreView>;
  readonly ras: readonly RaView[];
  /** null: nobody has the store open. Throws where the kernel does not tell. */
  storeHolder(): Promise<StoreHolder | null>;
  /** Does the gateway that has the store open answer? */
  gatewayAnswers(): Promise<boolean>;
  /** What the kiosk’s page said of its screen when it was last opened. */
  kioskScreen(): ScreenReport | null;
  /** Writes everything into the database file and gives back what is free in it. */
  compactStore(): Promise<void>;
}
