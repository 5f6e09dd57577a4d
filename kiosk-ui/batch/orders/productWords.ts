import type { WireBatchOrder } from '../../../daemon/api/messages.js';
import type { WordKey } from '../../words.js';

export const productWords: Readonly<Record<WireBatchOrder['product'], WordKey>> = {
  issueCard: 'productIssueCard',
  prepareCard: 'productPrepareCard',
};
