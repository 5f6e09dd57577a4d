/** What the stock section asks of the daemon: boxes of blank cards and lots under quarantine. */
import type {
  BoxMovement,
  PlaceQuarantine,
  ReceiveBox,
  WireAffectedCardList,
  WireApproval,
  WireQuarantine,
  WireQuarantineList,
  WireStockBox,
  WireStockBoxDetail,
  WireStockBoxList,
} from '../../daemon/contract/messages.js';
import { request } from './client.js';

const part = encodeURIComponent;

export const stockClient = {
  boxes: async (which: 'open' | 'all') => (await request(`stock/boxes?which=${which}`)) as WireStockBoxList,
  box: async (id: string) => (await request(`stock/boxes/${part(id)}`)) as WireStockBoxDetail,
  boxOfCard: async (serial: string) =>
    ((await request(`stock/box-of-card?serial=${part(serial)}`)) as { box: WireStockBox | null }).box,
  receive: async (box: ReceiveBox) => (await request('stock/boxes', { method: 'POST', json: box })) as WireStockBox,
  move: async (id: string, movement: BoxMovement) => {
    await request(`stock/boxes/${part(id)}/movements`, { method: 'POST', json: movement });
  },
  undo: async (movementId: string) => {
    await request(`stock/movements/${part(movementId)}/undo`, { method: 'POST', json: {} });
  },

  quarantines: async () => ((await request('quarantines')) as WireQuarantineList).quarantines,
  place: async (lot: PlaceQuarantine) =>
    (await request('quarantines', { method: 'POST', json: lot })) as WireQuarantine,
  askToLift: async (id: string, reason: string) =>
    (
      (await request(`quarantines/${part(id)}/lift`, { method: 'POST', json: { reason } })) as {
        approval: WireApproval;
      }
    ).approval,
  /** @param after `next` of the page before */
  affected: async (id: string, after: string) =>
    (await request(`quarantines/${part(id)}/cards?after=${part(after)}`)) as WireAffectedCardList,
};

/** Where the browser saves the list of what was issued from a lot from. */
export function affectedCsvUrl(id: string, language: string): string {
  return `/api/quarantines/${part(id)}/cards.csv?lang=${part(language)}`;
}
