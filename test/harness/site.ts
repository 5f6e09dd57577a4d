/** A counter with everything: readers and cards, the RA, the gateway, a member of staff. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StaffRole } from '../../daemon/contract/messages.js';
import { ApiClient } from './apiClient.js';
import {
  GatewayProcess,
  runGatewayCommand,
  writeSettings,
  type GatewayRa,
  type GatewaySettings,
} from './gatewayProcess.js';
import { startPcsc, type PcscHarness } from './pcscHarness.js';
import { profileArguments, ReferenceRaProcess } from './referenceRa.js';

export interface StaffAccount {
  readonly name: string;
  readonly password: string;
  readonly role: StaffRole;
}

const account = (name: string, role: StaffRole): StaffAccount => ({ name, role, password: `counter-${name}-2026` });

/** The member of staff that every site has. */
export const officer: StaffAccount = { ...account('officer1', 'counterOfficer'), password: 'counter-Officer-2026' };

/** Others, for `SiteOptions.staff`. */
export const officer2 = account('officer2', 'counterOfficer');
export const supervisor = account('supervisor1', 'supervisor');
export const supervisor2 = account('supervisor2', 'supervisor');
export const batchOperator = account('batch1', 'batchOperator');
export const maintainer = account('maintainer1', 'maintainer');
export const auditor = account('auditor1', 'auditor');

/** Creates the accounts of a gateway that is not running. */
export async function addStaff(settingsFile: string, staff: readonly StaffAccount[]): Promise<void> {
  const names = staff.map(({ name, role }) => `${name}:${role}`);
  const passwords = staff.map(({ password }) => `${password}\n`).join('');
  await runGatewayCommand(settingsFile, ['add-operator', ...names], passwords);
}

export interface SiteOptions {
  readonly readers?: number;
  /** Folders below `profiles/`: an RA each, in the order in which the kiosk shows them. */
  readonly profiles?: readonly [string, ...string[]];
  /** Settings of the gateway beside those that the site itself decides. */
  readonly settings?: GatewaySettings['settings'];
  /** Staff besides `officer`. */
  readonly staff?: readonly StaffAccount[];
  /** How far the RA's clock may be ahead of the gateway's; the profile's usual minutes when absent. */
  readonly clockToleranceMinutes?: number;
  /** How the gateway is started, where that is not as always. */
  readonly gateway?: Pick<GatewaySettings, 'launcher' | 'program'>;
  /** Kept by `stop`; a temporary folder, removed by `stop`, when absent. */
  readonly directory?: string;
}

export class Site {
  private clients: ApiClient[] = [];

  private constructor(
    readonly directory: string,
    private readonly temporary: boolean,
    readonly pcsc: PcscHarness,
    /** The first RA. */
    public ra: ReferenceRaProcess,
    /** The others. */
    readonly otherRas: readonly ReferenceRaProcess[],
    readonly gatewaySettings: GatewaySettings,
    public gateway: GatewayProcess,
  ) {}

  static async start(options: SiteOptions = {}): Promise<Site> {
    const { readers = 2, profiles = ['jcic'], settings, staff = [], gateway: started, directory } = options;
    const { clockToleranceMinutes } = options;
    const folder = directory ?? mkdtempSync(join(tmpdir(), 'site-'));
    const startRa = (profile: string, name: string): Promise<ReferenceRaProcess> =>
      ReferenceRaProcess.start(join(folder, name), ['--port', '0', ...profileArguments(profile)]);
    const [first, ...others] = profiles;
    const [pcsc, ra, ...otherRas] = await Promise.all([
      startPcsc({ readers, directory: join(folder, 'pcsc') }),
      startRa(first, 'ra'),
      ...others.map((profile) => startRa(profile, `ra-${profile}`)),
    ]);
    const raOf = ({ ready }: ReferenceRaProcess, profile: string): GatewayRa => ({
      profile,
      url: ready.url,
      ...ready.gateway,
      clockToleranceMinutes,
    });
    const gatewaySettings: GatewaySettings = {
      directory: join(folder, 'gateway'),
      pcscSocket: pcsc.socketPath,
      ras: [raOf(ra, first), ...otherRas.map((other, index) => raOf(other, others[index] ?? ''))],
      ...(pcsc.readers[0] !== undefined && { kioskReader: pcsc.readers[0] }),
      ...(settings !== undefined && { settings }),
      ...started,
    };
    await addStaff(writeSettings(gatewaySettings), [officer, ...staff]);
    const gateway = await GatewayProcess.start(gatewaySettings);
    return new Site(folder, directory === undefined, pcsc, ra, otherRas, gatewaySettings, gateway);
  }

  /** Starts the RA again, on the same state and port. */
  async restartRa(): Promise<void> {
    const { directory, url } = this.ra.ready;
    const profile = this.gatewaySettings.ras[0]?.profile ?? '';
    const again = ['--port', new URL(url).port, ...profileArguments(profile)];
    this.ra = await ReferenceRaProcess.start(directory, again);
  }

  /** Starts the gateway again, on the same state. */
  async restartGateway(): Promise<void> {
    this.gateway = await GatewayProcess.start(this.gatewaySettings);
  }

  /** @param who one of `SiteOptions.staff` */
  async staff({ name, password }: Pick<StaffAccount, 'name' | 'password'> = officer): Promise<ApiClient> {
    return this.keep(await ApiClient.staff(this.gateway.url, name, password));
  }

  /** Logs in with the staff card in that reader. */
  async staffByCard(readerId: string, pin: string, lastTryConfirmed = false): Promise<ApiClient> {
    return this.keep(await ApiClient.staffByCard(this.gateway.url, readerId, pin, lastTryConfirmed));
  }

  async kiosk(): Promise<ApiClient> {
    return this.keep(await ApiClient.kiosk(this.gateway.url));
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.gateway.kill();
    await Promise.all([this.ra, ...this.otherRas].map((ra) => ra.stop()));
    await this.pcsc.stop();
    if (this.temporary) rmSync(this.directory, { recursive: true, force: true });
  }

  private keep(client: ApiClient): ApiClient {
    this.clients.push(client);
    return client;
  }
}
