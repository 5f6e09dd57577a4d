import type { PinStatus } from '../api/types.js';
import { useWords } from '../words/language.js';
import { State } from './Mark.js';

/** A PIN's state as shape and word, with the tries left. */
export function PinState({ pin }: { pin: Pick<PinStatus, 'pinSet' | 'triesLeft'> }) {
  const { say } = useWords();
  if (!pin.pinSet || pin.triesLeft === null) return <State shape="pending" word={say('notSet')} />;
  if (pin.triesLeft === 0) return <State shape="locked" word={say('locked')} />;
  if (pin.triesLeft === 1) return <State shape="warn" word={say('lastTryLeft')} />;
  return <State shape="done" word={say('usable', { n: pin.triesLeft })} />;
}
