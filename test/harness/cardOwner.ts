/** A card and the person it belongs to, as the counter and the kiosk meet them in tests. */
import { readFileSync } from 'node:fs';
import type { WireJob } from '../../daemon/contract/messages.js';
import type { ApiClient } from './apiClient.js';
import { cardStateSchema, type CardState } from '../virtual/cardState.js';
import type { CardHoldings } from '../virtual/holdings/holdings.js';
import { holdingsOf } from '../virtual/holdings/holdingsOf.js';
import type { CardHandle } from './rackClient.js';
import { websitePassword, type TestRegistration } from './raOffice.js';

/** Resolves when the job needs somebody, or is over. */
export function settled(client: ApiClient, jobId: string): Promise<WireJob> {
  return client.untilJob(jobId, 'finished', 'failed', 'cancelled', 'waitingForPerson', 'waitingForCard');
}

/** Logs the subscriber in with the website password. */
export async function logIn(kiosk: ApiClient, { account }: TestRegistration, raId?: string): Promise<void> {
  await kiosk.request('POST', '/api/logins', {
    account,
    password: websitePassword,
    ...(raId !== undefined && { raId }),
  });
}

/** Writes to a card: UPDATE BINARY to a file, PUT DATA (even and odd instruction) to an object. */
const writing = [0xd6, 0xda, 0xdb];

/** Begins the job, and has the card refuse to be written once its keys are certified. @param terms to accept when asked */
export async function brokenOff(
  client: ApiClient,
  card: CardHandle,
  order: object,
  terms: string | null = null,
): Promise<WireJob> {
  const { id } = await client.createJob(order);
  if (terms !== null) {
    await client.until(() => client.jobs.get(id)?.question?.kind === 'confirmTerms');
    await client.answer(id, { kind: 'confirmTerms', termsVersion: terms });
  }
  // From here to the first certificate nothing is written to the card.
  await client.until(() =>
    client.jobs.get(id)?.steps.some(({ name, state }) => name === 'generateEncryptionKey' && state === 'done'),
  );
  const damage = { how: 'replace', response: '6581' } as const;
  await card.arm(...writing.map((instruction) => ({ kind: 'damage', at: 1, instruction, damage }) as const));
  const job = await settled(client, id);
  await card.disarm();
  return job;
}

/** The version of the terms that the screens show now. @param raId the first RA's when absent */
export async function termsVersion(client: ApiClient, raId?: string): Promise<string> {
  const { ras } = await client.request<{ ras: { id: string; termsVersion: string }[] }>('GET', '/api/session');
  return ras.find(({ id }) => raId === undefined || id === raId)?.termsVersion ?? '';
}

export function stateOf(card: Pick<CardHandle, 'stateFile'>): CardState {
  return cardStateSchema.parse(JSON.parse(readFileSync(card.stateFile, 'utf8')));
}

/** What it holds, whatever its family. */
export function holdingsOfCard(card: Pick<CardHandle, 'stateFile'>): CardHoldings {
  return holdingsOf(stateOf(card));
}

/** The text of a PIN that the card has. */
export function pinText(card: Pick<CardHandle, 'stateFile'>, pin: 1 | 2): string {
  return holdingsOfCard(card).pins[pin - 1]?.pin?.value ?? '';
}
