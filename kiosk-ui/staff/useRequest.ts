/** One request at a time from a form, and how it ended. */
import { useState } from 'react';
import type { WireFailure } from '../../daemon/contract/messages.js';
import { Refused } from '../api/client.js';

export type RequestError = WireFailure | 'unanswered' | null;

export type Outcome = 'done' | 'refused' | 'unanswered';

export interface Request {
  readonly busy: boolean;
  readonly error: RequestError;
  readonly run: (request: () => Promise<void>) => Promise<Outcome>;
}

export function useRequest(): Request {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RequestError>(null);
  const run = async (request: () => Promise<void>): Promise<Outcome> => {
    setBusy(true);
    setError(null);
    try {
      await request();
      return 'done';
    } catch (cause) {
      const refused = cause instanceof Refused;
      setError(refused ? cause.failure : 'unanswered');
      return refused ? 'refused' : 'unanswered';
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
