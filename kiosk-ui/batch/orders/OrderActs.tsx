/** Pause, go on, and stop after the present cards: the last one only when it was said twice. */
import { Button } from 'react-aria-components';
import type { ChangeBatchOrder, WireBatchOrder } from '../../../daemon/api/messages.js';
import { batchClient } from '../../api/batchClient.js';
import { RequestProblem } from '../../counter/RequestProblem.js';
import { useRequest } from '../../counter/useRequest.js';
import { useWords } from '../../language.js';
import { Twice } from '../../counter/Twice.js';
import { mayPause, mayResume, mayStop } from './orderRules.js';

export function OrderActs({ order }: { order: WireBatchOrder }) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const { id, state, counts } = order;
  const change = (wanted: ChangeBatchOrder) => run(() => batchClient.change(id, wanted));
  return (
    <>
      <div className="form-end">
        {mayPause(state) && (
          <Button className="button" isDisabled={busy} onPress={() => void change({ act: 'pause' })}>
            {say('pauseOrder')}
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
