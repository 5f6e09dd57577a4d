/** From "confirm" to "done" at the kiosk, without what the RA and the card took of it. */
import { randomUUID } from 'node:crypto';
import { Secret } from '../../base/secret.js';
import type { RaConnector } from '../../sync/connector.js';
import { createOperationRecipient } from '../../base/pki/recipient.js';
import type { ApiClient } from '../harness/apiClient.js';
import { registerApproved, websitePassword } from '../harness/raOffice.js';
import type { CardHandle } from '../harness/rackClient.js';
import { Site } from '../harness/site.js';
import { timed, type Bench } from './bench.js';
import { issueOrder, untilFinished } from './counter.js';
import { median, spread } from './row.js';

const limitMs = 100;

interface Subscriber {
  readonly card: CardHandle;
  readonly cardSerial: string;
  readonly account: string;
}

interface Unblocked {
  readonly totalMs: number;
  readonly cardMs: number;
}

async function issuedCard(site: Site, pcscName: string): Promise<Subscriber> {
  const [registration] = await registerApproved(site.ra, 1);
  if (registration === undefined) throw new Error('nobody was registered');
  const staff = await site.staff();
  const card = await site.pcsc.createCard();
  await card.insert(0);
  const { id } = await staff.createJob(issueOrder(await staff.untilCard(pcscName), registration.id));
  const { cardSerial } = await untilFinished(staff, id);
  await staff.untilCard(pcscName);
  if (cardSerial === null) throw new Error('the job knows no card');
  return { card, cardSerial, account: registration.account };
}

/** PIN 1, locked before, at the kiosk. */
async function unblock(kiosk: ApiClient, pcscName: string, { card, account }: Subscriber): Promise<Unblocked> {
  await card.presetTries(1, 0);
  const { id: readerId } = await kiosk.untilCard(pcscName);
  await kiosk.request('POST', '/api/authorisations', { readerId, pin: 1, account, password: websitePassword });
  const before = await card.statistics();
  const { ms: totalMs } = await timed(async () => {
    const { id } = await kiosk.createJob({ kind: 'unblockPin', readerId, pin: 1, newPin: 'Unblocked99' });
    await untilFinished(kiosk, id);
  });
  const { busyMs } = await card.statistics();
  await kiosk.untilCard(pcscName);
  return { totalMs, cardMs: busyMs - before.busyMs };
}

/** The one request that the job makes of the RA, made alone, for PIN 2. */
async function releaseAlone(connector: RaConnector, { account, cardSerial }: Subscriber): Promise<number> {
  const password = Secret.fromText(websitePassword);
  const { id } = await connector.authoriseUnblock(account, password, { cardSerial, pin: 2 });
  const recipient = await createOperationRecipient('bench');
  const ground = { kind: 'authorisation', authorisationId: id } as const;
  const release = { ground, cardSerial, pin: 2, recipientCertificate: recipient.certificate } as const;
  const { ms } = await timed(() => connector.releasePuk(release, randomUUID()));
  recipient.dispose();
  return ms;
}

async function measure(runs: number, site: Site): Promise<{ jobs: Unblocked[]; raMs: number[] }> {
  const [pcscName = ''] = site.pcsc.readers;
  const subscriber = await issuedCard(site, pcscName);
  const kiosk = await site.kiosk();
  const connector = await site.ra.connector();
  const jobs: Unblocked[] = [];
  const raMs: number[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      jobs.push(await unblock(kiosk, pcscName, subscriber));
      raMs.push(await releaseAlone(connector, subscriber));
    }
    return { jobs, raMs };
  } finally {
    await connector.close();
  }
}

export const unblocking: Bench = {
  rows: ['unblock.overhead'],
  async run(runs, folder) {
    const site = await Site.start({ directory: folder });
    try {
      const { jobs, raMs } = await measure(4 * runs, site);
      const ra = median(raMs);
      return [
        {
          name: 'unblock.overhead',
          ours: median(jobs.map(({ totalMs, cardMs }) => totalMs - cardMs - ra)),
          peer: limitMs,
          unit: 'ms',
          bar: 1,
          better: 'lower',
          notes: [
            `from the order to the event that it is done, without the RA’s and the card’s time, against ${limitMs} ms`,
            `the whole, least – median – most: ${spread(jobs.map(({ totalMs }) => totalMs))}`,
            `the RA’s release of the PUK alone ${spread(raMs)}; the card ${spread(jobs.map(({ cardMs }) => cardMs))}`,
          ],
        },
      ];
    } finally {
      await site.stop();
    }
  },
};
