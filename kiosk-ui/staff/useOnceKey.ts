/** One key for one order: pressing again after a lost answer asks for the same thing. */
import { useState } from 'react';
import type { Outcome } from './useRequest.js';

export function useOnceKey(): { readonly key: string; readonly used: (outcome: Outcome) => void } {
  const [key, setKey] = useState(() => crypto.randomUUID());
  return {
    key,
    used: (outcome) => {
      if (outcome !== 'unanswered') setKey(crypto.randomUUID());
    },
  };
}
