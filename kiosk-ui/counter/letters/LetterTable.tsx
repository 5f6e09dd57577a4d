/** Password letters, each with its way to the printer. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireLetter } from '../../../daemon/contract/messages.js';
import { counterClient } from '../../api/counterClient.js';
import { may, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { PlainField } from '../../staff/fields.js';
import { raName } from '../../staff/raName.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';

const kindWords: Readonly<Record<WireLetter['kind'], WordKey>> = {
  cardPins: 'letterCardPins',
  websitePassword: 'letterWebsitePassword',
};

interface LetterTableProps {
  readonly letters: readonly WireLetter[];
  readonly world: World;
  /** One came out of the printer, or did not. */
  readonly onPrinted: () => void;
}

export function LetterTable({ letters, world, onPrinted }: LetterTableProps) {
  const { say } = useWords();
  return (
    <table className="table letters">
      <thead>
        <tr>
          <th scope="col">{say('letterId')}</th>
          <th scope="col">{say('subscriberName')}</th>
          <th scope="col">{say('letterKind')}</th>
          <th scope="col">{say('letterMade')}</th>
          <th scope="col">{say('letterState')}</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter) => (
          <Row key={`${letter.raId} ${letter.id}`} letter={letter} world={world} onPrinted={onPrinted} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Pick<LetterTableProps, 'world' | 'onPrinted'> {
  readonly letter: WireLetter;
}

function Row({ letter, world, onPrinted }: RowProps) {
  const { say, pick, time } = useWords();
  const { raId, id, name, userIdentifier, kind, madeAt } = letter;
  const ra = raName(world, raId);
  return (
    <tr>
      <th scope="row" className="serial">
        {id}
      </th>
      <td>
        {name}
        <br />
        <span className="serial quiet">{userIdentifier}</span>
        {ra !== null && <span className="quiet"> · {pick(ra)}</span>}
      </td>
      <td>{say(kindWords[kind])}</td>
      <td className="serial">{time(madeAt)}</td>
      <td>
        <LetterState letter={letter} />
        {letter.delivery === 'print' && may(world, 'letters') && <PrintLetter letter={letter} onPrinted={onPrinted} />}
      </td>
    </tr>
  );
}

function LetterState({ letter: { delivery, printed, lastPrintedAt, interrupted } }: { letter: WireLetter }) {
  const { say, time } = useWords();
  if (delivery === 'contact') return <State shape="done" word={say('letterByRa')} />;
  if (interrupted) return <State shape="warn" word={say('letterInterrupted')} />;
  if (printed === 0) return <State shape="pending" word={say('letterWaiting')} />;
  return (
    <>
      <State shape="done" word={say('letterPrinted', { n: printed })} />{' '}
      {lastPrintedAt !== null && <span className="serial quiet">{time(lastPrintedAt)}</span>}
    </>
  );
}

/** The first print at one press; a reprint only with a reason. */
export function PrintLetter({ letter, onPrinted }: Pick<RowProps, 'letter' | 'onPrinted'>) {
  const { say } = useWords();
  const { raId, id, name } = letter;
  const isReprint = letter.printed > 0 || letter.interrupted || letter.releasedElsewhere;
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [printed, setPrinted] = useState(false);
  const { busy, error, run } = useRequest();

  const print = (reprintReason?: string) =>
    run(async () => {
      setPrinted(false);
      try {
        await counterClient.printLetter(raId, id, reprintReason);
        setPrinted(true);
        setAsking(false);
        setReason('');
      } finally {
        onPrinted();
      }
    });

  return (
    <>
      {!asking && (
        <Button
          className="button small"
          isDisabled={busy}
          aria-label={say(isReprint ? 'printLetterAgainOf' : 'printLetterOf', { name })}
          onPress={() => (isReprint ? setAsking(true) : void print())}
        >
          {say(busy ? 'printing' : isReprint ? 'printLetterAgain' : 'printLetter')}
        </Button>
      )}
      {asking && (
        <Form
          className="form inline"
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() !== '' && !busy) void print(reason);
          }}
        >
          <PlainField label={say('reprintReason')} value={reason} onChange={setReason} autoFocus />
          <div className="form-end">
            <Button className="button small primary" type="submit" isDisabled={busy || reason.trim() === ''}>
              {say(busy ? 'printing' : 'printLetterAgain')}
            </Button>
            <Button className="button small" onPress={() => setAsking(false)}>
              {say('cancel')}
            </Button>
          </div>
        </Form>
      )}
      <p role="status" className="print-told">
        {printed && say('letterCameOut')}
      </p>
      <RequestProblem error={error} />
    </>
  );
}
