/** Builds 存檔: USB sticks, and one-time downloads with their address for phones. */
import type { Clock } from '../../base/clock.js';
import type { Config } from '../../config/schema.js';
import type { Audit } from '../audit/audit.js';
import { DownloadServer } from './downloadServer.js';
import { Links } from './links.js';
import { Saves } from './saves.js';
import { Sticks } from './sticks.js';

export interface Saving {
  readonly saves: Saves;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface SavingParts {
  readonly config: Config['saves'];
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  /** A stick came or went. */
  readonly sticksChanged: () => void;
}

/** The interval at which USB sticks are looked for. */
const stickPauseMs = 1_000;

export function createSaving({ config, audit, clock, sticksChanged }: SavingParts): Saving {
  const { stickFolders, link, linkMinutes } = config;
  const sticks = new Sticks(stickFolders, sticksChanged);
  const links = new Links(clock, linkMinutes * 60_000);
  const downloads = link && new DownloadServer(links, link);
  const linkBase = (): string | null => {
    if (link === null || downloads === null) return null;
    return link.baseUrl ?? `http://${link.host}:${downloads.port}`;
  };
  return {
    saves: new Saves({ sticks, links, linkBase, audit }),
    async start() {
      await sticks.start(stickPauseMs);
      await downloads?.start();
    },
    async stop() {
      sticks.stop();
      await downloads?.stop();
    },
  };
}
