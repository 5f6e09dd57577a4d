/** The whole job `issueCard`, both instances, through API, daemon, pcscd and reference RA. */
import { registerApproved, type TestRegistration } from '../harness/raOffice.js';
import type { NewCard } from '../harness/rackClient.js';
import { Site } from '../harness/site.js';
import { timed, type Bench } from './bench.js';
import { issueOrder, takeOut, untilFinished } from './counter.js';
import { openscApdus } from './personalisation.js';
import { median, spread, type Row } from './row.js';

/** The most APDUs that reading an issued card may take. */
const readingLimit = 22;

interface Issued {
  /** From the card's insertion until it lies there read anew after the job. */
  readonly apdus: number;
  /** From the order to the event that tells of its end. */
  readonly wallMs: number;
  /** The card's own part of that. */
  readonly busyMs: number;
  /** What the issued card hears when it is put in again. */
  readonly readingApdus: number;
}

async function issue(site: Site, registration: TestRegistration, newCard: NewCard): Promise<Issued> {
  const staff = await site.staff();
  const [pcscName = ''] = site.pcsc.readers;
  const card = await site.pcsc.createCard(newCard);
  await card.insert(0);
  const reader = await staff.untilCard(pcscName);
  const before = await card.statistics();
  const { ms: wallMs } = await timed(async () => {
    const { id } = await staff.createJob(issueOrder(reader, registration.id));
    await untilFinished(staff, id);
  });
  const { busyMs } = await card.statistics();
  await staff.untilCard(pcscName);
  const apdus = await card.apduCount();
  await takeOut(staff, card, pcscName);
  await card.insert(0);
  await staff.untilCard(pcscName);
  const readingApdus = (await card.apduCount()) - apdus;
  await takeOut(staff, card, pcscName);
  staff.close();
  return { apdus, wallMs, busyMs: busyMs - before.busyMs, readingApdus };
}

async function issueSeveral(folder: string, cards: readonly NewCard[]): Promise<readonly Issued[]> {
  const site = await Site.start({ directory: folder });
  const issued: Issued[] = [];
  try {
    const registrations = await registerApproved(site.ra, cards.length);
    for (const [i, registration] of registrations.entries()) {
      issued.push(await issue(site, registration, cards[i] ?? {}));
    }
    return issued;
  } finally {
    await site.stop();
  }
}

export const issuingApdus: Bench = {
  rows: ['issueCard.apdus', 'cardIn.apdus'],
  async run(_runs, folder): Promise<readonly Row[]> {
    const peer = await openscApdus(folder);
    const issued = await issueSeveral(folder, [{}]);
    return [
      {
        name: 'issueCard.apdus',
        ours: median(issued.map(({ apdus }) => apdus)),
        peer: 2 * peer,
        unit: 'APDUs',
        bar: 0.35,
        better: 'lower',
        notes: [
          'against twice what OpenSC’s tools send for one instance',
          'ours with every check of the job, and the card read before and after it; counted once, it is always the same',
        ],
      },
      {
        name: 'cardIn.apdus',
        ours: median(issued.map(({ readingApdus }) => readingApdus)),
        peer: readingLimit,
        unit: 'APDUs',
        bar: 1,
        better: 'lower',
        notes: [`reading the issued card after it was put in again, against the ${readingLimit} that are allowed`],
      },
    ];
  },
};

export const issuingJ3r180: Bench = {
  rows: ['personalisation.j3r180'],
  async run(runs, folder): Promise<readonly Row[]> {
    // A card of its own for each run, the same cards every time.
    const cards = Array.from({ length: runs }, (_, i): NewCard => ({
      timing: { model: 'j3r180', seed: `bench-${i + 1}` },
    }));
    const issued = await issueSeveral(folder, cards);
    const besideMs = issued.map(({ wallMs, busyMs }) => wallMs - busyMs);
    return [
      {
        name: 'personalisation.j3r180',
        ours: median(issued.map(({ wallMs }) => wallMs)) / 1_000,
        peer: median(issued.map(({ busyMs }) => busyMs)) / 1_000,
        unit: 's',
        bar: 1.05,
        better: 'lower',
        notes: [
          'against the time that the card itself was at work in the same job: two key generations and all exchanges',
          `least – median – most: the whole, s, ${spread(issued.map(({ wallMs }) => wallMs / 1_000))}; not the card’s, ms, ${spread(besideMs)}`,
        ],
      },
    ];
  },
};
