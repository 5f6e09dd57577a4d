/** The reference RA takes a card as issued with exactly the certificates of its order. */
import t from 'tap';
import { judge } from '../../../sync/reference-ra/operations/factJudgement.js';

type Judged = Parameters<typeof judge>;

// The order is this gateway's, of this card.
const scene = { refusalOf: () => null, knowsCard: () => true } as unknown as Judged[2]['scene'];
const certificates = [
  { order_id: 'O-1', serial: '0A' },
  { order_id: 'O-1', serial: '0B' },
  { order_id: 'O-0', serial: '0C' },
];
const tx = { all: () => Promise.resolve(certificates) } as unknown as Judged[1];

function judged(kind: 'cardIssued' | 'certificatesRewritten', certificateSerials: readonly string[]) {
  const fact = { id: 'F', kind, madeAt: '', body: { cardSerial: '00AA', orderId: 'O-1', certificateSerials } };
  return judge({} as Judged[0], tx, { id: 'F', fact, scene } as unknown as Judged[2]);
}

await t.test('both of an order, in any order', async (t) => {
  t.equal(await judged('cardIssued', ['0B', '0A']), null);
});

await t.test('one of two, one too many, another', async (t) => {
  for (const serials of [['0A'], [], ['0A', '0B', '0C'], ['0A', '0C'], ['0A', '0A']]) {
    t.equal(await judged('cardIssued', serials), 'certificatesUnknown', serials.join());
  }
});

await t.test('what is written again may be any of the card', async (t) => {
  t.equal(await judged('certificatesRewritten', ['0C']), null);
  t.equal(await judged('certificatesRewritten', ['0C', '0D']), 'certificatesUnknown');
});
