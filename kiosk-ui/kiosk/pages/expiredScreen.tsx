import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function ExpiredScreen({ screen: { renewal }, onMenu, onEnd }: PageProps<'expired'>) {
  const { say, date } = useWords();
  return (
    <ScreenFrame
      name="expired"
      title={say('expiredTitle')}
      mark="warn"
      pose="take"
      actions={
        <>
          <Action word="backToMenu" onPress={onMenu} />
          <Action word="end" primary onPress={onEnd} />
        </>
      }
    >
      {renewal !== null && <p>{say('expiredOn', { date: date(renewal.notAfter) })}</p>}
      <p>{say('expiredNext')}</p>
    </ScreenFrame>
  );
}
