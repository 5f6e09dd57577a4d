/** Somebody else works on this case. */
import { Button } from 'react-aria-components';
import type { WireClaim } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { useWords } from '../../staff/language.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';

export function TakenNotice({ claim, canTake }: { claim: WireClaim; canTake: boolean }) {
  const { say, time } = useWords();
  const { busy, error, run } = useRequest();
  const { raId, registrationId, operator, since } = claim;
  const takeOver = () =>
    run(async () => {
      await counterClient.claim(raId, registrationId, true);
    });
  return (
    <div className="notice taken" role="status">
      <p>{say('claimedSince', { operator, time: time(since) })}</p>
      {canTake && (
        <Button className="button small" isDisabled={busy} onPress={() => void takeOver()}>
          {say('takeOver')}
        </Button>
      )}
      <RequestProblem error={error} />
    </div>
  );
}
