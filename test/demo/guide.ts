/** What a person can do while the demo stays up. */
import type { WireRegistration, WireRegistrationList } from '../../daemon/contract/messages.js';
import { ApiClient } from '../harness/apiClient.js';
import { officer, staff, subscribers, websitePassword } from './accounts.js';
import type { ScenarioResult } from './scenario.js';
import type { Show } from './show.js';
import type { Stage } from './stage.js';

/** The counter's list tells whose account is whose. @returns by id of the registration; nothing when the gateway is gone */
async function readRecords(gatewayUrl: string): Promise<ReadonlyMap<string, WireRegistration>> {
  try {
    const staff = await ApiClient.staff(gatewayUrl, officer.name, officer.password);
    try {
      const { registrations } = await staff.request<WireRegistrationList>('GET', '/api/registrations');
      return new Map(registrations.map((registration) => [registration.id, registration]));
    } finally {
      staff.close();
    }
  } catch {
    return new Map();
  }
}

/** @param played null when the scenario broke off */
export async function printGuide(
  show: Show,
  stage: Stage,
  panelUrl: string,
  played: ScenarioResult | null,
): Promise<void> {
  const records = await readRecords(stage.gateway.url);
  const open = (place: string): string => new URL(`/open/${place}`, panelUrl).href;
  show.heading({ en: 'The counter stays up. Ctrl-C ends it.', 'zh-TW': '櫃檯已就緒，按 Ctrl-C 結束' });
  show.line(`  kiosk    自助機    ${open('kiosk')}    (reader A1)`);
  show.line(`  counter  櫃檯      ${open('counter')}    (all readers)`);
  show.line(`  panel    晶片卡    ${panelUrl}    (put cards in, take them out, lock a PIN)`);
  show.line(
    '  Each link enrols the browser that opens it: a screen that nobody enrolled gets nothing from the gateway.',
  );

  show.heading({ en: 'Accounts', 'zh-TW': '帳號' });
  for (const { name, password, role } of staff) {
    const words = role === 'supervisor' ? 'approves 主管    ' : 'staff    櫃檯人員';
    show.line(`  ${words}  ${name} / ${password}`);
  }
  show.line(`  website  網站帳號  password of each: ${websitePassword}`);
  for (const { registrationId, account, obstacle } of subscribers) {
    const record = records.get(registrationId);
    const words = [account, registrationId];
    if (record !== undefined) words.push(record.userIdentifier.padEnd(24), record.name);
    if (obstacle !== undefined) words.push(`(${obstacle.en} ${obstacle['zh-TW']})`);
    show.line(`    ${words.join('  ')}`);
  }
  if (played !== null) {
    const { cardName, subscriber, pins } = played;
    show.line(`  ${cardName} belongs to ${subscriber.account}; PIN 1 ${pins[1]}, PIN 2 ${pins[2]}`);
  }

  show.heading({ en: 'Cards, from another shell', 'zh-TW': '晶片卡操作' });
  show.line('  npm run demo -- cards');
  show.line('  npm run demo -- insert card-2 A2');
  show.line('  npm run demo -- insert myeid A3');
  show.line('  npm run demo -- remove card-2');
  show.line(`  PC/SC programs:  export PCSCLITE_CSOCK_NAME=${stage.pcsc.socketPath}`);
  show.line(`  everything else: ${stage.directory}`);
}
