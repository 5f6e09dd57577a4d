/** The books of blank cards: boxes with their serial ranges, and lots under quarantine. */
import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useWords } from '../staff/language.js';
import type { SectionProps } from '../staff/section.js';
import { Boxes } from './Boxes.js';
import { Quarantines } from './Quarantines.js';

export function Stock({ world, tell }: SectionProps) {
  const { say } = useWords();
  const [tab, setTab] = useState('boxes');
  return (
    <main className="section stock">
      <h1 className="visually-hidden">{say('stockTitle')}</h1>
      <Tabs className="stock-tabs" selectedKey={tab} onSelectionChange={(key) => setTab(String(key))}>
        <TabList className="tab-list" aria-label={say('stockTitle')}>
          <Tab id="boxes">{say('boxes')}</Tab>
          <Tab id="quarantines">{say('quarantines')}</Tab>
        </TabList>
        <TabPanel id="boxes" className="tab-panel">
          <Boxes world={world} />
        </TabPanel>
        <TabPanel id="quarantines" className="tab-panel">
          <Quarantines world={world} tell={tell} />
        </TabPanel>
      </Tabs>
    </main>
  );
}
