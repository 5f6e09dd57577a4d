/** What the list of facts that were set aside asks of the daemon. */
import { request } from './client.js';

export const factsClient = {
  list: async () => (await request('GET /api/set-aside-facts')).facts,
  sendAgain: async (id: string) => {
    await request('POST /api/set-aside-facts/{id}/send', { params: { id } });
  },
};
