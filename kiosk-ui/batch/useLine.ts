/** The line as the daemon has it: asked for when a section comes into sight and whenever it is told to. */
import { useEffect } from 'react';
import type { WireBatchLine } from '../../daemon/contract/messages.js';
import { batchClient } from '../api/batchClient.js';
import type { Fact, World } from '../api/world.js';

export function useLine({ batch, link, session }: World, tell: (fact: Fact) => void): WireBatchLine | null {
  const isOpen = link === 'open' && session?.restriction === null;
  useEffect(() => {
    if (!isOpen) return;
    let current = true;
    tell({ type: 'batchAsked' });
    batchClient.line().then(
      (line) => {
        if (current) tell({ type: 'batchLine', line });
      },
      // What was known stands; the next event or the stream that comes back asks again.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [isOpen, batch.version, tell]);
  return batch.line;
}
