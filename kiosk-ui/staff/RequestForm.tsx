/** A form of staff that sends one request: its fields, why it was refused, the button and what stands in the way. */
import type { ReactNode } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WordKey } from '../words/staffPages.js';
import { FormEnd } from './FormEnd.js';
import { useWords } from './language.js';
import { RequestProblem } from './RequestProblem.js';
import { useOnceKey } from './useOnceKey.js';
import { useRequest, type Outcome } from './useRequest.js';

interface RequestFormProps {
  /** The button that sends. */
  readonly action: WordKey;
  /** false: it is not the main button of its page. */
  readonly isPrimary?: boolean;
  /** false: the button cannot be pressed. */
  readonly isReady: boolean;
  /** Said beside the button: what stands in the way. null: nothing. Without it the form has no place for that. */
  readonly why?: WordKey | null;
  /** Asked when the button is pressed. false: nothing is sent. */
  readonly check?: () => boolean;
  /** Sends the request. The key stays the same until an answer came, so that a retry asks for the same thing. */
  readonly send: (onceKey: string) => Promise<void>;
  /** However it ended. */
  readonly onSettled?: (outcome: Outcome) => void;
  readonly onCancel?: () => void;
  /** The fields. */
  readonly children: ReactNode;
  /** Stands beside the button. */
  readonly beside?: ReactNode;
}

export function RequestForm(props: RequestFormProps) {
  const { action, isPrimary = true, isReady, why, check, send, onSettled, onCancel, children, beside } = props;
  const { say } = useWords();
  const once = useOnceKey();
  const { busy, error, run } = useRequest();
  const submit = async () => {
    if (busy || !isReady || check?.() === false) return;
    const outcome = await run(() => send(once.key));
    once.used(outcome);
    onSettled?.(outcome);
  };
  const buttons = (
    <>
      <Button className={isPrimary ? 'button primary' : 'button'} type="submit" isDisabled={busy || !isReady}>
        {say(action)}
      </Button>
      {onCancel !== undefined && (
        <Button className="button" onPress={onCancel}>
          {say('cancel')}
        </Button>
      )}
      {beside}
    </>
  );
  return (
    <Form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children}
      <RequestProblem error={error} />
      {why === undefined ? <div className="form-end">{buttons}</div> : <FormEnd why={why}>{buttons}</FormEnd>}
    </Form>
  );
}
