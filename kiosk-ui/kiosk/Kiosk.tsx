/** The kiosk: shows the visit as it stands, and wipes everything when it ends. */
import { useEffect, useLayoutEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { WireRa } from '../../daemon/contract/messages.js';
import { raStatus } from '../api/world.js';
import { LanguageProvider, useWords } from './language.js';
import { IdleGuard, QuietEnd } from '../parts/IdleGuard.js';
import { Mark } from '../parts/Mark.js';
import { LanguageSwitch, TextSizeSwitch, type TextSize } from '../parts/Switches.js';
import type { Language } from '../words/words.js';
import type { VisitRunner } from './runVisit.js';
import { raOf, screenFor } from './screen.js';
import { asksAPerson, screenKey } from './screenTraits.js';
import { ScreenView } from './ScreenView.js';
import { useScreenReport } from './useScreenReport.js';
import type { Visit } from './visit.js';

export function Kiosk({ runner }: { runner: VisitRunner }) {
  const visit = useSyncExternalStore(runner.subscribe, runner.visit);
  useEffect(() => runner.run(), [runner]);
  useScreenReport(visit.world.session !== null);
  // A new key drops all that the last person typed or chose, the language included.
  return <VisitView key={visit.visits} visit={visit} runner={runner} />;
}

const firstLanguage: Language = 'zh-TW';

function VisitView({ visit, runner }: { visit: Visit; runner: VisitRunner }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [size, setSize] = useState<TextSize>('normal');
  useLayoutEffect(() => {
    document.documentElement.dataset['size'] = size;
  }, [size]);

  const screen = screenFor(visit);
  const key = screenKey(screen);
  const { session } = visit.world;
  const ra = raOf(visit);
  const away = raStatus(visit.world, ra?.id ?? null)?.reachable === false;
  useAccent(ra);
  const onEnd = () => runner.dispatch({ type: 'ended' });
  // Who took their card from the menu left their language and text size behind.
  const isChanged = screen.name === 'attract' && (language !== firstLanguage || size !== 'normal');
  return (
    <LanguageProvider language={language}>
      <Header ra={ra}>
        <LanguageSwitch value={language} onChange={setLanguage} />
        <TextSizeSwitch value={size} onChange={setSize} />
      </Header>
      <ScreenView key={key} screen={screen} session={session} runner={runner} />
      <RaLine away={away && visit.world.link === 'open' && screen.name !== 'raAway'} />
      {session !== null && asksAPerson(screen) && <IdleGuard key={`idle ${key}`} {...session.kiosk} onEnd={onEnd} />}
      {session !== null && isChanged && <QuietEnd idleSeconds={session.kiosk.idleSeconds} onEnd={onEnd} />}
    </LanguageProvider>
  );
}

/** The colour of the RA, while it is known whose visit it is. */
function useAccent(ra: WireRa | null): void {
  const accent = ra?.accent ?? null;
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    if (accent === null) style.removeProperty('--accent');
    else style.setProperty('--accent', accent);
  }, [accent]);
}

function Header({ ra, children }: { ra: WireRa | null; children: ReactNode }) {
  const { say, pick } = useWords();
  useEffect(() => {
    document.title = say('appName');
  }, [say]);
  return (
    <header className="kiosk-header">
      <p className="brand">
        <Mark shape="card" />
        <span>
          {say('appName')}
          {ra !== null && <span className="brand-ra">{pick(ra.name)}</span>}
        </span>
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
