/** A person agrees to what a repair interrupts. */
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { WireCheck } from '../../daemon/contract/messages.js';
import { useWords } from '../staff/language.js';

interface ConfirmRepairProps {
  /** null: nothing is asked. */
  readonly checks: readonly WireCheck[] | null;
  readonly onAgree: () => void;
  /** Mends only what interrupts nothing. */
  readonly onSkip: () => void;
  readonly canSkip: boolean;
  readonly onCancel: () => void;
}

export function ConfirmRepair({ checks, onAgree, onSkip, canSkip, onCancel }: ConfirmRepairProps) {
  const { say, pick } = useWords();
  const interrupting = checks?.filter(({ repair }) => repair?.warning !== null) ?? [];
  return (
    <ModalOverlay className="overlay" isOpen={checks !== null} onOpenChange={onCancel}>
      <Modal className="modal">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title">{say('mendInterrupts')}</Heading>
          <ul>
            {interrupting.map(({ id, repair }) => (
              <li key={id}>
                <strong>{repair && pick(repair.label)}</strong>
                <p>{repair?.warning && pick(repair.warning)}</p>
              </li>
            ))}
          </ul>
          <div className="dialog-actions">
            <Button className="button" autoFocus onPress={onCancel}>
              {say('cancel')}
            </Button>
            {canSkip && (
              <Button className="button" onPress={onSkip}>
                {say('mendOthers')}
              </Button>
            )}
            <Button className="button primary" onPress={onAgree}>
              {say('mendAnyway')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
