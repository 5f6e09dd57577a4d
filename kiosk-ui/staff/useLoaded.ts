/** Something that is asked for once and again on demand; the last answer stays in sight meanwhile. */
import { useCallback, useEffect, useState } from 'react';
import { Refused } from '../api/client.js';
import type { RequestError } from './useRequest.js';

export interface Loaded<T> {
  readonly value: T | null;
  readonly error: RequestError;
  readonly reload: () => void;
}

/**
 * @param load stays the same while it asks for the same (`useCallback`)
 * @param occasion another one: it is asked for again
 */
export function useLoaded<T>(load: () => Promise<T>, occasion: string | number = ''): Loaded<T> {
  const [state, setState] = useState<{ readonly value: T | null; readonly error: RequestError }>({
    value: null,
    error: null,
  });
  const [version, setVersion] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      (value) => {
        if (current) setState({ value, error: null });
      },
      (cause: unknown) => {
        const error = cause instanceof Refused ? cause.failure : 'unanswered';
        if (current) setState(({ value }) => ({ value, error }));
      },
    );
    return () => {
      current = false;
    };
  }, [load, occasion, version]);
  const reload = useCallback(() => setVersion((count) => count + 1), []);
  return { ...state, reload };
}
