/** What the list of enrolled screens asks of the daemon. */
import type { ScreenCodeOrder } from '../../daemon/contract/messages.js';
import { request } from './client.js';

export const screensClient = {
  list: async () => (await request('GET /api/screens')).screens,
  makeCode: (body: ScreenCodeOrder) => request('POST /api/screens/codes', { body }),
  withdraw: async (id: string) => {
    await request('DELETE /api/screens/{id}', { params: { id } });
  },
};
