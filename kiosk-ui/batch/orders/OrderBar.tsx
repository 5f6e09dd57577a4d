import type { CSSProperties } from 'react';
import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import { useWords } from '../../staff/language.js';

/** How much of an order is done, failed and under way; the figures stand beside it. */
export function OrderBar({ counts }: Pick<WireBatchOrder, 'counts'>) {
  const { say } = useWords();
  const { total, issued, failed, working } = counts;
  const parts = [
    ['issued', issued],
    ['failed', failed],
    ['working', working],
  ] as const;
  return (
    <div
      className="order-bar"
      role="progressbar"
      aria-label={say('orderProgress')}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={issued + failed}
      aria-valuetext={say('tileCounts', { issued, failed })}
    >
      {parts.map(([part, count]) => (
        <span key={part} data-part={part} style={{ '--share': total === 0 ? 0 : count / total } as CSSProperties} />
      ))}
    </div>
  );
}
