/** 確認登記資料: what the RA knows of the person, to be confirmed. */
import type { WireRegistration, WireSubscriberRecord } from '../../../daemon/contract/messages.js';
import { useWords } from '../../words/language.js';
import { Facts, type FactLine } from '../../parts/Facts.js';
import type { Words } from '../../words/say.js';
import { ScreenFrame } from '../ScreenFrame.js';
import type { StepCount } from '../taskScreen.js';
import { Action } from './buttons.js';

export function registrationFacts(registration: WireRegistration, { say }: Words): readonly FactLine[] {
  return [
    { name: say('subscriberName'), value: registration.name },
    { name: say('subscriberId'), value: registration.subscriberId, code: true },
    { name: say('userIdentifier'), value: registration.userIdentifier, code: true },
  ];
}

interface RegistrationDataProps {
  readonly record: WireSubscriberRecord;
  readonly step: StepCount | null;
  readonly onGoOn: () => void;
  readonly onBack: () => void;
}

export function RegistrationData({ record, step, onGoOn, onBack }: RegistrationDataProps) {
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
          <Action word="cancel" onPress={onBack} />
          <Action word="dataRight" primary onPress={onGoOn} />
        </>
      }
    >
      <p>{say('dataWrong')}</p>
    </ScreenFrame>
  );
}
