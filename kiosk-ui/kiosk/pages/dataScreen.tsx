import { Facts, type FactLine } from '../../parts/Facts.js';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import { registrationFacts } from '../screens/registrationFacts.js';
import type { PageProps } from './pageProps.js';

export function DataScreen({ screen: { record, step }, onNext, onMenu }: PageProps<'data'>) {
  const words = useWords();
  const { say } = words;
  const account: FactLine = { name: say('account'), value: record.account, code: true };
  return (
    <ScreenFrame
      name="data"
      title={say('dataTitle')}
      step={step === null ? undefined : say('stepOf', { ...step })}
      body={<Facts lines={[...registrationFacts(record.registration, words), account]} />}
      actions={
        <>
          <Action word="cancel" onPress={onMenu} />
          <Action word="dataRight" primary onPress={onNext} />
        </>
      }
    >
      <p>{say('dataWrong')}</p>
    </ScreenFrame>
  );
}
