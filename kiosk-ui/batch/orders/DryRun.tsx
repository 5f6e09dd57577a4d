/** What an order would be: how many lines are good, which are bad and why; and the form that places it. */
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { PlaceBatchOrder, WireBatchDryRun, WireBatchOrder } from '../../../daemon/contract/messages.js';
import { PlainField, Tick } from '../../staff/fields.js';
import { FormEnd } from '../../staff/FormEnd.js';
import { useWords } from '../../staff/language.js';
import { State } from '../../parts/Mark.js';
import type { WordKey } from '../../words/staffPages.js';
import { badLinesCsv } from './badLinesCsv.js';
import { productWords } from './productWords.js';
import { ChoiceGroup } from '../../staff/ChoiceGroup.js';
import { Figures } from '../../staff/Figures.js';

type Product = WireBatchOrder['product'];

const products: readonly Product[] = ['issueCard', 'prepareCard'];
const usualPriority = 5;

interface DryRunProps {
  readonly dryRun: WireBatchDryRun;
  /** Of the file: the order is called so unless somebody says otherwise. */
  readonly fileName: string;
  readonly approvalAbove: number;
  readonly busy: boolean;
  readonly onPlace: (order: PlaceBatchOrder) => void;
}

export function DryRun({ dryRun, fileName, approvalAbove, busy, onPlace }: DryRunProps) {
  const { say } = useWords();
  const { count, good, badCount, blanks, needsApproval } = dryRun;
  const figures: readonly (readonly [WordKey, number])[] = [
    ['dryRunLines', count],
    ['dryRunGood', good],
    ['dryRunBad', badCount],
    ['dryRunBlanks', blanks],
  ];
  return (
    <section className="form dry-run" aria-label={say('dryRun')}>
      <div className="pane-head">
        <h2>{say('dryRun')}</h2>
        <span className="quiet">{say('dryRunNothing')}</span>
      </div>
      <Figures figures={figures} />
      {needsApproval && <State shape="ask" word={say('needsApproval', { n: approvalAbove })} />}
      {badCount > 0 && <BadLines dryRun={dryRun} fileName={fileName} />}
      <PlaceForm {...{ dryRun, fileName, busy, onPlace }} />
    </section>
  );
}

function BadLines({ dryRun: { bad, badCount }, fileName }: Pick<DryRunProps, 'dryRun' | 'fileName'>) {
  const { say, pick } = useWords();
  const download = () => {
    const heading = [say('badLine'), say('badField'), say('badValue'), say('badReason')] as const;
    const rows = bad.map(({ line, field, value, reason }) => [String(line), field, value, pick(reason.happened)]);
    const url = URL.createObjectURL(new Blob([badLinesCsv([heading, ...rows])], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${fileName.replace(/\.\w+$/, '')}-errors.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <section>
      <div className="pane-head">
        <h3>{say('badLines')}</h3>
        <Button className="button small" onPress={download}>
          {say('badLinesCsv')}
        </Button>
      </div>
      {bad.length < badCount && <p className="quiet">{say('badLinesFirst', { n: bad.length })}</p>}
      <div className="bad-lines" tabIndex={0} role="group" aria-label={say('badLines')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('badLine')}</th>
              <th scope="col">{say('badField')}</th>
              <th scope="col">{say('badValue')}</th>
              <th scope="col">{say('badReason')}</th>
            </tr>
          </thead>
          <tbody>
            {bad.map(({ line, field, value, reason }) => (
              <tr key={`${line} ${field}`}>
                <th scope="row" className="number">
                  {line}
                </th>
                <td className="serial">{field}</td>
                <td className="serial">{value}</td>
                <td>{pick(reason.happened)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

type PlaceFormProps = Pick<DryRunProps, 'dryRun' | 'fileName' | 'busy' | 'onPlace'>;

function PlaceForm({ dryRun: { id, good, badCount }, fileName, busy, onPlace }: PlaceFormProps) {
  const { say } = useWords();
  const [name, setName] = useState(() => fileName.replace(/\.\w+$/, ''));
  const [product, setProduct] = useState<Product>('issueCard');
  const [priority, setPriority] = useState(String(usualPriority));
  const [withoutBad, setWithoutBad] = useState(false);
  const level = /^\d$/.test(priority.normalize('NFKC').trim()) ? Number(priority.normalize('NFKC')) : null;
  const why = whyNot({ good, badCount, withoutBad, name, level });
  return (
    <Form
      className="form"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (why !== null || level === null || busy) return;
        onPlace({ from: 'file', dryRunId: id, name: name.trim(), product, priority: level, withoutBad });
      }}
    >
      <PlainField label={say('orderName')} value={name} onChange={setName} />
      <ChoiceGroup
        label="orderProduct"
        value={product}
        choices={products.map((one) => [one, say(productWords[one])])}
        onChange={setProduct}
      />
      <PlainField label={say('orderPriorityField')} value={priority} onChange={setPriority} />
      {badCount > 0 && (
        <Tick isSelected={withoutBad} onChange={setWithoutBad}>
          {say('withoutBad', { n: badCount })}
        </Tick>
      )}
      <FormEnd why={why}>
        <Button className="button primary" type="submit" isDisabled={busy || why !== null}>
          {say('placeOrder')}
        </Button>
      </FormEnd>
    </Form>
  );
}

interface Given {
  readonly good: number;
  readonly badCount: number;
  readonly withoutBad: boolean;
  readonly name: string;
  readonly level: number | null;
}

function whyNot({ good, badCount, withoutBad, name, level }: Given): WordKey | null {
  if (good === 0) return 'whyNoGood';
  if (badCount > 0 && !withoutBad) return 'whyBadLines';
  if (name.trim() === '') return 'whyNoName';
  return level === null ? 'whyNoPriority' : null;
}
