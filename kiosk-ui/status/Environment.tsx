/** The whole list, by group, with the buttons that look again and mend. */
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import type { CheckGroup, WireCheck } from '../../daemon/contract/messages.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { CheckItem } from './CheckItem.js';
import { ConfirmRepair } from './ConfirmRepair.js';
import { counts, groupsOf, mendable } from './checks.js';
import { useEnvironment } from './useEnvironment.js';

const groupWords: Readonly<Record<CheckGroup, WordKey>> = {
  gateway: 'groupGateway',
  readers: 'groupReaders',
  ra: 'groupRa',
  store: 'groupStore',
  screens: 'groupScreens',
};

interface EnvironmentProps {
  /** Others may look only. */
  readonly mayMend: boolean;
}

export function Environment({ mayMend }: EnvironmentProps) {
  const { say, time } = useWords();
  const { checks, checkedAt, looking, mending, messages, error, look, mend } = useEnvironment();
  /** What a person is asked to agree to. */
  const [asking, setAsking] = useState<readonly WireCheck[] | null>(null);
  const lookAtFirst = useEffectEvent(() => void look());
  useEffect(() => lookAtFirst(), []);

  const busy = looking || mending !== null;
  const wanted = mendable(checks);
  const begin = (those: readonly WireCheck[]) => {
    if (those.some(({ repair }) => repair?.warning !== null)) setAsking(those);
    else void mend(those, false);
  };
  const agreed = () => {
    const those = asking ?? [];
    setAsking(null);
    void mend(those, true);
  };
  /** All, but for what interrupts: each of those is asked for by itself. */
  const quiet = wanted.filter(({ repair }) => repair?.warning === null);

  return (
    <main className="environment" aria-busy={busy}>
      <div className="environment-head">
        <h1>{say('environmentName')}</h1>
        <Button className="button" isDisabled={busy} onPress={() => void look()}>
          {say('checkAgain')}
        </Button>
        {mayMend && (
          <Button className="button primary" isDisabled={busy || wanted.length === 0} onPress={() => begin(wanted)}>
            {say('mendAll', { n: wanted.length })}
          </Button>
        )}
      </div>
      <p className="environment-progress" role="status">
        {mending !== null
          ? say('mendingNow', { n: mending.done + 1, total: mending.total })
          : looking
            ? say('checkingNow')
            : checkedAt !== null &&
              `${say('checkedAt', { time: time(checkedAt) })} ${say('checkCounts', counts(checks))}`}
      </p>
      <RequestProblem error={error} />
      {groupsOf(checks).map(([group, own]) => (
        <section key={group} className="check-group" aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{say(groupWords[group])}</h2>
          <ul>
            {own.map((check) => (
              <CheckItem
                key={check.id}
                check={check}
                message={messages.get(check.id) ?? null}
                isMending={mending?.id === check.id}
                isDisabled={busy}
                {...(mayMend && { onMend: () => begin([check]) })}
              />
            ))}
          </ul>
        </section>
      ))}
      <ConfirmRepair
        checks={asking}
        onAgree={agreed}
        onSkip={() => {
          setAsking(null);
          void mend(quiet, false);
        }}
        canSkip={(asking?.length ?? 0) > 1 && quiet.length > 0}
        onCancel={() => setAsking(null)}
      />
    </main>
  );
}
