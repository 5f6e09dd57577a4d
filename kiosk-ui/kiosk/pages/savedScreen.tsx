import { useEffect, useState, type ReactNode } from 'react';
import type { WireSave } from '../../../daemon/contract/messages.js';
import { Facts } from '../../parts/Facts.js';
import { QrCode } from '../../parts/QrCode.js';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function SavedScreen({ screen: { saved }, dispatch, onMenu, onEnd }: PageProps<'saved'>) {
  const { say } = useWords();
  const actions = (
    <>
      <Action word="doMore" onPress={onMenu} />
      <Action word="end" primary onPress={onEnd} />
    </>
  );
  if (saved.kind === 'link')
    return <LinkSaved saved={saved} onAgain={() => dispatch({ type: 'retry' })} actions={actions} />;
  return (
    <ScreenFrame
      name="savedOnStick"
      title={say('savedOnStick', { label: saved.label })}
      mark="done"
      body={
        <Facts
          lines={[
            { name: say('savedWhere'), value: saved.directory, code: true },
            ...saved.files.map((file, index) => ({
              name: saved.files.length === 1 ? say('savedFiles') : `${say('savedFiles')} ${index + 1}`,
              value: file,
              code: true,
            })),
          ]}
        />
      }
      actions={actions}
    >
      <p>{say('saveIsNotWriting')}</p>
      <p>{say('savedNext')}</p>
    </ScreenFrame>
  );
}

interface LinkSavedProps {
  readonly saved: Extract<WireSave, { kind: 'link' }>;
  readonly onAgain: () => void;
  readonly actions: ReactNode;
}

function LinkSaved({ saved, onAgain, actions }: LinkSavedProps) {
  const { say } = useWords();
  const seconds = useSecondsUntil(saved.expiresAt);
  return (
    <ScreenFrame
      name="savedByLink"
      title={say(seconds > 0 ? 'scanCode' : 'linkOver')}
      body={
        seconds > 0 ? (
          <div className="link-code">
            <QrCode text={saved.url} label={say('qrCode')} />
            <p className="serial link-url">{saved.url}</p>
          </div>
        ) : (
          <Action word="linkAgain" onPress={onAgain} />
        )
      }
      actions={actions}
    >
      {seconds > 0 && <p>{say('scanHow')}</p>}
      <p role="timer">{seconds > 0 && say('linkLeft', { time: clockOf(seconds) })}</p>
      <p>{say('saveIsNotWriting')}</p>
    </ScreenFrame>
  );
}

function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function useSecondsUntil(time: string): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((Date.parse(time) - now) / 1000));
}
