/** The section of requests for approval: one's own, and those that wait for one's word. */
import { useWords } from '../language.js';
import type { SectionProps } from '../section.js';
import { ApprovalView } from './ApprovalView.js';
import { inOrder } from './approvals.js';

export function Approvals({ world, tell }: SectionProps) {
  const { say } = useWords();
  const approvals = inOrder(world.approvals);
  return (
    <main className="section">
      <h1>{say('sectionApprovals')}</h1>
      {approvals.length === 0 && <p className="quiet">{say('noApprovals')}</p>}
      <ul className="approvals" aria-live="polite">
        {approvals.map((approval) => (
          <li key={approval.id}>
            <ApprovalView approval={approval} world={world} tell={tell} />
          </li>
        ))}
      </ul>
    </main>
  );
}
