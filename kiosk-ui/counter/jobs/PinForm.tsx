/** Unblock or change one PIN, with the person at the counter. */
import { useEffect, useRef, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireJob } from '../../../daemon/contract/messages.js';
import { client } from '../../api/client.js';
import type { KnownCard, PinStatus } from '../../api/types.js';
import { raStatus, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { Mark } from '../../parts/Mark.js';
import { PlainField, SecretField, Tick } from '../../staff/fields.js';
import { emptyPins, NewPins, pinErrors } from './NewPins.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

interface PinFormProps {
  readonly readerId: string;
  readonly pin: PinStatus;
  readonly card: KnownCard;
  readonly world: World;
  readonly onJob: (job: WireJob) => void;
  readonly onCancel: () => void;
}

export function PinForm({ readerId, pin, card, world, onJob, onCancel }: PinFormProps) {
  const { say, pick } = useWords();
  const { reference } = pin;
  // Decided once: the counter may change under the form, the form's meaning may not.
  const [unblock] = useState(pin.triesLeft === 0);
  const [lastTry] = useState((unblock ? pin.pukTriesLeft : pin.triesLeft) === 1);
  const pukBlocked = unblock && pin.pukTriesLeft === 0;
  const [known, setKnown] = useState(false);
  const ras = world.session?.ras ?? [];
  const [raId, setRaId] = useState(ras.length === 1 ? ras[0]?.id : undefined);
  const [account, setAccount] = useState('');
  const [secret, setSecret] = useState('');
  const [pins, setPins] = useState(emptyPins);
  const [checked, setChecked] = useState(false);
  const { busy, error, run } = useRequest();
  const form = useRef<HTMLFormElement>(null);
  // It opens below what the last job left on the screen.
  useEffect(() => {
    form.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const raReachable = raId === undefined || raStatus(world, raId)?.reachable === true;
  const blocked = (unblock && (raId === undefined || !raReachable)) || (lastTry && !known) || pukBlocked;

  const pinCheck = { rule: card.pinRule, known: [card.serial, account] };

  const submit = async () => {
    setChecked(true);
    if (busy || blocked || secret === '' || pinErrors([reference], pins, pinCheck).size > 0) return;
    const newPin = pins[reference].pin;
    const ofRa = raId === undefined ? {} : { raId };
    await run(async () => {
      if (unblock) await client.authorise({ ...ofRa, readerId, pin: reference, account, password: secret });
      onJob(
        await client.createJob(
          unblock
            ? { kind: 'unblockPin', ...ofRa, readerId, pin: reference, newPin, lastTryConfirmed: known }
            : { kind: 'changePin', readerId, pin: reference, oldPin: secret, newPin, lastTryConfirmed: known },
          crypto.randomUUID(),
        ),
      );
    });
    setSecret('');
  };

  return (
    <Form
      ref={form}
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h3>{say(unblock ? 'unblockPin' : 'changePin', { pin: reference })}</h3>
      {lastTry && (
        <>
          <p className="notice">{say(unblock ? 'lastPukTryWarning' : 'lastTryWarning')}</p>
          <Tick isSelected={known} autoFocus onChange={setKnown}>
            {say('yesIKnow')}
          </Tick>
        </>
      )}
      {unblock && pin.pukTriesLeft !== null && !lastTry && (
        <p className="notice">{pukBlocked ? say('pukBlocked') : say('pukTriesLeft', { n: pin.pukTriesLeft })}</p>
      )}
      {unblock && ras.length > 1 && (
        <ChoiceGroup
          label="registrationAuthority"
          value={raId ?? null}
          choices={ras.map(({ id, name }) => [id, pick(name)])}
          onChange={setRaId}
        />
      )}
      <div className="pin-pair">
        {unblock && <PlainField label={say('account')} value={account} onChange={setAccount} autoFocus />}
        <SecretField
          label={say(unblock ? 'websitePassword' : 'oldPin')}
          value={secret}
          onChange={setSecret}
          autoFocus={!unblock && !lastTry}
        />
      </div>
      <NewPins references={[reference]} values={pins} check={pinCheck} checked={checked} onChange={setPins} />
      <RequestProblem error={error} />
      <div className="form-end">
        <Button className="button primary" type="submit" isDisabled={busy || blocked}>
          {say('confirm')}
        </Button>
        <Button className="button" onPress={onCancel}>
          {say('cancel')}
        </Button>
        {unblock && !raReachable && (
          <p className="why" role="status">
            <Mark shape="warn" />
            {say('raAwayTitle')}
          </p>
        )}
      </div>
    </Form>
  );
}
