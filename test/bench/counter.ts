/** What several benches do at a counter: cards in and out, and a card issued. */
import type { WireJob, WireReader } from '../../daemon/contract/messages.js';
import type { ApiClient } from '../harness/apiClient.js';
import type { CardHandle } from '../harness/rackClient.js';

/** The job's end. @throws when it is not a good one */
export async function untilFinished(client: ApiClient, jobId: string): Promise<WireJob> {
  const job = await client.untilJob(jobId, 'finished', 'failed', 'cancelled', 'waitingForPerson', 'waitingForCard');
  if (job.state !== 'finished') throw new Error(`${job.kind} ended as ${job.state}: ${job.failure?.code ?? ''}`);
  return job;
}

export function issueOrder(reader: WireReader, registrationId: string): object {
  const pins = { mode: 'chosen', pin1: 'Aa12345678', pin2: 'Zz87654321' };
  return { kind: 'issueCard', readerId: reader.id, registrationId, pins };
}

/** Takes the card out; resolves when the screen shows the reader empty. */
export async function takeOut(client: ApiClient, card: CardHandle, pcscName: string): Promise<void> {
  await card.remove();
  await client.until(() => [...client.readers.values()].some((one) => one.pcscName === pcscName && one.card === null));
}
