/** The work list on the left, what was chosen from it or found by a search in the middle. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { WireRegistration, WireRegistrationList } from '../../daemon/contract/messages.js';
import { client } from '../api/client.js';
import type { World } from '../api/world.js';
import { useWords } from '../staff/language.js';
import { CardPicture } from '../parts/CardPicture.js';
import { CardPage } from './cards/CardPage.js';
import { Case } from './cases/Case.js';
import { Certificates } from './cards/Certificates.js';
import { ReaderDetail } from './readers/ReaderDetail.js';
import type { SectionProps } from '../staff/section.js';
import { selectionKey } from '../staff/selection.js';
import { WorkList } from './cases/WorkList.js';

const emptyList: WireRegistrationList = { registrations: [], asOf: null };

/** Straight to the search, the case. */
const places: Readonly<Record<string, string>> = { F2: 'search', F4: 'case' };

function useWorkList(world: World): WireRegistrationList {
  const [list, setList] = useState(emptyList);
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
  return list;
}

export function Console({ world, tell, selection, onSelect }: SectionProps) {
  const { say } = useWords();
  const list = useWorkList(world);
  // One that was found by a search need not stand in the list.
  const [found, setFound] = useState<readonly WireRegistration[]>([]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    document.getElementById(place)?.focus();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  // After the login a scanner or the keyboard can begin at once.
  useEffect(() => {
    document.getElementById('search')?.focus();
  }, []);

  return (
    <div className="cases">
      <WorkList
        world={world}
        list={list}
        selected={selection?.kind === 'case' ? selection : null}
        onSelect={onSelect}
        onFound={setFound}
      />
      <main id="case" tabIndex={0} aria-label={say('theCase')}>
        <Open
          key={selection === null ? '' : selectionKey(selection)}
          {...{ world, tell, selection, onSelect }}
          known={[...list.registrations, ...found]}
        />
      </main>
    </div>
  );
}

function Open({
  world,
  tell,
  selection,
  onSelect,
  known,
}: SectionProps & { readonly known: readonly WireRegistration[] }) {
  const { say } = useWords();
  switch (selection?.kind) {
    case 'case': {
      const { raId, id } = selection;
      const registration = known.find((one) => one.raId === raId && one.id === id);
      if (registration === undefined) return <Nothing />;
      return <Case {...{ registration, world, tell, onSelect }} />;
    }
    case 'reader': {
      const reader = world.readers.find(({ id }) => id === selection.id);
      if (reader === undefined) return <Nothing />;
      return <ReaderDetail key={reader.insertion} {...{ reader, world, tell, onSelect }} />;
    }
    case 'card':
      return <CardPage serial={selection.serial} {...{ world, onSelect }} />;
    case 'certificate':
      return (
        <article className="case">
          <h1>{say('certificateFound')}</h1>
          <Certificates raId={selection.raId} certificates={[selection.certificate]} />
        </article>
      );
    case undefined:
      return <Nothing />;
  }
}

function Nothing() {
  const { say } = useWords();
  return (
    <div className="nothing">
      <CardPicture pose="in" />
      <h1>{say('chooseCase')}</h1>
      <p className="quiet">{say('chooseCaseHow')}</p>
    </div>
  );
}
