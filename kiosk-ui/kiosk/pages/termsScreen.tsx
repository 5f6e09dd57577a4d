import { useState } from 'react';
import { Button, CheckboxButton, CheckboxField } from 'react-aria-components';
import { State } from '../../parts/Mark.js';
import { useReadToEnd } from '../../parts/useReadToEnd.js';
import { useWords } from '../language.js';
import { ScreenFrame } from '../ScreenFrame.js';
import { Action } from '../screens/buttons.js';
import type { PageProps } from './pageProps.js';

export function TermsScreen({ screen: { terms, step }, onNext, onBack }: PageProps<'terms'>) {
  const { say, pick } = useWords();
  const [text, readToEnd] = useReadToEnd<HTMLDivElement>();
  const [agreed, setAgreed] = useState(false);

  const readOn = () => {
    const area = text.current;
    area?.scrollBy({ top: area.clientHeight * 0.85 });
  };
  return (
    <ScreenFrame
      name="terms"
      title={say('termsTitle')}
      layout="wide"
      step={step === null ? undefined : say('stepOf', { ...step })}
      body={
        <div className="terms">
          <div ref={text} className="terms-text" role="region" aria-label={say('termsTitle')} tabIndex={0}>
            {pick(terms.text)
              .split('\n')
              .map((line, index) => (
                <p key={index}>{line}</p>
              ))}
          </div>
          <div className="terms-under">
            <p role="status">{readToEnd ? <State shape="done" word={say('termsRead')} /> : say('termsScroll')}</p>
            <Button className="button" isDisabled={readToEnd} onPress={readOn}>
              {say('termsDown')}
            </Button>
          </div>
          <CheckboxField isDisabled={!readToEnd} isSelected={agreed} onChange={setAgreed}>
            <CheckboxButton className="tick">
              <span className="tick-box" aria-hidden="true">
                <svg viewBox="0 0 24 24">
                  <path d="M4 12.5l5.5 5.5L20 7" />
                </svg>
              </span>
              {say('termsAgree')}
            </CheckboxButton>
          </CheckboxField>
        </div>
      }
      actions={
        <>
          <Action word="back" onPress={onBack} />
          <Action word="termsGoOn" primary disabled={!agreed} onPress={onNext} />
        </>
      }
    >
      <p className="quiet">{say('termsVersion', { version: terms.version })}</p>
    </ScreenFrame>
  );
}
