/** One lot under quarantine: its conditions, everything that was issued from it, and the request that it be lifted. */
import { FileLink } from '../staff/FileLink.js';
import { useCallback, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireAffectedCard, WireApproval, WireQuarantine } from '../../daemon/contract/messages.js';
import { affectedCsvUrl, stockClient } from '../api/stockClient.js';
import { may, type Fact, type World } from '../api/world.js';
import { useWords } from '../staff/language.js';
import type { WordKey } from '../words/staffPages.js';
import { ApprovalView } from '../staff/approvals/ApprovalView.js';
import { FactList, type FactRow } from '../staff/FactList.js';
import { PlainField } from '../staff/fields.js';
import { JobStateView, jobWords } from '../staff/jobState.js';
import { RequestProblem } from '../staff/RequestProblem.js';
import { useLoaded } from '../staff/useLoaded.js';
import { useRequest } from '../staff/useRequest.js';
import { PageTurner } from '../staff/PageTurner.js';

interface QuarantinePageProps {
  readonly quarantine: WireQuarantine;
  readonly world: World;
  readonly dispatch: (fact: Fact) => void;
}

export function QuarantinePage({ quarantine, world, dispatch }: QuarantinePageProps) {
  const { say, time } = useWords();
  const { id, range, family, keys, reason, placedBy, placedAt, lifted, holdsBlanks, affected } = quarantine;
  const rows: readonly FactRow[] = [
    { word: 'boxRange', value: range === null ? null : say('boxRangeWords', { ...range }), serial: true },
    { word: 'boxFamily', value: family },
    { word: 'quarantineKeys', value: keys === null ? null : daysWords(keys, say) },
    { word: 'quarantinePlaced', value: say('orderByAt', { name: placedBy, time: time(placedAt) }) },
    { word: 'quarantineHoldsBlanks', value: say(holdsBlanks ? 'quarantineBlanksHeld' : 'quarantineBlanksFree') },
    { word: 'quarantineAffected', value: affected },
    {
      word: 'quarantineLiftedBy',
      value:
        lifted === null
          ? null
          : say('quarantineLiftedWords', {
              asked: lifted.askedBy,
              approved: lifted.approvedBy,
              time: time(lifted.at),
              reason: lifted.reason,
            }),
    },
  ];
  return (
    <article className="form">
      <h2>{reason}</h2>
      <FactList rows={rows} />
      {lifted === null && may(world, 'stock') && <Lift id={id} world={world} dispatch={dispatch} />}
      {may(world, 'reports') && <Affected id={id} world={world} />}
    </article>
  );
}

function daysWords({ from, to }: { from: string; to: string | null }, say: ReturnType<typeof useWords>['say']): string {
  return to === null ? say('quarantineKeysSince', { from }) : say('boxRangeWords', { from, to });
}

function Lift({ id, world, dispatch }: Pick<QuarantinePageProps, 'world' | 'dispatch'> & { id: string }) {
  const { say } = useWords();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState<WireApproval | null>(null);
  const { busy, error, run } = useRequest();
  const approval = world.approvals.find((one) => one.id === asked?.id) ?? asked;
  if (approval !== null) return <ApprovalView approval={approval} world={world} dispatch={dispatch} />;
  const ask = () =>
    run(async () => {
      const answer = await stockClient.askToLift(id, reason);
      dispatch({ type: 'approval', approval: answer });
      setAsked(answer);
    });
  return (
    <Form
      className="form-row"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '' && !busy) void ask();
      }}
    >
      <PlainField label={say('quarantineLiftReason')} value={reason} onChange={setReason} />
      <Button className="button" type="submit" isDisabled={busy || reason.trim() === ''}>
        {say('quarantineLift')}
      </Button>
      <RequestProblem error={error} />
    </Form>
  );
}

function Affected({ id, world }: { id: string; world: World }) {
  const { say, language } = useWords();
  const [after, setAfter] = useState('');
  const load = useCallback(() => stockClient.affected(id, after), [id, after]);
  const { value, error } = useLoaded(load, world.listVersion);
  const next = value?.next ?? null;
  return (
    <section>
      <div className="pane-head">
        <h3>{say('quarantineAffected')}</h3>
        <FileLink address={affectedCsvUrl(id, language)} word="affectedCsv" />
      </div>
      <RequestProblem error={error} />
      {value?.cards.length === 0 && <p className="quiet">{say('affectedNone')}</p>}
      {value !== null && value.cards.length > 0 && <AffectedTable cards={value.cards} />}
      <PageTurner
        isFirst={after === ''}
        onFirst={() => setAfter('')}
        onNext={next === null ? null : () => setAfter(next)}
      />
    </section>
  );
}

const certWords: Readonly<Record<WireAffectedCard['certificates'][number]['state'], WordKey>> = {
  issued: 'certIssued',
  expired: 'certExpired',
  revoked: 'certRevoked',
};

function AffectedTable({ cards }: { cards: readonly WireAffectedCard[] }) {
  const { say, time } = useWords();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{say('cardSerial')}</th>
          <th scope="col">{say('userIdentifier')}</th>
          <th scope="col">{say('runningJob')}</th>
          <th scope="col">{say('affectedKeysAt')}</th>
          <th scope="col">{say('affectedCertificates')}</th>
        </tr>
      </thead>
      <tbody>
        {cards.map((card) => (
          <tr key={card.jobId}>
            <th scope="row" className="serial">
              {card.cardSerial}
            </th>
            <td className="serial">{card.userIdentifier ?? card.registrationId}</td>
            <td>
              {say(jobWords[card.kind])} <JobStateView state={card.state} />
            </td>
            <td className="serial">{card.keysAt === null ? '—' : time(card.keysAt)}</td>
            <td>
              {card.certificates.map(({ serial, state }) => (
                <span key={serial} className="certificate-line">
                  <span className="serial">{serial}</span> {say(certWords[state])}
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
