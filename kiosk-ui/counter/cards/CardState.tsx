/** What lies in a reader, as shape and word. */
import type { WireReader } from '../../../daemon/contract/messages.js';
import type { LifeCycle } from '../../api/types.js';
import { useWords } from '../../staff/language.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';

export const lifeWords: Readonly<Record<LifeCycle, readonly [MarkShape, WordKey]>> = {
  blank: ['card', 'lifeBlank'],
  foreign: ['warn', 'lifeForeign'],
  incomplete: ['warn', 'lifeIncomplete'],
  prepared: ['card', 'lifePrepared'],
  issued: ['done', 'lifeIssued'],
};

export function CardState({ reader }: { reader: WireReader }) {
  const { say } = useWords();
  const { card, jobId, staffCard } = reader;
  if (staffCard) return <State shape="card" word={say('staffCardIn')} />;
  if (jobId !== null) return <State shape="running" word={say('readerInUse')} />;
  if (card === null) return <State shape="pending" word={say('readerEmpty')} />;
  switch (card.state) {
    case 'reading':
      return <State shape="wait" word={say('readingCard')} />;
    case 'unknown':
      return <State shape="ask" word={say('unknownCard')} />;
    case 'failed':
      return <State shape="failed" word={say('failedCard')} />;
    case 'known': {
      if (card.twinIn !== null) return <State shape="failed" word={say('cardStateTwin')} />;
      if (card.isSpoiled) return <State shape="failed" word={say('cardStateSpoiled')} />;
      const [shape, word] = lifeWords[card.lifeCycle];
      return <State shape={shape} word={say(word)} />;
    }
  }
}
