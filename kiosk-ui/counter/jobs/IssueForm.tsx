/** Issue one card: which reader, which PINs, go. What stands in the way is said beside the button. */
import { useState } from 'react';
import { Label, RadioGroup } from 'react-aria-components';
import type { CreateJob, WireReader, WireRegistration } from '../../../daemon/contract/messages.js';
import { client } from '../../api/client.js';
import type { KnownCard, NewPinRule, PinReference } from '../../api/types.js';
import { mayDo, raStatus, type Fact, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { CardState } from '../cards/CardState.js';
import { Choice } from '../../staff/fields.js';
import type { NewPinCheck } from '../../parts/pinRule.js';
import { emptyPins, NewPins, pinErrors, type NewPinValues } from './NewPins.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';

interface IssueFormProps {
  readonly registration: WireRegistration;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
  /** Another session works on the case. */
  readonly taken: boolean;
}

/** The card in the reader, when a card can be issued there. */
function blankCard(reader: WireReader | undefined): KnownCard | null {
  if (reader === undefined || reader.jobId !== null || reader.card?.state !== 'known') return null;
  const { lifeCycle, isSpoiled, twinIn } = reader.card;
  return lifeCycle === 'blank' && !isSpoiled && twinIn === null ? reader.card : null;
}

const bothPins: readonly PinReference[] = [1, 2];

function obstacle({ registration, world, taken }: IssueFormProps, rule: NewPinRule | null): WordKey | null {
  if (world.link !== 'open') return 'daemonAway';
  if (taken) return 'whyClaimed';
  if (raStatus(world, registration.raId)?.reachable !== true) return 'whyRaAway';
  return rule === null ? 'whyNoReader' : null;
}

export function IssueForm(props: IssueFormProps) {
  const { registration, world, dispatch } = props;
  const { say } = useWords();
  const [readerId, setReaderId] = useState('');
  const [kind, setKind] = useState<'issueCard' | 'prepareCard'>('issueCard');
  const [mode, setMode] = useState<'random' | 'chosen'>('random');
  const [pins, setPins] = useState<NewPinValues>(emptyPins);
  const [checked, setChecked] = useState(false);

  const card = blankCard(world.readers.find(({ id }) => id === readerId));
  const rule = card?.pinRule ?? null;
  // Before a reader is chosen the form shows both, as most cards have them.
  const references = card?.pins.map(({ reference }) => reference) ?? bothPins;
  const { subscriberId, userIdentifier, name } = registration;
  const pinCheck: NewPinCheck | null = rule && { rule, known: [subscriberId, userIdentifier, name] };
  const why = obstacle(props, rule);

  const choosesPins = kind === 'issueCard' && mode === 'chosen';

  const check = () => {
    setChecked(true);
    return pinCheck !== null && !(choosesPins && pinErrors(references, pins, pinCheck).size > 0);
  };
  const send = async (onceKey: string) => {
    const common = { raId: registration.raId, readerId, registrationId: registration.id };
    const order: CreateJob =
      kind === 'prepareCard'
        ? { kind, ...common }
        : {
            kind,
            ...common,
            pins:
              mode === 'random'
                ? { mode }
                : { mode, pin1: pins[1].pin, ...(references.includes(2) && { pin2: pins[2].pin }) },
          };
    dispatch({ type: 'job', job: await client.createJob(order, onceKey) });
    setPins(emptyPins);
  };

  return (
    <RequestForm action="issueNow" isReady={why === null} why={why} check={check} send={send}>
      <h2>{say('issueCard')}</h2>
      {/* A choice that cannot be used counts as none: otherwise the keyboard finds no way into the group. */}
      <RadioGroup className="radios" value={rule === null ? null : readerId} onChange={setReaderId}>
        <Label>{say('chooseReader')}</Label>
        <div className="radio-row">
          {world.readers.map((reader) => (
            <Choice key={reader.id} value={reader.id} isDisabled={blankCard(reader) === null}>
              <strong>{reader.name}</strong> <CardState reader={reader} />
            </Choice>
          ))}
        </div>
      </RadioGroup>
      {mayDo(world, 'prepareCard') && (
        <ChoiceGroup
          label="issueWhat"
          value={kind}
          choices={[
            ['issueCard', say('issueWhole')],
            ['prepareCard', say('issuePrepared')],
          ]}
          onChange={setKind}
        />
      )}
      {kind === 'issueCard' && (
        <ChoiceGroup
          label="choosePins"
          value={mode}
          choices={[
            ['random', say('pinsRandom')],
            ['chosen', say('pinsChosen')],
          ]}
          onChange={setMode}
        />
      )}
      {choosesPins && (
        <NewPins references={references} values={pins} check={pinCheck} checked={checked} onChange={setPins} />
      )}
    </RequestForm>
  );
}
