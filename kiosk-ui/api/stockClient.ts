/** What the stock section asks of the daemon: boxes of blank cards and lots under quarantine. */
import type { BoxMovement, PlaceQuarantine, ReceiveBox } from '../../daemon/contract/messages.js';
import { fileUrl, request } from './client.js';
import type { Language } from './types.js';

export const stockClient = {
  boxes: (which: 'open' | 'all') => request('GET /api/stock/boxes', { query: { which } }),
  box: (id: string) => request('GET /api/stock/boxes/{id}', { params: { id } }),
  boxOfCard: async (serial: string) => (await request('GET /api/stock/box-of-card', { query: { serial } })).box,
  receive: (body: ReceiveBox) => request('POST /api/stock/boxes', { body }),
  move: async (id: string, body: BoxMovement) => {
    await request('POST /api/stock/boxes/{id}/movements', { params: { id }, body });
  },
  undo: async (movementId: string) => {
    await request('POST /api/stock/movements/{id}/undo', { params: { id: movementId }, body: {} });
  },

  quarantines: async () => (await request('GET /api/quarantines')).quarantines,
  place: (body: PlaceQuarantine) => request('POST /api/quarantines', { body }),
  askToLift: async (id: string, reason: string) =>
    (await request('POST /api/quarantines/{id}/lift', { params: { id }, body: { reason } })).approval,
  /** @param after `next` of the page before */
  affected: (id: string, after: string) =>
    request('GET /api/quarantines/{id}/cards', { params: { id }, query: { after } }),
};

/** Where the browser saves the list of what was issued from a lot from. */
export function affectedCsvUrl(id: string, language: Language): string {
  return fileUrl('GET /api/quarantines/{id}/cards.csv', { params: { id }, query: { lang: language } });
}
