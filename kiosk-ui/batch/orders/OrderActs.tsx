/** Pause, go on, and stop after the present cards: the last one only when it was said twice. */
import { Button } from 'react-aria-components';
import type { ChangeBatchOrder, WireBatchOrder } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import type { Fact } from '../../api/world.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useKeptFocus } from '../../staff/useKeptFocus.js';
import { useRequest } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import { Twice } from '../../staff/Twice.js';
import { mayAskAgain, mayPause, mayResume, mayStop } from './orderRules.js';

interface OrderActsProps {
  readonly order: WireBatchOrder;
  /** Does a request for its approval stand open? */
  readonly isAsked: boolean;
  readonly tell: (fact: Fact) => void;
}

export function OrderActs({ order, isAsked, tell }: OrderActsProps) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const { id, state, counts } = order;
  const place = useKeptFocus<HTMLDivElement>(state);
  const change = (wanted: ChangeBatchOrder) =>
    run(async () => {
      const { order: changed, approval } = await batchClient.change(id, wanted);
      tell({ type: 'batchOrder', order: changed });
      if (approval !== null) tell({ type: 'approval', approval });
    });
  return (
    <>
      <div ref={place} tabIndex={-1} className="form-end">
        {mayPause(state) && (
          <Button className="button" isDisabled={busy} onPress={() => void change({ act: 'pause' })}>
            {say('pauseOrder')}
          </Button>
        )}
        {mayAskAgain(state, isAsked) && (
          <Button className="button primary" isDisabled={busy} onPress={() => void change({ act: 'resume' })}>
            {say('askApprovalAgain')}
          </Button>
        )}
        {mayResume(state) && (
          <Button className="button primary" isDisabled={busy} onPress={() => void change({ act: 'resume' })}>
            {say('resumeOrder')}
          </Button>
        )}
        {mayStop(state) && (
          <Twice
            word="stopOrder"
            sure={say('stopOrderSure', { working: counts.working, waiting: counts.waiting })}
            now="stopOrderNow"
            keep="keepOrder"
            isDisabled={busy}
            onSure={() => void change({ act: 'stop' })}
          />
        )}
      </div>
      <RequestProblem error={error} />
    </>
  );
}
