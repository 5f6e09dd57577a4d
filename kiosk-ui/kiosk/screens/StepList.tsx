/** A job's steps in the room that is left: what does not fit scrolls, and the step that the job stands at is in sight. */
import { useEffect, useRef } from 'react';
import type { WireStep } from '../../../daemon/contract/messages.js';
import { useWords } from '../language.js';
import { Steps } from '../../parts/Steps.js';

interface StepListProps {
  readonly steps: readonly WireStep[];
  /** Nothing goes on: the card is out, or a person is asked. */
  readonly halted?: boolean;
}

export function StepList({ steps, halted = false }: StepListProps) {
  const { say } = useWords();
  const region = useRef<HTMLElement>(null);
  const present = steps.find(({ state }) => state === 'running')?.name;
  useEffect(() => {
    const step = region.current?.querySelector<HTMLElement>('[aria-current]');
    // Within the list alone: scrollIntoView would move the words as well.
    if (region.current && step) region.current.scrollTop = step.offsetTop - region.current.clientHeight / 2;
  }, [present]);
  return (
    <section ref={region} className="job-steps" tabIndex={0} aria-label={say(halted ? 'jobSteps' : 'steps')}>
      {halted && <h2>{say('jobSteps')}</h2>}
      <Steps steps={steps} halted={halted} />
    </section>
  );
}
