/** Afterwards: the cards, the RA's books and the gateway's say the same. */
import { cardUniqueIdentifier, parseCplc } from '../../card/globalplatform/cplc.js';
import type { WireBatchOrder, WireBatchReport } from '../../daemon/contract/messages.js';
import { stateOf } from '../harness/cardOwner.js';
import { runGatewayCommand, writeSettings } from '../harness/gatewayProcess.js';
import { query, releasedPuk, type TestRegistration } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import type { Site } from '../harness/site.js';
import type { Seen } from './hands.js';

export interface Checked {
  readonly what: string;
  readonly holds: boolean;
  readonly found: string;
}

export interface Evidence {
  readonly site: Site;
  readonly order: WireBatchOrder;
  readonly report: WireBatchReport;
  readonly seen: Seen;
  /** Cards that were kept, and the people among whom they are. */
  readonly kept: readonly CardHandle[];
  readonly people: readonly TestRegistration[];
}

const same = (what: string, found: number, expected: number): Checked => ({
  what,
  holds: found === expected,
  found: found === expected ? String(found) : `${found} instead of ${expected}`,
});

/** People of the batch line: there are no others. */
const ofTheOrder =
  "JOIN registration r ON r.id = o.registration_id WHERE r.channel = 'batch' AND r.name LIKE '測試用戶%'";

/** With the gateway running; stops it for the last one. */
export async function verdict({ site, order, report, seen, kept, people }: Evidence): Promise<readonly Checked[]> {
  const { ra } = site;
  const cards = order.counts.total;
  const count = async (sql: string): Promise<number> => Number((await query(ra, sql))[0]?.[0]);
  const checks = [
    same('cards of the order that are issued', order.counts.issued, cards),
    same(
      'registrations that the RA has as issued',
      await count("SELECT count(*) FROM registration WHERE state = 'issued' AND channel = 'batch'"),
      cards,
    ),
    same('orders at the RA, one for each card', await count(`SELECT count(*) FROM card_order o ${ofTheOrder}`), cards),
    same(
      'certificates at the RA, two for each card',
      await count(`SELECT count(*) FROM certificate c JOIN card_order o ON o.id = c.order_id ${ofTheOrder}`),
      2 * cards,
    ),
    same('blank cards that the books miss', report.stock.before - report.stock.after, cards),
    same('PUKs of kept cards that the RA does not hold', await wrongPuks(site, kept, people), 0),
    same('cards with a spent try or without a key', seen.wrong.length, 0),
  ];
  await site.gateway.stop();
  const audit = await runGatewayCommand(writeSettings(site.gatewaySettings), ['verify-audit'], '').then(
    () => ({ holds: true, found: 'whole' }),
    (error: unknown) => ({ holds: false, found: String(error) }),
  );
  return [...checks, { what: 'the audit log', ...audit }];
}

/** Of the kept cards, those that belong to people with a website password. */
async function wrongPuks(
  { ra }: Site,
  kept: readonly CardHandle[],
  people: readonly TestRegistration[],
): Promise<number> {
  const orders = await query(ra, 'SELECT registration_id, card_serial FROM card_order');
  let wrong = 0;
  for (const card of kept) {
    const serial = cardUniqueIdentifier(parseCplc(card.cplc));
    const registrationId = orders.find(([, cardSerial]) => cardSerial === serial)?.[0];
    const person = people.find(({ id }) => id === registrationId);
    if (person === undefined) continue;
    for (const pin of [1, 2] as const) {
      const held = await releasedPuk(ra, person.account, serial, pin);
      if (held !== stateOf(card).instances[pin - 1]?.puk.value) wrong += 1;
    }
  }
  return wrong;
}
