import type { WireBatchOrder } from '../../../daemon/contract/messages.js';
import type { WordKey } from '../../words/staffPages.js';

export const productWords: Readonly<Record<WireBatchOrder['product'], WordKey>> = {
  issueCard: 'productIssueCard',
  prepareCard: 'productPrepareCard',
};
