/** A counter with everything: readers and cards, the RA, the gateway, a member of staff. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from './apiClient.js';
import { GatewayProcess, runGatewayCommand, writeSettings, type GatewaySettings } from './gatewayProcess.js';
import { startPcsc, type PcscHarness } from './pcscHarness.js';
import { ReferenceRaProcess } from './referenceRa.js';

/** The member of staff that every site has. */
export const officer = { name: 'officer1', password: 'counter-Officer-2026' } as const;

export interface SiteOptions {
  readonly readers?: number;
  /** Settings of the gateway beside those that the site itself decides. */
  readonly settings?: GatewaySettings['settings'];
  /** Kept by `stop`; a temporary folder, removed by `stop`, when absent. */
  readonly directory?: string;
}

export class Site {
  private clients: ApiClient[] = [];

  private constructor(
    readonly directory: string,
    private readonly temporary: boolean,
    readonly pcsc: PcscHarness,
    public ra: ReferenceRaProcess,
    readonly gatewaySettings: GatewaySettings,
    public gateway: GatewayProcess,
  ) {}

  static async start({ readers = 2, settings, directory }: SiteOptions = {}): Promise<Site> {
    const folder = directory ?? mkdtempSync(join(tmpdir(), 'site-'));
    const [pcsc, ra] = await Promise.all([
      startPcsc({ readers, directory: join(folder, 'pcsc') }),
      ReferenceRaProcess.start(join(folder, 'ra')),
    ]);
    const gatewaySettings: GatewaySettings = {
      directory: join(folder, 'gateway'),
      pcscSocket: pcsc.socketPath,
      ras: [{ profile: 'jcic', url: ra.ready.url, ...ra.ready.gateway }],
      ...(pcsc.readers[0] !== undefined && { kioskReader: pcsc.readers[0] }),
      ...(settings !== undefined && { settings }),
    };
    await runGatewayCommand(writeSettings(gatewaySettings), ['add-operator', officer.name], officer.password);
    const gateway = await GatewayProcess.start(gatewaySettings);
    return new Site(folder, directory === undefined, pcsc, ra, gatewaySettings, gateway);
  }

  /** Starts the RA again, on the same state and port. */
  async restartRa(): Promise<void> {
    const { directory, url } = this.ra.ready;
    this.ra = await ReferenceRaProcess.start(directory, ['--port', new URL(url).port]);
  }

  /** Starts the gateway again, on the same state. */
  async restartGateway(): Promise<void> {
    this.gateway = await GatewayProcess.start(this.gatewaySettings);
  }

  async staff(): Promise<ApiClient> {
    return this.keep(await ApiClient.staff(this.gateway.url, officer.name, officer.password));
  }

  async kiosk(): Promise<ApiClient> {
    return this.keep(await ApiClient.kiosk(this.gateway.url));
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.gateway.kill();
    await Promise.all([this.ra.stop(), this.pcsc.stop()]);
    if (this.temporary) rmSync(this.directory, { recursive: true, force: true });
  }

  private keep(client: ApiClient): ApiClient {
    this.clients.push(client);
    return client;
  }
}
