import type { WireSpoilReason } from '../../../daemon/contract/messages.js';
import type { WordKey } from '../../words/staffPages.js';

/** Why a card was spoiled (作廢), in the order in which the reasons are offered. */
export const spoilReasonWords: Readonly<Record<WireSpoilReason, WordKey>> = {
  damaged: 'spoilDamaged',
  printingFault: 'spoilPrintingFault',
  personalisationFailed: 'spoilPersonalisationFailed',
  lost: 'spoilLost',
  other: 'spoilOther',
};
