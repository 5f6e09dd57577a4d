/** Checking and repairing, one request after the other, so that the list shows each repair as it ends. */
import { useState } from 'react';
import type { WireCheck, WireRepairOutcome } from '../../daemon/contract/messages.js';
import { client, Refused } from '../api/client.js';
import type { RequestError } from '../staff/useRequest.js';

interface Mending {
  /** Of the check that is being mended. */
  readonly id: string;
  readonly done: number;
  readonly total: number;
}

export interface EnvironmentState {
  readonly checks: readonly WireCheck[];
  /** RFC 3339; null before the first answer. */
  readonly checkedAt: string | null;
  readonly isChecking: boolean;
  readonly mending: Mending | null;
  /** By check: what came of its last repair. */
  readonly messages: ReadonlyMap<string, WireRepairOutcome>;
  readonly error: RequestError;
  readonly runChecks: () => Promise<void>;
  readonly mend: (those: readonly WireCheck[], confirmed: boolean) => Promise<void>;
}

export function useEnvironment(): EnvironmentState {
  const [checks, setChecks] = useState<readonly WireCheck[]>([]);
  const [checkedAt, setCheckedAt] = useState<string | null>(null);
  const [isChecking, setChecking] = useState(false);
  const [mending, setMending] = useState<Mending | null>(null);
  const [messages, setMessages] = useState<EnvironmentState['messages']>(new Map());
  const [error, setError] = useState<RequestError>(null);

  const guarded = async (work: () => Promise<void>) => {
    setError(null);
    try {
      await work();
    } catch (cause) {
      setError(cause instanceof Refused ? cause.failure : 'unanswered');
    }
  };

  const runChecks = async () => {
    setChecking(true);
    await guarded(async () => {
      const environment = await client.environment();
      setChecks(environment.checks);
      setCheckedAt(environment.checkedAt);
      setMessages(new Map());
    });
    setChecking(false);
  };

  const mend = async (those: readonly WireCheck[], confirmed: boolean) => {
    for (const [done, { id }] of those.entries()) {
      setMending({ id, done, total: those.length });
      await guarded(async () => {
        for (const outcome of await client.mend({ ids: [id], confirmed })) {
          setChecks((before) => before.map((check) => (check.id === outcome.id ? outcome.check : check)));
          setMessages((before) => new Map([...before, [outcome.id, outcome]]));
        }
      });
    }
    setMending(null);
  };

  return { checks, checkedAt, isChecking, mending, messages, error, runChecks, mend };
}
