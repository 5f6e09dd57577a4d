/** A screen of staff: the login in front, then the sections that the person may see, and behind the lock what was begun. */
import { Activity, useCallback, useEffect, useReducer, useState, type ComponentType } from 'react';
import { client } from '../api/client.js';
import { followEvents } from '../api/events.js';
import { emptyWorld, learn } from '../api/world.js';
import { LanguageProvider } from './language.js';
import type { WordKey } from '../words/staffPages.js';
import type { Language } from '../words/words.js';
import { useApprovals } from './approvals/useApprovals.js';
import { CardLogin } from './CardLogin.js';
import { Lock } from './Lock.js';
import { Login } from './Login.js';
import { OwnPassword } from './OwnPassword.js';
import { SectionNav } from './SectionNav.js';
import { offered, type Section, type SectionProps } from './section.js';
import type { Selection } from './selection.js';
import { TopBar } from './TopBar.js';

interface StaffScreenProps {
  readonly name: WordKey;
  /** The first one is shown after the login, and opens what is selected. */
  readonly sections: readonly [Section, ...Section[]];
  /** In sight beside each section. */
  readonly Beside?: ComponentType<BesideProps>;
}

export interface BesideProps extends SectionProps {
  /** Is the first section shown? */
  readonly isFirst: boolean;
}

/** One's own account: behind one's name, not among the sections. */
const accountSection = 'account';

export function StaffScreen({ name, sections, Beside }: StaffScreenProps) {
  const [world, dispatch] = useReducer(learn, emptyWorld);
  const [language, setLanguage] = useState<Language>('zh-TW');
  // Login and logout change whose events these are: the stream is opened anew.
  const [logins, setLogins] = useState(0);
  const [isElsewhere, setElsewhere] = useState(false);
  const changeSession = useCallback(() => {
    setElsewhere(false);
    setLogins((count) => count + 1);
  }, []);
  useEffect(
    () =>
      followEvents({
        session: (session) => dispatch({ type: 'session', session }),
        link: (link) => dispatch({ type: 'link', link }),
        event: dispatch,
        locked: () => dispatch({ type: 'locked' }),
        endedElsewhere: () => setElsewhere(true),
      }),
    [logins],
  );

  useApprovals(world, dispatch);

  const { session } = world;
  const first = sections[0].id;
  const inReach = offered(sections, world);
  const [wanted, setShown] = useState(first);
  const isOffered = wanted === accountSection || inReach.some(({ id }) => id === wanted);
  const shown = isOffered ? wanted : first;
  // A screen of one section needs a way only back to it.
  const isNavNeeded = inReach.length > 0 && (sections.length > 1 || shown !== first);
  const logOut = async () => {
    // No answer: the daemon is away. The event stream reconnects and brings the session.
    await client.logOut().catch(() => undefined);
    setShown(first);
    changeSession();
  };
  return (
    <LanguageProvider language={language}>
      <TopBar
        name={name}
        world={world}
        language={language}
        onLanguage={setLanguage}
        nav={
          session?.restriction === null &&
          isNavNeeded && <SectionNav world={world} sections={inReach} shown={shown} onShow={setShown} />
        }
        onAccount={() => setShown(accountSection)}
        onLogOut={() => void logOut()}
      />
      {session?.role !== 'staff' && (
        <Login
          ready={session !== null && world.link !== 'away'}
          notice={isElsewhere ? 'endedElsewhere' : null}
          onLogIn={changeSession}
        >
          {session?.cardLogin === true && <CardLogin world={world} onLogIn={changeSession} />}
        </Login>
      )}
      {session?.role === 'staff' && session.restriction === 'changePassword' && (
        <OwnPassword operator={session.operator ?? ''} isTemporary onChanged={changeSession} />
      )}
      {session?.role === 'staff' && session.restriction !== 'changePassword' && (
        <Activity mode={session.restriction === 'locked' ? 'hidden' : 'visible'}>
          <Sections
            key={session.operator}
            world={world}
            dispatch={dispatch}
            shown={shown}
            first={first}
            Beside={Beside}
            sections={inReach}
            onShow={setShown}
            onPasswordChanged={changeSession}
          />
        </Activity>
      )}
      {session?.restriction === 'locked' && (
        <Lock
          world={world}
          onUnlock={(opened) => dispatch({ type: 'session', session: opened })}
          onLogOut={() => void logOut()}
        />
      )}
    </LanguageProvider>
  );
}

interface SectionsProps extends Pick<SectionProps, 'world' | 'dispatch'> {
  readonly sections: readonly Section[];
  readonly shown: string;
  readonly first: string;
  readonly Beside: StaffScreenProps['Beside'];
  readonly onShow: (id: string) => void;
  readonly onPasswordChanged: () => void;
}

/** The section that is shown, and behind it those that were: what was begun there is still there. */
function Sections({ world, dispatch, sections, shown, first, Beside, onShow, onPasswordChanged }: SectionsProps) {
  const [selection, setSelection] = useState<Selection | null>(null);
  const onSelect = (chosen: Selection) => {
    setSelection(chosen);
    onShow(first);
  };
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  if (!visited.has(shown)) setVisited(new Set([...visited, shown]));
  return (
    <div className={Beside === undefined ? 'whole' : 'console'}>
      {sections.map(
        ({ id, View }) =>
          visited.has(id) && (
            <Activity key={id} mode={id === shown ? 'visible' : 'hidden'}>
              <View world={world} dispatch={dispatch} selection={selection} onSelect={onSelect} />
            </Activity>
          ),
      )}
      {shown === accountSection && (
        <OwnPassword operator={world.session?.operator ?? ''} isTemporary={false} onChanged={onPasswordChanged} />
      )}
      {Beside !== undefined && (
        <Beside world={world} dispatch={dispatch} selection={selection} onSelect={onSelect} isFirst={shown === first} />
      )}
    </div>
  );
}
