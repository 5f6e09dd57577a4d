/** Without a touch or a key for a while: a countdown that can be stopped, and then the visit ends. */
import { useEffect, useEffectEvent, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../words/language.js';

interface IdleGuardProps {
  readonly idleSeconds: number;
  readonly countdownSeconds: number;
  readonly onEnd: () => void;
}

/** Counts while it is mounted: mount it only where a person is expected to do something. */
export function IdleGuard({ idleSeconds, countdownSeconds, onEnd }: IdleGuardProps) {
  const { say } = useWords();
  const [remaining, setRemaining] = useState<number | null>(null);
  const touches = useTouches();
  const warning = remaining !== null;

  useEffect(() => {
    if (warning) return;
    const timer = setTimeout(() => setRemaining(countdownSeconds), idleSeconds * 1000);
    return () => clearTimeout(timer);
  }, [warning, touches, idleSeconds, countdownSeconds]);

  const tick = useEffectEvent(() => {
    if (remaining === null) return;
    if (remaining <= 1) onEnd();
    else setRemaining(remaining - 1);
  });
  useEffect(() => {
    if (!warning) return;
    const timer = setInterval(() => tick(), 1000);
    return () => clearInterval(timer);
  }, [warning]);

  const stay = () => setRemaining(null);
  return (
    <ModalOverlay className="overlay" isOpen={warning} isDismissable={false} onOpenChange={stay}>
      <Modal className="modal">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title">{say('stillThere')}</Heading>
          <p className="countdown" role="timer">
            {remaining}
          </p>
          <p>{say('idleMeans', { n: remaining ?? 0 })}</p>
          <div className="screen-actions">
            <Button className="button" onPress={onEnd}>
              {say('end')}
            </Button>
            <Button className="button primary" autoFocus onPress={stay}>
              {say('keepUsing')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Ends the visit without a question: for a screen on which nothing was begun. */
export function QuietEnd({ idleSeconds, onEnd }: Pick<IdleGuardProps, 'idleSeconds' | 'onEnd'>) {
  const touches = useTouches();
  const end = useEffectEvent(onEnd);
  useEffect(() => {
    const timer = setTimeout(() => end(), idleSeconds * 1000);
    return () => clearTimeout(timer);
  }, [touches, idleSeconds]);
  return null;
}

/** Counts a person's touches and keys. */
function useTouches(): number {
  const [touches, setTouches] = useState(0);
  useEffect(() => {
    const touched = () => setTouches((count) => count + 1);
    window.addEventListener('pointerdown', touched);
    window.addEventListener('keydown', touched);
    return () => {
      window.removeEventListener('pointerdown', touched);
      window.removeEventListener('keydown', touched);
    };
  }, []);
  return touches;
}

/**
 * Ends the visit after so many seconds; `more` begins them anew, as often as a person wants (WCAG 2.2.1).
 * @returns the seconds that are left
 */
export function useSecondsLeft(
  seconds: number,
  onEnd: () => void,
): { readonly left: number; readonly more: () => void } {
  const [left, setLeft] = useState(seconds);
  const tick = useEffectEvent(() => {
    if (left <= 1) onEnd();
    else setLeft(left - 1);
  });
  useEffect(() => {
    const timer = setInterval(() => tick(), 1000);
    return () => clearInterval(timer);
  }, []);
  return { left, more: () => setLeft(seconds) };
}
