/** Keeps the world's requests for approval as the daemon has them. */
import { useEffect } from 'react';
import { staffClient } from '../../api/staffClient.js';
import type { Fact, World } from '../../api/world.js';

export function useApprovals({ session, approvalsVersion }: World, dispatch: (fact: Fact) => void): void {
  const operator = session?.restriction === null ? session.operator : null;
  useEffect(() => {
    if (operator === null) return;
    let current = true;
    staffClient.approvals().then(
      (approvals) => {
        if (current) dispatch({ type: 'approvalList', approvals });
      },
      // The list stands as it was; the next event asks again.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [operator, approvalsVersion, dispatch]);
}
