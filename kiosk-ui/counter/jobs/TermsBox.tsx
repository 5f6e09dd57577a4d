/** 用戶約定條款, read at the counter by the subscriber; ticked when they were scrolled to their end. */
import { useCallback } from 'react';
import type { WireTerms } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { useWords } from '../../staff/language.js';
import { useReadToEnd } from '../../parts/useReadToEnd.js';
import { Tick } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';

interface TermsBoxProps {
  readonly raId: string;
  /** The version that is agreed to; null: none yet. */
  readonly agreed: string | null;
  readonly onAgree: (version: string | null) => void;
}

export function TermsBox({ raId, agreed, onAgree }: TermsBoxProps) {
  const { value, error } = useLoaded(useCallback(() => counterClient.terms(raId), [raId]));
  return (
    <>
      <RequestProblem error={error} />
      {value !== null && <Text terms={value} isAgreed={agreed === value.version} onAgree={onAgree} />}
    </>
  );
}

function Text({
  terms,
  isAgreed,
  onAgree,
}: {
  terms: WireTerms;
  isAgreed: boolean;
  onAgree: TermsBoxProps['onAgree'];
}) {
  const { say, pick } = useWords();
  const [text, readToEnd] = useReadToEnd<HTMLDivElement>();
  return (
    <div className="terms-box">
      <div ref={text} className="terms-text" role="region" aria-label={say('termsTitle')} tabIndex={0}>
        {pick(terms.text)
          .split('\n')
          .map((line, index) => (
            <p key={index}>{line}</p>
          ))}
      </div>
      <p className="quiet" role="status">
        {say(readToEnd ? 'termsRead' : 'termsScroll')}
      </p>
      <Tick
        isSelected={isAgreed}
        isDisabled={!readToEnd}
        onChange={(selected) => onAgree(selected ? terms.version : null)}
      >
        {say('termsAgreed', { version: terms.version })}
      </Tick>
    </div>
  );
}
