/** Who works here, and how the lines to the daemon and to the RA stand. */
import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { World } from '../api/world.js';
import { useWords } from '../language.js';
import { Mark, State } from '../parts/Mark.js';
import { LanguageSwitch } from '../parts/Switches.js';
import type { Language } from '../words.js';

interface TopBarProps {
  readonly world: World;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly onLogOut: () => void;
}

export function TopBar({ world, language, onLanguage, onLogOut }: TopBarProps) {
  const { say } = useWords();
  const { session } = world;
  useEffect(() => {
    document.title = say('counterName');
  }, [say]);
  return (
    <header className="top-bar">
      <p className="brand">
        <Mark shape="card" />
        {say('counterName')}
      </p>
      <div className="lines" role="status" aria-label={say('link')}>
        <Lines world={world} />
      </div>
      <LanguageSwitch value={language} onChange={onLanguage} />
      {session?.role === 'staff' && (
        <>
          <span className="operator">{session.operator}</span>
          <Button className="button" onPress={onLogOut}>
            {say('logOut')}
          </Button>
        </>
      )}
    </header>
  );
}

function Lines({ world }: { world: World }) {
  const { say } = useWords();
  const { link, pcsc, ra, session } = world;
  if (link === 'away') return <State shape="failed" word={say('daemonAway')} />;
  if (session?.role !== 'staff' || ra === null) return null;
  return (
    <>
      {!pcsc && <State shape="failed" word={say('pcscAway')} />}
      <State shape={ra.reachable ? 'done' : 'warn'} word={say(ra.reachable ? 'raReachable' : 'raUnreachable')} />
      {ra.outbox > 0 && <span className="quiet">{say('outbox', { n: ra.outbox })}</span>}
    </>
  );
}
