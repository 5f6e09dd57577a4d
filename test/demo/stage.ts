/** Brings up everything that a counter consists of, and ends all of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess, runGatewayCommand, writeSettings, type GatewaySettings } from '../harness/gatewayProcess.js';
import { startPcsc, type PcscHarness } from '../harness/pcscHarness.js';
import type { CardHandle } from '../harness/rackClient.js';
import { profileArguments, ReferenceRaProcess } from '../harness/referenceRa.js';
import { addStaff } from '../harness/site.js';
import { staff } from './accounts.js';
import type { Place } from '../../daemon/contract/messages.js';
import { codeFor } from '../harness/testScreen.js';
import type { Show } from './show.js';

/** What stands on the readers, in the order of their indices. The kiosk's is the first. */
export const readerLabels = ['A1', 'A2', 'A3', 'A4'] as const;
const cardCount = 8;
/** One card of each other family, of the family's name. */
const otherFamilies = ['myeid', 'piv', 'openpgp'] as const;
/** Folders below `profiles/`, each of the profile of that id. */
export const mainProfile = 'jcic';
const secondProfile = 'single-key';
const usualGatewayPort = 8443;

const words = {
  readers: { en: 'pcscd with four virtual readers', 'zh-TW': '讀卡機' },
  cards: { en: 'eight virtual cards, and one of each other family', 'zh-TW': '晶片卡' },
  ra: { en: 'reference RA with its CA', 'zh-TW': '註冊中心與憑證中心' },
  secondRa: { en: 'second RA, one key a card', 'zh-TW': '第二個註冊中心' },
  staff: { en: 'staff accounts', 'zh-TW': '櫃檯人員與主管帳號' },
  gateway: { en: 'card gateway', 'zh-TW': '卡片閘道' },
} as const;

export class Stage {
  private constructor(
    readonly directory: string,
    private readonly temporary: boolean,
    readonly pcsc: PcscHarness,
    /** IsoApplet pairs. */
    readonly cards: readonly CardHandle[],
    readonly otherCards: readonly CardHandle[],
    readonly ra: ReferenceRaProcess,
    private readonly otherRas: readonly ReferenceRaProcess[],
    readonly gateway: GatewayProcess,
  ) {}

  /**
   * @param kept where state is kept; null for a temporary directory, removed by `stop`
   * @param secondRa a second RA besides
   */
  static async build(kept: string | null, secondRa: boolean, show: Show): Promise<Stage> {
    const directory = kept ?? mkdtempSync(join(tmpdir(), 'card-gateway-demo-'));
    mkdirSync(directory, { recursive: true });
    const started: { stop(): Promise<unknown> }[] = [];
    const keep = async <T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
      const part = await starting;
      started.push(part);
      return part;
    };
    const readers = keep(startReaders(join(directory, 'pcsc'), show));
    const authority = keep(startRa(join(directory, 'ra'), mainProfile, words.ra, show));
    const others = secondRa ? [keep(startRa(join(directory, 'second-ra'), secondProfile, words.secondRa, show))] : [];
    try {
      const [pcsc, ra, ...otherRas] = await Promise.all([readers, authority, ...others]);
      const [cards, otherCards] = await makeCards(pcsc, show);
      const gateway = await startGateway(join(directory, 'gateway'), pcsc, [ra, ...otherRas], show);
      return new Stage(directory, kept === null, pcsc, cards, otherCards, ra, otherRas, gateway);
    } catch (error) {
      await Promise.allSettled([readers, authority, ...others]);
      await Promise.allSettled(started.map((part) => part.stop()));
      if (kept === null) rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** @returns the address of that page with an enrolment code, for one browser within ten minutes */
  async openScreen(place: Place): Promise<string> {
    return new URL(`/${place}#enrol=${await codeFor(this.gateway.url, place)}`, this.gateway.url).href;
  }

  /** Rejects when the gateway ends by itself. */
  async gatewayEnded(): Promise<never> {
    await this.gateway.exited();
    throw new Error(`the gateway ended:\n${this.gateway.log.slice(-20).join('\n')}`);
  }

  async stop(): Promise<void> {
    // Ctrl-C reaches all processes of the terminal's group, so each may have ended already.
    await Promise.allSettled([this.gateway, this.ra, ...this.otherRas].map((part) => part.stop()));
    await this.pcsc.stop();
    if (this.temporary) rmSync(this.directory, { recursive: true, force: true });
  }
}

function startReaders(directory: string, show: Show): Promise<PcscHarness> {
  return show.timed(words.readers, () => startPcsc({ readers: readerLabels.length, directory }));
}

function startRa(
  directory: string,
  profile: string,
  name: (typeof words)['ra' | 'secondRa'],
  show: Show,
): Promise<ReferenceRaProcess> {
  return show.timed(name, () => ReferenceRaProcess.start(directory, ['--port', '0', ...profileArguments(profile)]));
}

/** A card whose state file is there already is that card again. */
function makeCards(pcsc: PcscHarness, show: Show): Promise<readonly [readonly CardHandle[], readonly CardHandle[]]> {
  const names = Array.from({ length: cardCount }, (_, index) => `card-${index + 1}`);
  const pairs = names.map((name) => pcsc.createCard({ name }));
  const others = otherFamilies.map((family) => pcsc.createCard({ name: family, family }));
  return show.timed(words.cards, () => Promise.all([Promise.all(pairs), Promise.all(others)]));
}

async function startGateway(
  directory: string,
  pcsc: PcscHarness,
  ras: readonly ReferenceRaProcess[],
  show: Show,
): Promise<GatewayProcess> {
  const isNew = !existsSync(join(directory, 'state'));
  const [kioskReader = ''] = pcsc.readers;
  const recipient = copyRecipient(directory);
  const settingsFor = (port: number): GatewaySettings => ({
    directory,
    pcscSocket: pcsc.socketPath,
    ras: ras.map(({ ready }, index) => ({
      profile: index === 0 ? mainProfile : secondProfile,
      url: ready.url,
      ...ready.gateway,
    })),
    kioskReader,
    settings: {
      listen: { port },
      backup: { recipients: [recipient] },
      readerNames: Object.fromEntries(pcsc.readers.map((name, index) => [name, readerLabels[index] ?? name])),
    },
  });
  if (isNew) {
    const file = writeSettings(settingsFor(usualGatewayPort));
    await show.timed(words.staff, () => addStaff(file, staff));
  }
  const copy = join(directory, 'copy.cms');
  // A gateway that does not run signs a copy too, and without one the environment check warns.
  if (!existsSync(copy)) await runGatewayCommand(writeSettings(settingsFor(usualGatewayPort)), ['backup', copy], '');
  return show.timed(words.gateway, () =>
    GatewayProcess.start(settingsFor(usualGatewayPort)).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.includes('EADDRINUSE'))) throw error;
      return GatewayProcess.start(settingsFor(0));
    }),
  );
}

/** Whoever keeps the copies of the store: in the demo, the demo's own folder. @returns the certificate's file */
function copyRecipient(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const [certificate, key] = [join(directory, 'copies.pem'), join(directory, 'copies.key')];
  if (!existsSync(certificate)) {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:3072', '-noenc', '-days', '3650'],
        ...['-subj', '/CN=Copies of the demo', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
  }
  return certificate;
}
