/** A USB stick at a kiosk: put in and pulled out by the test. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ApiClient } from '../harness/apiClient.js';
import type { GatewaySettings } from '../harness/gatewayProcess.js';
import type { Site } from '../harness/site.js';

/** How the gateway is started, so that sticks can be mounted for it alone. */
export const gatewayWithSticks: Pick<GatewaySettings, 'launcher' | 'program'> = {
  launcher: ['unshare', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), '--mount', '--'],
  program: { file: fileURLToPath(new URL('./stickGateway.js', import.meta.url)), args: [] },
};

export class Stick {
  readonly directory: string;

  private constructor(
    private readonly site: Site,
    private readonly kiosk: ApiClient,
  ) {
    this.directory = join(site.gatewaySettings.directory, 'media', 'USB');
  }

  static async at(site: Site): Promise<Stick> {
    return new Stick(site, await site.kiosk());
  }

  /** Resolves when the gateway has noticed. */
  async plug(): Promise<void> {
    await this.untilNoticed(() => this.order('plug'));
  }

  /** Resolves when the gateway has noticed. */
  async pull(): Promise<void> {
    await this.untilNoticed(() => this.order('pull'));
  }

  /** It goes in the middle of what `save` begins. Resolves when the gateway has noticed. */
  async pullDuring(save: () => Promise<void>): Promise<void> {
    await this.order('pullWhileSaving');
    await this.untilNoticed(save);
  }

  /** What lies on it, as the gateway sees it. */
  get files(): readonly string[] {
    return readdirSync(join('/proc', String(this.site.gateway.pid), 'root', this.directory)).sort();
  }

  private async untilNoticed(act: () => Promise<void>): Promise<void> {
    const changes = (): number => this.kiosk.events.filter(({ type }) => type === 'sticks').length;
    const before = changes();
    await act();
    await this.kiosk.until(() => changes() > before);
  }

  private async order(order: string): Promise<void> {
    const { output } = this.site.gateway;
    const done = new Promise<void>((resolve) => {
      const look = (line: string): void => {
        const told = JSON.parse(line) as { readonly msg?: string; readonly order?: string };
        if (told.msg !== 'stick' || told.order !== order) return;
        output.off('line', look);
        resolve();
      };
      output.on('line', look);
    });
    this.site.gateway.tell(order);
    await done;
  }
}
