/** 網站密碼重設: from the application form to the letter. */
import { useState } from 'react';
import { Button, Form, Label, RadioGroup } from 'react-aria-components';
import type { WireRegistration } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import type { World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { FormEnd } from '../../staff/FormEnd.js';
import { Choice, Tick } from '../../staff/fields.js';
import { FormKindChoice, type FormKind } from '../../staff/FormKindChoice.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useOnceKey } from '../../staff/useOnceKey.js';
import { useRequest } from '../../staff/useRequest.js';
import { whyNotNow } from '../../staff/whyNotNow.js';

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
  const once = useOnceKey();
  const { busy, error, run } = useRequest();
  const why = whyNotNow(world, registration.raId, taken);
  const { raId, id: registrationId } = registration;

  const submit = async () => {
    if (busy || why !== null || !checked) return;
    const outcome = await run(async () => {
      const { letterId } = await counterClient.resetPassword({ raId, registrationId, form, delivery }, once.key);
      onDone(letterId, delivery);
    });
    once.used(outcome);
  };

  return (
    <Form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{say('resetWebsitePassword')}</h2>
      <p className="quiet">{say('resetHow')}</p>
      <FormKindChoice value={form} onChange={setForm} />
      <RadioGroup
        className="radios"
        value={delivery}
        onChange={(value) => setDelivery(value === 'contact' ? value : 'print')}
      >
        <Label>{say('delivery')}</Label>
        <div className="radio-row">
          <Choice value="print">{say('deliveryPrint')}</Choice>
          <Choice value="contact">{say('deliveryContact')}</Choice>
        </div>
      </RadioGroup>
      <Tick isSelected={checked} onChange={setChecked}>
        {say('formChecked')}
      </Tick>
      <RequestProblem error={error} />
      <FormEnd why={why}>
        <Button className="button primary" type="submit" isDisabled={busy || why !== null || !checked}>
          {say('resetNow')}
        </Button>
        <Button className="button" onPress={onCancel}>
          {say('cancel')}
        </Button>
      </FormEnd>
    </Form>
  );
}
