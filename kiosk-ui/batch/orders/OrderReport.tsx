/** The end of an order: issued, failed and why, spoiled, the stock before and after, the speed of each reader and model. */
import { FileLink } from '../../staff/FileLink.js';
import { useCallback } from 'react';
import type { WireBatchOrder, WireBatchReport } from '../../../daemon/contract/messages.js';
import { batchClient, batchReportUrl } from '../../api/batchClient.js';
import type { World } from '../../api/world.js';
import { spoilReasonWords } from '../../counter/cards/spoilReasons.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useLoaded } from '../../staff/useLoaded.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { Figures } from '../../staff/Figures.js';

interface OrderReportProps {
  readonly order: WireBatchOrder;
  readonly world: World;
}

export function OrderReport({ order, world }: OrderReportProps) {
  const { language } = useWords();
  const { id, counts, state } = order;
  const load = useCallback(() => batchClient.report(id), [id]);
  const { value, error } = useLoaded(load, `${state} ${counts.issued} ${counts.failed}`);
  return (
    <>
      <div className="form-end">
        <FileLink address={batchReportUrl(id, 'pdf', language)} word="reportPdf" />
        <FileLink address={batchReportUrl(id, 'csv', language)} word="reportCsv" />
      </div>
      <RequestProblem error={error} />
      {value !== null && <Report report={value} world={world} />}
    </>
  );
}

function Report({ report, world }: { report: WireBatchReport; world: World }) {
  const { order, stock } = report;
  const figures: readonly (readonly [WordKey, number])[] = [
    ['countIssued', order.counts.issued],
    ['countFailed', order.counts.failed],
    ['stockSpoiled', report.spoiled.length],
    ['stockBefore', stock.before],
    ['stockAfter', stock.after],
  ];
  return (
    <>
      <Figures label="reportOfOrder" figures={figures} />
      <Readers readers={report.readers} world={world} />
      <Failed failures={report.failures} />
      <Spoiled spoiled={report.spoiled} />
    </>
  );
}

function Readers({ readers, world }: Pick<WireBatchReport, 'readers'> & { world: World }) {
  const { say, number } = useWords();
  // One that is gone has its id alone.
  const nameOf = (readerId: string) => world.readers.find(({ id }) => id === readerId)?.name ?? readerId;
  return (
    <section>
      <h2>{say('reportReaders')}</h2>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('chooseReader')}</th>
            <th scope="col">{say('cardFamily')}</th>
            <th scope="col" className="number">
              {say('countIssued')}
            </th>
            <th scope="col" className="number">
              {say('countFailed')}
            </th>
            <th scope="col" className="number">
              {say('cardsAnHour')}
            </th>
          </tr>
        </thead>
        <tbody>
          {readers.map(({ readerId, family, issued, failed, cardsAnHour }) => (
            <tr key={`${readerId} ${family}`}>
              <th scope="row">{nameOf(readerId)}</th>
              <td>{family}</td>
              <td className="number">{issued}</td>
              <td className="number">{failed}</td>
              <td className="number">{cardsAnHour === null ? '—' : number(cardsAnHour, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Failed({ failures }: Pick<WireBatchReport, 'failures'>) {
  const { say, pick } = useWords();
  return (
    <section>
      <h2>{say('reportFailures')}</h2>
      {failures.length === 0 ? (
        <p className="quiet">{say('reportNone')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">#</th>
              <th scope="col">{say('subscriberName')}</th>
              <th scope="col">{say('entryFailure')}</th>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ number, name, failure }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                <td>{name}</td>
                <td>{failure === null ? null : pick(failure.happened)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Spoiled({ spoiled }: Pick<WireBatchReport, 'spoiled'>) {
  const { say, time } = useWords();
  return (
    <section>
      <h2>{say('reportSpoiled')}</h2>
      {spoiled.length === 0 ? (
        <p className="quiet">{say('reportNone')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('entryCard')}</th>
              <th scope="col">{say('when')}</th>
              <th scope="col">{say('entryFailure')}</th>
            </tr>
          </thead>
          <tbody>
            {spoiled.map(({ cardSerial, at, reason }) => (
              <tr key={cardSerial}>
                <th scope="row" className="serial">
                  {cardSerial}
                </th>
                <td className="serial">{time(at)}</td>
                <td>{say(spoilReasonWords[reason])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
