/** The maintainer's page: staff login in front, then the environment check. No other screen leads here. */
import { useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { WireSession } from '../../daemon/api/messages.js';
import { client } from '../api/client.js';
import { Login } from '../counter/Login.js';
import { OwnPassword } from '../counter/OwnPassword.js';
import { LanguageProvider, useWords } from '../language.js';
import { Mark } from '../parts/Mark.js';
import { LanguageSwitch } from '../parts/Switches.js';
import type { Language } from '../words.js';
import { Environment } from './Environment.js';

/** Between two attempts to reach a daemon that is away. */
const retryMs = 2_000;

export function Status() {
  const [language, setLanguage] = useState<Language>('zh-TW');
  const [session, setSession] = useState<WireSession | null>(null);
  // Counts what may have changed whose session this is.
  const [changes, setChanges] = useState(0);
  const changed = useCallback(() => setChanges((count) => count + 1), []);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = () => {
      client.session().then(
        (answer) => {
          if (!stopped) setSession(answer);
        },
        () => {
          if (!stopped) timer = setTimeout(ask, retryMs);
        },
      );
    };
    ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [changes]);

  const logOut = () => void client.logOut().then(changed, changed);
  return (
    <LanguageProvider language={language}>
      <StatusBar operator={session?.operator ?? null} onLogOut={logOut}>
        <LanguageSwitch value={language} onChange={setLanguage} />
      </StatusBar>
      {session?.restriction === 'changePassword' && (
        <OwnPassword operator={session.operator ?? ''} isTemporary onChanged={changed} />
      )}
      {session?.role === 'staff' && session.restriction === null && (
        <Environment
          key={session.operator}
          mayMend={session.permissions.includes('environment')}
          onSessionEnded={changed}
        />
      )}
      {(session?.role !== 'staff' || session.restriction === 'locked') && (
        <Login ready={session !== null} onLogIn={changed} />
      )}
    </LanguageProvider>
  );
}

interface StatusBarProps {
  readonly operator: string | null;
  readonly onLogOut: () => void;
  readonly children: React.ReactNode;
}

function StatusBar({ operator, onLogOut, children }: StatusBarProps) {
  const { say } = useWords();
  useEffect(() => {
    document.title = say('environmentName');
  }, [say]);
  return (
    <header className="top-bar">
      <p className="brand">
        <Mark shape="card" />
        {say('environmentName')}
      </p>
      <span className="lines" />
      {children}
      {operator !== null && (
        <>
          <span className="operator">{operator}</span>
          <Button className="button" onPress={onLogOut}>
            {say('logOut')}
          </Button>
        </>
      )}
    </header>
  );
}
