/** The kiosk: follows the daemon, keeps one visit, and wipes everything when the visit ends. */
import { useEffect, useLayoutEffect, useReducer, useState } from 'react';
import { client } from '../api/client.js';
import { followEvents } from '../api/events.js';
import { raStatus } from '../api/world.js';
import { LanguageProvider, useWords } from '../language.js';
import { IdleGuard } from '../parts/IdleGuard.js';
import { Mark } from '../parts/Mark.js';
import { LanguageSwitch, TextSizeSwitch, type TextSize } from '../parts/Switches.js';
import type { Language } from '../words.js';
import { makeActions } from './actions.js';
import { useScreenReport } from './useScreenReport.js';
import { screenFor, type Screen } from './screen.js';
import { ScreenView } from './ScreenView.js';
import { next } from './settle.js';
import { firstVisit, type Visit, type VisitEvent } from './visit.js';

export function Kiosk() {
  const [visit, dispatch] = useReducer(next, firstVisit);
  useEffect(
    () =>
      followEvents({
        session: (session) => dispatch({ type: 'fact', fact: { type: 'session', session } }),
        link: (link) => dispatch({ type: 'fact', fact: { type: 'link', link } }),
        event: (event) => dispatch({ type: 'fact', fact: event }),
      }),
    [],
  );
  useEffect(() => {
    // Unanswered: the daemon is away, and what it held went with it.
    if (visit.visits > 0) client.endAuthorisations().catch(() => undefined);
  }, [visit.visits]);
  useScreenReport(visit.world.session !== null);
  // A new key drops all that the last person typed or chose, the language included.
  return <VisitView key={visit.visits} visit={visit} dispatch={dispatch} />;
}

function VisitView({ visit, dispatch }: { visit: Visit; dispatch: (event: VisitEvent) => void }) {
  const [language, setLanguage] = useState<Language>('zh-TW');
  const [size, setSize] = useState<TextSize>('normal');
  useLayoutEffect(() => {
    document.documentElement.dataset['size'] = size;
  }, [size]);

  const screen = screenFor(visit);
  const key = screenKey(screen);
  const { session } = visit.world;
  const ra = raStatus(visit.world, null);
  return (
    <LanguageProvider language={language}>
      <Header>
        <LanguageSwitch value={language} onChange={setLanguage} />
        <TextSizeSwitch value={size} onChange={setSize} />
      </Header>
      <ScreenView
        key={key}
        screen={screen}
        session={session}
        dispatch={dispatch}
        actions={makeActions(visit, dispatch)}
      />
      <RaLine away={ra?.reachable === false && visit.world.link === 'open' && screen.name !== 'raAway'} />
      {session !== null && asksAPerson(screen) && (
        <IdleGuard key={`idle ${key}`} {...session.kiosk} onEnd={() => dispatch({ type: 'ended' })} />
      )}
    </LanguageProvider>
  );
}

function Header({ children }: { children: React.ReactNode }) {
  const { say } = useWords();
  useEffect(() => {
    document.title = say('appName');
  }, [say]);
  return (
    <header className="kiosk-header">
      <p className="brand">
        <Mark shape="card" />
        {say('appName')}
      </p>
      <div className="switches">{children}</div>
    </header>
  );
}

function RaLine({ away }: { away: boolean }) {
  const { say } = useWords();
  return (
    <footer>
      <p className="ra-line" role="status">
        {away && (
          <>
            <Mark shape="warn" />
            {say('raAway')}
          </>
        )}
      </p>
    </footer>
  );
}

/** A new key is a new screen: it mounts afresh and its heading takes the focus. */
function screenKey(screen: Screen): string {
  switch (screen.name) {
    case 'entry':
      return `entry ${screen.field}`;
    case 'otherCard':
      return 'pulled';
    case 'question':
      return `question ${screen.job.id} ${screen.question.kind} ${screen.job.updatedAt}`;
    case 'starting':
    case 'daemonAway':
    case 'pcscAway':
    case 'readerMissing':
    case 'attract':
    case 'insertCard':
    case 'interrupted':
    case 'cardLeft':
    case 'reading':
    case 'cardFailed':
    case 'cardUnknown':
    case 'cardNotIssued':
    case 'menu':
    case 'lastTry':
    case 'sending':
    case 'raAway':
    case 'refused':
    case 'counterJob':
    case 'working':
    case 'waitingForRa':
    case 'pulled':
    case 'done':
    case 'failed':
      return screen.name;
  }
}

/** Is it the person's turn? Elsewhere the machine works, or the screen counts down by itself. */
function asksAPerson(screen: Screen): boolean {
  switch (screen.name) {
    case 'insertCard':
    case 'cardFailed':
    case 'cardUnknown':
    case 'cardNotIssued':
    case 'menu':
    case 'lastTry':
    case 'entry':
    case 'raAway':
    case 'refused':
    case 'waitingForRa':
    case 'question':
    case 'failed':
      return true;
    case 'done':
      return screen.cardIn;
    case 'starting':
    case 'daemonAway':
    case 'pcscAway':
    case 'readerMissing':
    case 'attract':
    case 'interrupted':
    case 'cardLeft':
    case 'reading':
    case 'sending':
    case 'counterJob':
    case 'working':
    case 'pulled':
    case 'otherCard':
      return false;
  }
}
