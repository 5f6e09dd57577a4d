/** Who works here, and how the lines to the daemon and to the RA stand. */
import { useEffect, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { World } from '../api/world.js';
import { useWords } from './language.js';
import { Mark, State } from '../parts/Mark.js';
import { LanguageSwitch } from '../parts/Switches.js';
import type { WordKey } from '../words/staffPages.js';
import type { Language } from '../words/words.js';

interface TopBarProps {
  /** Of the screen. */
  readonly name: WordKey;
  readonly world: World;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  /** The way to the sections. */
  readonly nav: ReactNode;
  readonly onAccount: () => void;
  readonly onLogOut: () => void;
}

export function TopBar({ name, world, language, onLanguage, nav, onAccount, onLogOut }: TopBarProps) {
  const { say } = useWords();
  const { session } = world;
  useEffect(() => {
    document.title = say(name);
  }, [say, name]);
  return (
    <header className="top-bar">
      <p className="brand">
        <Mark shape="card" />
        {say(name)}
      </p>
      {nav}
      <div className="lines" role="status" aria-label={say('link')}>
        <Lines world={world} />
      </div>
      <LanguageSwitch value={language} onChange={onLanguage} />
      {session?.role === 'staff' && session.restriction !== 'locked' && (
        <>
          <Button
            className="section-button operator"
            aria-label={say('ownAccount', { name: session.operator ?? '' })}
            onPress={onAccount}
          >
            {session.operator}
          </Button>
          <Button className="button" onPress={onLogOut}>
            {say('logOut')}
          </Button>
        </>
      )}
    </header>
  );
}

function Lines({ world }: { world: World }) {
  const { say, pick } = useWords();
  const { link, pcsc, ras, session } = world;
  if (link === 'away') return <State shape="failed" word={say('daemonAway')} />;
  if (session?.role !== 'staff') return null;
  // With one RA its name says nothing new.
  const names = new Map(session.ras.length > 1 ? session.ras.map(({ id, name }) => [id, `${pick(name)} `]) : []);
  return (
    <>
      {!pcsc && <State shape="failed" word={say('readersStopped')} />}
      {ras.map(({ raId, reachable, outbox }) => (
        <span key={raId} className="line">
          <State
            shape={reachable ? 'done' : 'warn'}
            word={`${names.get(raId) ?? ''}${say(reachable ? 'raReachable' : 'raUnreachable')}`}
          />
          {outbox > 0 && <span className="quiet">{say('outbox', { n: outbox })}</span>}
        </span>
      ))}
    </>
  );
}
