/** The counter console: staff login in front, then the sections that the person may see. */
import { Activity, useCallback, useEffect, useReducer, useState } from 'react';
import { client } from '../api/client.js';
import { followEvents } from '../api/events.js';
import { emptyWorld, learn } from '../api/world.js';
import { LanguageProvider } from '../language.js';
import type { Language } from '../words.js';
import { useApprovals } from './approvals/useApprovals.js';
import { CardLogin } from './CardLogin.js';
import { Lock } from './Lock.js';
import { Login } from './Login.js';
import { OwnPassword } from './OwnPassword.js';
import { ReaderList } from './ReaderList.js';
import { SectionNav } from './SectionNav.js';
import { offeredSections, type SectionProps } from './sections.js';
import type { Selection } from './selection.js';
import { TopBar } from './TopBar.js';

const firstSection = 'work';
/** One's own account: behind one's name, not among the sections. */
const accountSection = 'account';

export function Counter() {
  const [world, tell] = useReducer(learn, emptyWorld);
  const [language, setLanguage] = useState<Language>('zh-TW');
  // Login and logout change whose events these are: the stream is opened anew.
  const [logins, setLogins] = useState(0);
  const changeSession = useCallback(() => setLogins((count) => count + 1), []);
  useEffect(
    () =>
      followEvents({
        session: (session) => tell({ type: 'session', session }),
        link: (link) => tell({ type: 'link', link }),
        event: tell,
        locked: () => tell({ type: 'locked' }),
      }),
    [logins],
  );

  useApprovals(world, tell);

  const { session } = world;
  const sections = offeredSections(world);
  const [wanted, setShown] = useState(firstSection);
  const isOffered = wanted === accountSection || sections.some(({ id }) => id === wanted);
  const shown = isOffered ? wanted : firstSection;
  const logOut = async () => {
    // Unanswered: the daemon is away; the stream tells when it is back and whose session it is.
    await client.logOut().catch(() => undefined);
    setShown(firstSection);
    changeSession();
  };
  return (
    <LanguageProvider language={language}>
      <TopBar
        world={world}
        language={language}
        onLanguage={setLanguage}
        nav={
          session?.restriction === null &&
          sections.length > 0 && <SectionNav world={world} sections={sections} shown={shown} onShow={setShown} />
        }
        onAccount={() => setShown(accountSection)}
        onLogOut={() => void logOut()}
      />
      {session?.role !== 'staff' && (
        <Login ready={session !== null && world.link !== 'away'} onLogIn={changeSession}>
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
            tell={tell}
            shown={shown}
            onShow={setShown}
            onPasswordChanged={changeSession}
          />
        </Activity>
      )}
      {session?.restriction === 'locked' && (
        <Lock
          world={world}
          onUnlock={(opened) => tell({ type: 'session', session: opened })}
          onLogOut={() => void logOut()}
        />
      )}
    </LanguageProvider>
  );
}

interface SectionsProps extends Pick<SectionProps, 'world' | 'tell'> {
  readonly shown: string;
  readonly onShow: (id: string) => void;
  readonly onPasswordChanged: () => void;
}

/**
 * The section that is shown, and behind it those that were: what was begun there is still there. The readers are in sight
 * beside each.
 */
function Sections({ world, tell, shown, onShow, onPasswordChanged }: SectionsProps) {
  const [selection, setSelection] = useState<Selection | null>(null);
  const onSelect = (chosen: Selection) => {
    setSelection(chosen);
    onShow(firstSection);
  };
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());
  if (!visited.has(shown)) setVisited(new Set([...visited, shown]));
  return (
    <div className="console">
      {offeredSections(world).map(
        ({ id, View }) =>
          visited.has(id) && (
            <Activity key={id} mode={id === shown ? 'visible' : 'hidden'}>
              <View world={world} tell={tell} selection={selection} onSelect={onSelect} />
            </Activity>
          ),
      )}
      {shown === accountSection && (
        <OwnPassword operator={world.session?.operator ?? ''} isTemporary={false} onChanged={onPasswordChanged} />
      )}
      <ReaderList
        world={world}
        selected={selection?.kind === 'reader' && shown === firstSection ? selection.id : null}
        onShow={(id) => onSelect({ kind: 'reader', id })}
      />
    </div>
  );
}
