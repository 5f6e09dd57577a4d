/** Where one crash after the other is tried: readers of its own, a card, and gateways that die at a chosen write. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WireJob, WireQuestion } from '../../daemon/api/messages.js';
import { ApiClient } from '../harness/apiClient.js';
import { GatewayProcess, runGatewayCommand, writeSettings, type GatewaySettings } from '../harness/gatewayProcess.js';
import { startPcsc, type PcscHarness } from '../harness/pcscHarness.js';
import type { ReferenceRaProcess } from '../harness/referenceRa.js';
import { officer } from '../harness/site.js';

const dyingGateway = fileURLToPath(new URL('./dyingGateway.js', import.meta.url));

export class Lane {
  private count = 0;

  private constructor(
    private readonly folder: string,
    readonly pcsc: PcscHarness,
    private readonly ra: ReferenceRaProcess,
  ) {}

  /** @param folder the lane's own */
  static async open(folder: string, ra: ReferenceRaProcess): Promise<Lane> {
    const lane = new Lane(folder, await startPcsc({ readers: 2 }), ra);
    const settingsFile = writeSettings(lane.settings('template'));
    await runGatewayCommand(settingsFile, ['add-operator', officer.name], officer.password);
    return lane;
  }

  get reader(): string {
    return this.pcsc.readers[0] ?? '';
  }

  /** A gateway with nothing but its member of staff, not started yet. */
  newGateway(): GatewaySettings {
    const settings = this.settings(`gateway-${++this.count}`);
    cpSync(join(this.folder, 'template', 'state'), join(settings.directory, 'state'), { recursive: true });
    return settings;
  }

  close(): Promise<void> {
    return this.pcsc.stop();
  }

  private settings(name: string): GatewaySettings {
    return {
      directory: join(this.folder, name),
      pcscSocket: this.pcsc.socketPath,
      ras: [{ profile: 'jcic', url: this.ra.ready.url, ...this.ra.ready.gateway }],
      kioskReader: this.reader,
    };
  }
}

/** A point that no job reaches. */
export const neverDies = 'after:1000000';

/** A gateway that ends itself at `point`, e.g. `after:7`, with a staff session. */
export async function startDying(settings: GatewaySettings, point: string): Promise<GatewayProcess> {
  return GatewayProcess.start({ ...settings, program: { file: dyingGateway, args: ['--die', point] } });
}

export function staffOf(gateway: GatewayProcess): Promise<ApiClient> {
  return ApiClient.staff(gateway.url, officer.name, officer.password);
}

export function kioskOf(gateway: GatewayProcess): Promise<ApiClient> {
  return ApiClient.kiosk(gateway.url);
}

/** The newest job in the books, over or not. */
export async function latestJob(client: ApiClient): Promise<WireJob | null> {
  const { jobs } = await client.request<{ jobs: WireJob[] }>('GET', '/api/jobs?limit=1');
  return jobs[0] ?? null;
}

/** Answers each question until the job is over. */
export async function finishJob(
  client: ApiClient,
  jobId: string,
  answer: (question: WireQuestion) => Promise<object>,
): Promise<WireJob> {
  const asked = await client.job(jobId);
  // What the events told meanwhile is newer.
  if (!client.jobs.has(jobId)) client.jobs.set(jobId, asked);
  for (;;) {
    const job = await client.untilJob(jobId, 'finished', 'failed', 'waitingForPerson');
    if (job.question === null) return job;
    await client.answer(jobId, await answer(job.question));
    await client.until(() => client.jobs.get(jobId)?.state !== 'waitingForPerson');
  }
}

/** The names of the durable writes that a gateway logged, in order; the first is number 1. */
export function writesOf(gateway: GatewayProcess): string[] {
  return gateway.log.flatMap((line) => /^write \d+ (.*)$/.exec(line)?.[1] ?? []);
}

/**
 * Every point where a crash leaves something else behind: after each write, and before those that the card's or the RA's
 * work goes ahead of.
 */
export function pointsOf(writes: readonly string[]): string[] {
  return writes.flatMap((name, i) =>
    name.endsWith(' outcome') ? [`before:${i + 1}`, `after:${i + 1}`] : [`after:${i + 1}`],
  );
}

/** Hands the points out to the lanes, one after the other in each. */
export async function overLanes<T>(
  lanes: readonly T[],
  points: readonly string[],
  attempt: (lane: T, point: string) => Promise<void>,
): Promise<void> {
  const waiting = [...points];
  await Promise.all(
    lanes.map(async (lane) => {
      for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) await attempt(lane, point);
    }),
  );
}
