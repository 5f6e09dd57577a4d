/** One order: how it stands, what may be done with it, its cards and its report. */
import { useState } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import { batchClient } from '../../api/batchClient.js';
import { may, type Fact, type World } from '../../api/world.js';
import { ApprovalView } from '../../staff/approvals/ApprovalView.js';
import { isOpen } from '../../staff/approvals/approvals.js';
import { FactList, type FactRow } from '../../staff/FactList.js';
import { raName } from '../../staff/raName.js';
import { RequestProblem } from '../../staff/RequestProblem.js';
import { useRequest } from '../../staff/useRequest.js';
import { useWords } from '../../staff/language.js';
import type { WordKey } from '../../words/staffPages.js';
import { Entries } from './Entries.js';
import { OrderActs } from './OrderActs.js';
import { OrderBar } from './OrderBar.js';
import { OrderLetters } from './OrderLetters.js';
import { OrderReport } from './OrderReport.js';
import { isOver, remainingWords } from './orderRules.js';
import { OrderState } from './OrderState.js';
import { productWords } from './productWords.js';
import { Figures } from '../../staff/Figures.js';

interface OrderPageProps {
  readonly order: WireBatchOrder;
  readonly world: World;
  readonly tell: (fact: Fact) => void;
}

export function OrderPage({ order, world, tell }: OrderPageProps) {
  const { say, pick, time, number } = useWords();
  const [tab, setTab] = useState('entries');
  const { counts, cardsAnHour, remainingSeconds, raId, raOrderId } = order;
  const ra = raName(world, raId);
  const remaining = remainingWords(remainingSeconds);
  const approval = world.approvals.find((one) => one.subject === order.id && isOpen(one));
  const rows: readonly FactRow[] = [
    { word: 'orderProduct', value: say(productWords[order.product]) },
    { word: 'orderPlaced', value: say('orderByAt', { name: order.placedBy, time: time(order.placedAt) }) },
    { word: 'orderApprovedBy', value: order.approvedBy },
    { word: 'registrationAuthority', value: ra === null ? null : pick(ra) },
    { word: 'orderFromRa', value: raOrderId, serial: true },
    { word: 'cardsAnHour', value: cardsAnHour === null ? null : say('cards', { n: number(cardsAnHour, 0) }) },
    { word: 'remaining', value: isOver(order) ? null : say(remaining.word, remaining.values) },
  ];
  const figures: readonly (readonly [WordKey, number])[] = [
    ['countTotal', counts.total],
    ['countWaiting', counts.waiting],
    ['countWorking', counts.working],
    ['countIssued', counts.issued],
    ['countFailed', counts.failed],
  ];
  return (
    <main className="section order">
      <div className="pane-head">
        <h1>{order.name}</h1>
        <span role="status">
          <OrderState state={order.state} />
        </span>
      </div>
      <Figures figures={figures} />
      <OrderBar counts={counts} />
      <FactList rows={rows} />
      {approval !== undefined && <ApprovalView approval={approval} world={world} tell={tell} />}
      {may(world, 'batch') && order.state !== 'finished' && (
        <div className="order-acts">
          <OrderActs order={order} isAsked={approval !== undefined} tell={tell} />
          <Priority order={order} />
        </div>
      )}
      <Tabs selectedKey={tab} onSelectionChange={(key) => setTab(String(key))}>
        <TabList className="tab-list" aria-label={order.name}>
          <Tab id="entries">{say('tabEntries')}</Tab>
          <Tab id="letters">{say('tabOrderLetters')}</Tab>
          <Tab id="report">{say('tabOrderReport')}</Tab>
        </TabList>
        <TabPanel id="entries" className="tab-panel">
          <Entries order={order} world={world} />
        </TabPanel>

        <TabPanel id="letters" className="tab-panel">
          <OrderLetters order={order} world={world} tell={tell} />
        </TabPanel>
        <TabPanel id="report" className="tab-panel">
          <OrderReport order={order} world={world} />
        </TabPanel>
      </Tabs>
    </main>
  );
}

/** A step at a time: higher goes first. */
function Priority({ order: { id, priority } }: { order: WireBatchOrder }) {
  const { say } = useWords();
  const { busy, error, run } = useRequest();
  const set = (wanted: number) =>
    run(async () => {
      await batchClient.change(id, { act: 'priority', priority: wanted });
    });
  return (
    <div role="group" aria-label={say('orderPriority')} className="priority">
      <span>{say('orderPriority')}</span>
      <Button
        className="button small"
        isDisabled={busy || priority === 0}
        aria-label={say('lowerPriority')}
        onPress={() => void set(priority - 1)}
      >
        −
      </Button>
      <output>{priority}</output>
      <Button
        className="button small"
        isDisabled={busy || priority === 9}
        aria-label={say('raisePriority')}
        onPress={() => void set(priority + 1)}
      >
        ＋
      </Button>
      <span className="hint quiet">{say('orderPriorityHow')}</span>
      <RequestProblem error={error} />
    </div>
  );
}
