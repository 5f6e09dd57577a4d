/** The end of the day: what was done, letters, the stock of blank cards, what an RA has not taken; as PDF and CSV too. */
import { FileLink } from '../../staff/FileLink.js';
import { useCallback, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import type { WireReport } from '../../../daemon/contract/messages.js';
import { counterClient, reportFileUrl } from '../../api/counterClient.js';
import { may, type World } from '../../api/world.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { PlainField } from '../../staff/fields.js';
import { raName } from '../../staff/raName.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import type { SectionProps } from '../../staff/section.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { StockForm } from './StockForm.js';
import { today } from './today.js';

const workWords: Readonly<Partial<Record<string, WordKey>>> = {
  'card.issued': 'workCardIssued',
  'card.prepared': 'workCardPrepared',
  'certificates.renewed': 'workRenewed',
  'certificates.rewritten': 'workRewritten',
  'certificate.revoked': 'workRevoked',
  'certificates.saved': 'workSaved',
  'pin.unblocked': 'workUnblocked',
  'pin.changed': 'workPinChanged',
  'websitePassword.reset': 'workPasswordReset',
  'websitePassword.changed': 'workPasswordChanged',
  'card.spoiled': 'workSpoiled',
};

export function Reports({ world }: SectionProps) {
  const { say, language } = useWords();
  const [typed, setTyped] = useState(today);
  const [day, setDay] = useState(today);
  const load = useCallback(() => counterClient.report(day), [day]);
  const { value, error, reload } = useLoaded(load, world.listVersion);
  return (
    <main className="section">
      <h1>{say('reportTitle')}</h1>
      <Form
        className="form-row"
        onSubmit={(event) => {
          event.preventDefault();
          setDay(typed.normalize('NFKC').trim());
          reload();
        }}
      >
        <PlainField label={say('reportDay')} value={typed} onChange={setTyped} />
        <Button className="button primary" type="submit">
          {say('reportShow')}
        </Button>
      </Form>
      <RequestProblem error={error} />
      {value !== null && error === null && (
        <>
          <div className="form-row">
            <FileLink address={reportFileUrl(value.day, 'pdf', language)} word="reportPdf" />
            <FileLink address={reportFileUrl(value.day, 'csv', language)} word="reportCsv" />
          </div>
          <Work report={value} world={world} />
          <Figures title="reportLetters" rows={letterRows(value.letters, say('reportNotAsked'))} />
          <Figures title="reportStock" rows={stockRows(value.stock, say('stockNotCounted'))} />
          <NotTaken report={value} world={world} />
        </>
      )}
      {may(world, 'stock') && <StockForm onRecorded={reload} />}
    </main>
  );
}

interface PartProps {
  readonly report: WireReport;
  readonly world: World;
}

function Work({ report: { work }, world }: PartProps) {
  const { say, pick } = useWords();
  return (
    <section>
      <h2>{say('reportWork')}</h2>
      {work.length === 0 ? (
        <p className="quiet">{say('reportNothing')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('reportItem')}</th>
              <th scope="col">{say('reportBy')}</th>
              <th scope="col">{say('reportCount')}</th>
            </tr>
          </thead>
          <tbody>
            {work.map(({ action, raId, operator, count }) => {
              const word = workWords[action];
              const ra = raId === null ? null : raName(world, raId);
              return (
                <tr key={`${action} ${raId ?? ''} ${operator}`}>
                  <th scope="row">
                    {word === undefined ? action : say(word)}
                    {ra !== null && <span className="quiet"> {pick(ra)}</span>}
                  </th>
                  <td>{operator === 'kiosk' ? say('kioskReader') : operator}</td>
                  <td className="number">{count}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

type Rows = readonly (readonly [WordKey, number | string])[];

function letterRows(letters: WireReport['letters'], notAsked: string): Rows {
  return [
    ['reportPrinted', letters.printed],
    ['reportReprinted', letters.reprinted],
    ['reportPrintFailed', letters.failed],
    ['reportOutstanding', letters.outstanding ?? notAsked],
  ];
}

function stockRows(stock: WireReport['stock'], notCounted: string): Rows {
  return [
    ['stockOpening', stock.opening],
    ['stockReceived', stock.received],
    ['stockReturned', stock.returned],
    ['stockUsed', stock.used],
    ['stockSpoiled', stock.spoiled],
    ['stockMissing', stock.missing],
    ['stockExpected', stock.expected],
    ['stockCounted', stock.counted ?? notCounted],
    ...(stock.difference === null ? [] : [['stockDifference', stock.difference] as const]),
  ];
}

function Figures({ title, rows }: { readonly title: WordKey; readonly rows: Rows }) {
  const { say } = useWords();
  return (
    <section>
      <h2>{say(title)}</h2>
      <table className="table">
        <tbody>
          {rows.map(([word, value]) => (
            <tr key={word}>
              <th scope="row">{say(word)}</th>
              <td className="number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function NotTaken({ report: { facts }, world }: PartProps) {
  const { say, pick, time } = useWords();
  return (
    <section>
      <h2>{say('factsNotTaken')}</h2>
      {facts.length === 0 ? (
        <p className="quiet">{say('factsNone')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('factKind')}</th>
              <th scope="col">{say('factMade')}</th>
              <th scope="col">{say('factReason')}</th>
            </tr>
          </thead>
          <tbody>
            {facts.map(({ id, raId, kind, madeAt, reason }) => {
              const ra = raName(world, raId);
              return (
                <tr key={id}>
                  <th scope="row">
                    {kind}
                    {ra !== null && <span className="quiet"> {pick(ra)}</span>}
                  </th>
                  <td>{time(madeAt)}</td>
                  <td>{reason ?? say('factWaiting')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
