/** A card that failed is taken out of use where it lies. */
import { useState } from 'react';
import { counterClient } from '../api/counterClient.js';
import { RequestProblem } from '../counter/RequestProblem.js';
import { useOnceKey } from '../counter/useOnceKey.js';
import { useRequest } from '../counter/useRequest.js';
import { useWords } from '../language.js';
import { State } from '../parts/Mark.js';
import { Twice } from '../counter/Twice.js';

export function SpoilHere({ cardSerial, raId }: { cardSerial: string; raId: string }) {
  const { say } = useWords();
  const [done, setDone] = useState(false);
  const once = useOnceKey();
  const { busy, error, run } = useRequest();
  const spoil = async () => {
    const outcome = await run(async () => {
      await counterClient.spoil(cardSerial, { raId, reason: 'personalisationFailed', note: '' }, once.key);
      setDone(true);
    });
    once.used(outcome);
  };
  return (
    <div role="status">
      {done ? (
        <State shape="skipped" word={say('cardWasSpoiled', { serial: cardSerial })} />
      ) : (
        <Twice
          word="spoilThisCard"
          sure={say('spoilThisSure', { serial: cardSerial })}
          now="spoilThisNow"
          keep="cancel"
          isDisabled={busy}
          onSure={() => void spoil()}
        />
      )}
      <RequestProblem error={error} />
    </div>
  );
}
