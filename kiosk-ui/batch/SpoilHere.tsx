/** A card of the line is taken out of use; its entry waits for another card. */
import { useState } from 'react';
import type { WireSpoilReason } from '../../daemon/contract/messages.js';
import { counterClient } from '../api/counterClient.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useOnceKey } from '../staff/useOnceKey.js';
import { useRequest } from '../staff/useRequest.js';
import { useWords } from '../staff/language.js';
import { State } from '../parts/Mark.js';
import { Twice } from '../staff/Twice.js';

interface SpoilHereProps {
  readonly cardSerial: string;
  readonly raId: string;
  readonly reason: WireSpoilReason;
}

export function SpoilHere({ cardSerial, raId, reason }: SpoilHereProps) {
  const { say } = useWords();
  const [done, setDone] = useState(false);
  const once = useOnceKey();
  const { busy, error, run } = useRequest();
  const spoil = async () => {
    const outcome = await run(async () => {
      await counterClient.spoil(cardSerial, { raId, reason, note: '' }, once.key);
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
          word={reason === 'lost' ? 'spoilLostCard' : 'spoilThisCard'}
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
