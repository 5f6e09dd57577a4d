import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import { useWords } from '../../staff/language.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';

const looks: Readonly<Record<WireBatchOrder['state'], readonly [MarkShape, WordKey]>> = {
  awaitingApproval: ['ask', 'orderAwaitingApproval'],
  running: ['running', 'orderRunning'],
  paused: ['wait', 'orderPaused'],
  stopping: ['warn', 'orderStopping'],
  stopped: ['skipped', 'orderStopped'],
  finished: ['done', 'orderFinished'],
};

/** An order's state as shape and word. */
export function OrderState({ state }: { state: WireBatchOrder['state'] }) {
  const { say } = useWords();
  const [shape, word] = looks[state];
  return <State shape={shape} word={say(word)} />;
}
