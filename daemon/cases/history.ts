/** The history of a person or a card, as one list from the RA, the gateway's jobs and its audit log. */
import { z } from 'zod';
import type { RaEvent } from '../../sync/connector.js';
import type { Audit, AuditEntry } from '../audit/audit.js';
import type { Job } from '../jobs/job.js';
import type { JobTable } from '../jobs/jobTable.js';
import { staffSeesJob } from '../jobs/visibility.js';
import type { StaffActor } from '../operators/actor.js';
import { seesRa } from '../operators/permissions.js';
import type { CaseId } from './claims.js';

type PublicFacts = Readonly<Record<string, string | number | boolean>>;

/** What happened to a person or a card: told by the RA, by a job of this gateway, or by its audit log. */
export type HistoryEntry = { readonly at: string; readonly actor: string } & (
  | { readonly source: 'ra'; readonly event: string; readonly facts: PublicFacts }
  | {
      readonly source: 'job';
      readonly jobId: string;
      readonly kind: Job['kind'];
      readonly state: Job['state'];
      readonly cardSerial: string;
      readonly failureCode: string | null;
    }
  | { readonly source: 'audit'; readonly action: string; readonly facts: PublicFacts }
);

/** The number of newest entries from each source. */
const limit = 200;

export class History {
  readonly #jobs: JobTable;
  readonly #audit: Pick<Audit, 'about'>;

  constructor(jobs: JobTable, audit: Pick<Audit, 'about'>) {
    this.#jobs = jobs;
    this.#audit = audit;
  }

  /** Newest first. @param events the RA's part of the history */
  async ofRegistration(
    caseId: CaseId,
    cardSerials: readonly string[],
    events: readonly RaEvent[],
  ): Promise<HistoryEntry[]> {
    const [jobs, entries] = await Promise.all([
      this.#jobs.about(caseId, cardSerials, limit),
      this.#audit.about([caseId.registrationId, ...cardSerials], limit),
    ]);
    // Registrations of two RAs may have the same id, and a card may have been another RA's before.
    const ours = entries.filter((entry) => [null, caseId.raId].includes(raOf(entry)));
    return merged(events, jobs, ours);
  }

  /** The RAs whose subscriber's this card was, as far as jobs with it tell. */
  rasOf(cardSerial: string): Promise<readonly string[]> {
    return this.#jobs.rasOf(cardSerial);
  }

  /** Newest first. Entries that name no RA are shown while no job with the card was for an RA that this person does not see. */
  async ofCard(cardSerial: string, events: readonly RaEvent[], actor: StaffActor): Promise<HistoryEntry[]> {
    const [jobs, entries, ras] = await Promise.all([
      this.#jobs.about(null, [cardSerial], limit),
      this.#audit.about([cardSerial], limit),
      this.rasOf(cardSerial),
    ]);
    const isShared = ras.some((raId) => !seesRa(actor, raId));
    const seen = entries.filter((entry) => {
      const raId = raOf(entry);
      return raId === null ? !isShared : seesRa(actor, raId);
    });
    return merged(
      events,
      jobs.filter((job) => staffSeesJob(actor, job)),
      seen,
    );
  }
}

/** The facts of a request for a second person, as `approvalTransitions.ts` writes them. */
const requestFacts = z.object({ ra: z.string() });

/** The RA that an entry names; null: none. Entries about requests for a second person name it in the facts of the request alone. */
function raOf({ action, facts }: Pick<AuditEntry, 'action' | 'facts'>): string | null {
  if (typeof facts.ra === 'string') return facts.ra;
  if (!action.startsWith('approval.') || typeof facts.request !== 'string') return null;
  try {
    return requestFacts.safeParse(JSON.parse(facts.request)).data?.ra ?? null;
  } catch {
    return null;
  }
}

function merged(
  events: readonly RaEvent[],
  jobs: readonly Job[],
  entries: Awaited<ReturnType<Audit['about']>>,
): HistoryEntry[] {
  const all: HistoryEntry[] = [
    ...events.map(({ at, actor, event, facts }) => ({ source: 'ra' as const, at, actor, event, facts })),
    ...jobs.map(({ id, kind, state, cardSerial, actor, failure, updatedAt }) => ({
      source: 'job' as const,
      at: updatedAt,
      actor,
      jobId: id,
      kind,
      state,
      cardSerial,
      failureCode: failure?.code ?? null,
    })),
    ...entries.map(({ at, actor, action, facts }) => ({
      source: 'audit' as const,
      at,
      actor,
      action,
      facts,
    })),
  ];
  // The times are RFC 3339 in UTC with different precision, so they are not compared as text.
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
