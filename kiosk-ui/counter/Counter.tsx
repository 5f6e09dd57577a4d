/** The counter console: staff login in front; then work list, case and readers side by side. */
import { useCallback, useEffect, useReducer, useState } from 'react';
import { client } from '../api/client.js';
import { followEvents } from '../api/events.js';
import { emptyWorld, learn } from '../api/world.js';
import { LanguageProvider } from '../language.js';
import type { Language } from '../words.js';
import { Console } from './Console.js';
import { Login } from './Login.js';
import { TopBar } from './TopBar.js';

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
      }),
    [logins],
  );

  const { session } = world;
  const logOut = async () => {
    // Unanswered: the daemon is away; the stream tells when it is back and whose session it is.
    await client.logOut().catch(() => undefined);
    changeSession();
  };
  return (
    <LanguageProvider language={language}>
      <TopBar world={world} language={language} onLanguage={setLanguage} onLogOut={() => void logOut()} />
      {session?.role === 'staff' ? (
        <Console key={session.operator} world={world} tell={tell} />
      ) : (
        <Login ready={session !== null && world.link !== 'away'} onLogIn={changeSession} />
      )}
    </LanguageProvider>
  );
}
