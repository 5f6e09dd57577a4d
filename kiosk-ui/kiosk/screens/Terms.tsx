/** 用戶約定條款 in full: they can be ticked when they were scrolled to their end. */
import { useState } from 'react';
import { Button, CheckboxButton, CheckboxField } from 'react-aria-components';
import type { WireTerms } from '../../../daemon/contract/messages.js';
import { useWords } from '../../words/language.js';
import { State } from '../../parts/Mark.js';
import { useReadToEnd } from '../../parts/useReadToEnd.js';
import { ScreenFrame } from '../ScreenFrame.js';
import type { StepCount } from '../taskScreen.js';
import { Action } from './buttons.js';

interface TermsProps {
  readonly terms: WireTerms;
  readonly step: StepCount | null;
  readonly onGoOn: () => void;
  readonly onBack: () => void;
}

export function Terms({ terms, step, onGoOn, onBack }: TermsProps) {
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
          <Action word="termsGoOn" primary disabled={!agreed} onPress={onGoOn} />
        </>
      }
    >
      <p className="quiet">{say('termsVersion', { version: terms.version })}</p>
    </ScreenFrame>
  );
}
