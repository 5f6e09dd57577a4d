/** Letters of an order: how far they are, and the way to the printer or to the spool folder. Who makes the cards only looks. */
import { useCallback, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { WireBatchLetters, WireBatchOrder } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import { may, type Fact, type World } from '../../api/world.js';
import { FactList, type FactRow } from '../../staff/FactList.js';
import { PlainField } from '../../staff/fields.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useRequest } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import { FailureText } from '../../parts/FailureText.js';
import { State, type MarkShape } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { LettersInDoubt } from './LettersInDoubt.js';
import { numbersOf } from './numbers.js';
import { RequestForm } from '../../staff/RequestForm.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';
import { Figures } from '../../staff/Figures.js';

interface OrderLettersProps {
  readonly order: WireBatchOrder;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

export function OrderLetters({ order, world, tell }: OrderLettersProps) {
  const { say } = useWords();
  const { id, counts } = order;
  const load = useCallback(() => batchClient.letters(id), [id]);
  const { value, error } = useLoaded(load, `${counts.issued} ${world.batch.version}`);
  // What was told since the answer is newer.
  const told = world.batchLetters[id];
  const letters = told !== undefined && told.total >= (value?.total ?? 0) ? told : value;
  if (letters === null) return <RequestProblem error={error} />;
  const figures: readonly (readonly [WordKey, number])[] = [
    ['lettersTotal', letters.total],
    ['lettersPrinted', letters.printed],
    ['lettersWaiting', letters.waiting],
    ['lettersFailed', letters.failed],
    ['lettersInterrupted', letters.interrupted],
  ];
  return (
    <>
      <Figures label="tabOrderLetters" figures={figures} />
      {letters.run !== null && (
        <Run run={letters.run}>
          {letters.run.brokenOff && may(world, 'letters') && <GoOn id={id} left={letters.waiting} />}
        </Run>
      )}
      {letters.inDoubt.length > 0 && (
        <LettersInDoubt id={id} numbers={letters.inDoubt} mayTell={may(world, 'letters')} tell={tell} />
      )}
      {may(world, 'letters') ? (
        <PrintForm id={id} letters={letters} />
      ) : (
        <p className="quiet">{say('lettersByOthers')}</p>
      )}
    </>
  );
}

type LetterRun = NonNullable<WireBatchLetters['run']>;

function runLook({ endedAt, brokenOff, failure }: LetterRun): readonly [MarkShape, WordKey] {
  if (brokenOff) return ['warn', 'lettersBrokenOff'];
  if (endedAt === null) return ['running', 'printing'];
  return failure === null ? ['done', 'lettersRunEnded'] : ['failed', 'lettersRunFailed'];
}

/** The last run of them. */
function Run({ run, children }: { run: LetterRun; children: ReactNode }) {
  const { say, time } = useWords();
  const { to, begunBy, begunAt, printed, failed, files, failure, lastFailure } = run;
  const [shape, word] = runLook(run);
  const rows: readonly FactRow[] = [
    { word: 'lettersTo', value: say(to === 'spool' ? 'lettersToSpool' : 'lettersToPrinter') },
    { word: 'lettersBegun', value: say('orderByAt', { name: begunBy, time: time(begunAt) }) },
    { word: 'lettersPrinted', value: printed },
    { word: 'lettersFailed', value: failed },
    { word: 'lettersFiles', value: files.length === 0 ? null : files.join(' '), serial: true },
  ];
  const why = failure ?? lastFailure;
  return (
    <section className="form">
      <div className="pane-head">
        <h2>{say('lettersRun')}</h2>
        <span role="status">
          <State shape={shape} word={say(word)} />
        </span>
      </div>
      <FactList rows={rows} />
      {why !== null && (
        <div className="problem">
          <FailureText failure={why} />
        </div>
      )}
      {children}
    </section>
  );
}

/** The gateway ended in the middle: whoever stands at the printer lets the rest come out. */
function GoOn({ id, left }: { id: string; left: number }) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  return (
    <>
      <p className="quiet">{say('lettersBrokenOffHow')}</p>
      <div className="form-end">
        <Button
          className="button primary"
          isDisabled={busy}
          onPress={() => void run(() => batchClient.goOnWithLetters(id))}
        >
          {say('lettersGoOn', { n: left })}
        </Button>
      </div>
      <RequestProblem error={error} />
    </>
  );
}

/** Those that did not come out yet; with a reason also those that did. */
function PrintForm({ id, letters }: { id: string; letters: WireBatchLetters }) {
  const { say } = useWords();
  const [to, setTo] = useState<'printer' | 'spool'>('printer');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const numbers = numbersOf(typed);
  const isUnderWay = letters.run !== null && letters.run.endedAt === null && !letters.run.brokenOff;
  const isEmpty = letters.total === 0;
  const why: WordKey | null = numbers === 'bad' ? 'lettersBadNumbers' : isEmpty ? 'lettersNone' : null;
  const send = async () => {
    if (numbers === 'bad') return;
    const again = reason.trim();
    await batchClient.printLetters(id, { to, numbers, ...(again !== '' && { reprintReason: again }) });
    setTyped('');
    setReason('');
  };
  return (
    <RequestForm
      action={reason.trim() === '' ? 'lettersPrint' : 'lettersPrintAgain'}
      isReady={why === null && !isUnderWay}
      why={why}
      send={send}
    >
      {letters.spool && (
        <ChoiceGroup
          label="lettersTo"
          value={to}
          choices={[
            ['printer', say('lettersToPrinter')],
            ['spool', say('lettersToSpool')],
          ]}
          onChange={setTo}
        />
      )}
      <div className="field-pairs">
        <PlainField label={say('lettersNumbers')} value={typed} onChange={setTyped} />
        <PlainField label={say('lettersAgainReason')} value={reason} onChange={setReason} />
      </div>
    </RequestForm>
  );
}
