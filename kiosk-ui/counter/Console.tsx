/** Work list on the left, the case in the middle, the readers always in sight on the right. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { WireRegistrationList } from '../../daemon/api/messages.js';
import { client } from '../api/client.js';
import type { Fact, World } from '../api/world.js';
import { useWords } from '../language.js';
import { CardPicture } from '../parts/CardPicture.js';
import { Case } from './Case.js';
import { ReaderDetail } from './ReaderDetail.js';
import { ReaderList } from './ReaderList.js';
import { WorkList } from './WorkList.js';

type Selection = { readonly kind: 'registration' | 'reader'; readonly id: string };

const emptyList: WireRegistrationList = { registrations: [], asOf: null };

const filterPlace = '#work-list input';

/** F2, F4, F8: straight to the filter, the case, the readers. */
const places: Readonly<Record<string, string>> = {
  F2: filterPlace,
  F4: '#case',
  F8: '#readers button',
};

export function Console({ world, tell }: { world: World; tell: (fact: Fact) => void }) {
  const { say } = useWords();
  const [list, setList] = useState(emptyList);
  const [selection, setSelection] = useState<Selection | null>(null);

  useEffect(() => {
    let current = true;
    client.registrations().then(
      (answer) => {
        if (current) setList(answer);
      },
      // The list stands as it was, with its time; the next event asks again.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [world.listVersion, world.ras]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    document.querySelector<HTMLElement>(place)?.focus();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  // After the login a scanner or the keyboard can begin at once.
  useEffect(() => {
    document.querySelector<HTMLElement>(filterPlace)?.focus();
  }, []);

  const registration = list.registrations.find(({ id }) => selection?.kind === 'registration' && id === selection.id);
  const reader = world.readers.find(({ id }) => selection?.kind === 'reader' && id === selection.id);
  return (
    <div className="console">
      <WorkList
        list={list}
        selected={registration?.id ?? null}
        onSelect={(id) => setSelection({ kind: 'registration', id })}
      />
      <main id="case" tabIndex={0} aria-label={say('theCase')}>
        {registration !== undefined && (
          <Case key={registration.id} registration={registration} world={world} tell={tell} />
        )}
        {reader !== undefined && (
          <ReaderDetail key={`${reader.id} ${reader.insertion}`} reader={reader} world={world} tell={tell} />
        )}
        {registration === undefined && reader === undefined && (
          <div className="nothing">
            <CardPicture pose="in" />
            <h1>{say('chooseCase')}</h1>
            <p className="quiet">{say('chooseCaseHow')}</p>
          </div>
        )}
      </main>
      <ReaderList world={world} selected={reader?.id ?? null} onShow={(id) => setSelection({ kind: 'reader', id })} />
    </div>
  );
}
