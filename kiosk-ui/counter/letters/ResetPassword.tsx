/** 網站密碼重設: from the application form to the letter. */
import { useState } from 'react';
import type { WireRegistration } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { Tick } from '../../staff/fields.js';
import { FormKindChoice, type FormKind } from '../../staff/FormKindChoice.js';
import { whyNotNow } from '../../staff/whyNotNow.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

interface ResetPasswordProps {
  readonly registration: WireRegistration;
  readonly world: World;
  readonly taken: boolean;
  /** A letter was made. */
  readonly onDone: (letterId: string, delivery: 'print' | 'contact') => void;
  readonly onCancel: () => void;
}

export function ResetPassword({ registration, world, taken, onDone, onCancel }: ResetPasswordProps) {
  const { say } = useWords();
  const [form, setForm] = useState<FormKind>('inPerson');
  const [delivery, setDelivery] = useState<'print' | 'contact'>('print');
  const [checked, setChecked] = useState(false);
  const why = whyNotNow(world, registration.raId, taken);
  const { raId, id: registrationId } = registration;

  const send = async (onceKey: string) => {
    const { letterId } = await counterClient.resetPassword({ raId, registrationId, form, delivery }, onceKey);
    onDone(letterId, delivery);
  };

  return (
    <RequestForm action="resetNow" isReady={why === null && checked} why={why} send={send} onCancel={onCancel}>
      <h2>{say('resetWebsitePassword')}</h2>
      <p className="quiet">{say('resetHow')}</p>
      <FormKindChoice value={form} onChange={setForm} />
      <ChoiceGroup
        label="delivery"
        value={delivery}
        choices={[
          ['print', say('deliveryPrint')],
          ['contact', say('deliveryContact')],
        ]}
        onChange={setDelivery}
      />
      <Tick isSelected={checked} onChange={setChecked}>
        {say('formChecked')}
      </Tick>
    </RequestForm>
  );
}
