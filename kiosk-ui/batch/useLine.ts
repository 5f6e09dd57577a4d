/** The line as the daemon has it: fetched when a section is shown and whenever its version counts up. */
import { useEffect } from 'react';
import type { WireBatchLine } from '../../daemon/contract/messages.js';
import { batchClient } from '../api/batchClient.js';
import type { Fact, World } from '../api/world.js';

export function useLine({ batch, link, session }: World, dispatch: (fact: Fact) => void): WireBatchLine | null {
  const isOpen = link === 'open' && session?.restriction === null;
  useEffect(() => {
    if (!isOpen) return;
    let current = true;
    dispatch({ type: 'batchAsked' });
    batchClient.line().then(
      (line) => {
        if (current) dispatch({ type: 'batchLine', line });
      },
      // What was known stands; the next event or the stream that comes back asks again.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [isOpen, batch.version, dispatch]);
  return batch.line;
}
