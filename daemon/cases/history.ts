/** The history of a person or a card, as one list from the RA, the gateway's jobs and its audit log. */
import type { RaEvent } from '../../sync/connector.js';
import type { Audit } from '../audit/audit.js';
import type { Job } from '../jobs/job.js';
import type { JobTable } from '../jobs/jobTable.js';
import { covers, type RaScope } from '../ras/raScope.js';
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
    // Registrations of two RAs may have the same id. Entries about a card name no RA.
    const ours = entries.filter(
      ({ subject, facts }) => subject !== caseId.registrationId || facts.ra === undefined || facts.ra === caseId.raId,
    );
    return merged(events, jobs, ours);
  }

  /** The RAs that jobs with this card were for. */
  async rasOf(cardSerial: string): Promise<readonly string[]> {
    const jobs = await this.#jobs.about(null, [cardSerial], limit);
    return jobs.flatMap(({ raId }) => raId ?? []);
  }

  /** Newest first. Entries about a card name no RA: with a scope they are shown while no job with it was for another RA. */
  async ofCard(cardSerial: string, events: readonly RaEvent[], scope: RaScope): Promise<HistoryEntry[]> {
    const [jobs, entries] = await Promise.all([
      this.#jobs.about(null, [cardSerial], limit),
      this.#audit.about([cardSerial], limit),
    ]);
    const own = jobs.filter(({ raId }) => covers(scope, raId));
    const isShared = own.length < jobs.length;
    const seen = entries.filter(({ facts: { ra } }) => (typeof ra === 'string' ? covers(scope, ra) : !isShared));
    return merged(events, own, seen);
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
