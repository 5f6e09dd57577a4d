/** 隔離: lots of cards that are held back. */
import { z } from 'zod';
import {
  affectedCardListSchema,
  approvalSchema,
  liftQuarantineSchema,
  listAffectedSchema,
  placeQuarantineSchema,
  quarantineListSchema,
  quarantineSchema,
  reportLanguageSchema,
} from '../messages.js';
import { rangeFailures } from './stock.js';
import { defineContract } from '../route.js';

const params = z.object({ id: z.uuid() });

export const quarantineRoutes = defineContract({
  listQuarantines: {
    method: 'GET',
    path: '/api/quarantines',
    title: { 'zh-TW': '隔離清單', en: 'Quarantines' },
    who: 'staff',
    permission: 'view',
    answer: quarantineListSchema,
  },
  placeQuarantine: {
    method: 'POST',
    path: '/api/quarantines',
    title: { 'zh-TW': '隔離一批晶片卡', en: 'Put a lot under quarantine' },
    about:
      'In force at once: `issueCard`, `prepareCard` and `applyCertificates` are refused on a card of the lot. What else is done ' +
      'with a card that was issued before goes on, and stands in the audit log as `quarantine.cardMet`.',
    who: 'staff',
    permission: 'stock',
    body: placeQuarantineSchema,
    status: 201,
    answer: quarantineSchema,
    failures: [
      ...rangeFailures,
      'quarantine.place.nothing',
      'quarantine.place.notADay',
      'quarantine.place.daysBackwards',
    ],
  },
  liftQuarantine: {
    method: 'POST',
    path: '/api/quarantines/{id}/lift',
    title: { 'zh-TW': '申請解除隔離', en: 'Ask that a quarantine be lifted' },
    about: 'It is lifted when a second person has approved it; see the approvals.',
    who: 'staff',
    permission: 'stock',
    params,
    body: liftQuarantineSchema,
    status: 201,
    answer: z.object({ approval: approvalSchema }),
    failures: ['quarantine.find.unknown', 'quarantine.lift.lifted'],
  },
  listAffectedCards: {
    method: 'GET',
    path: '/api/quarantines/{id}/cards',
    title: { 'zh-TW': '隔離批中已製發的晶片卡', en: 'What was issued from a lot' },
    about: 'Page by page, by the serial number of the card.',
    who: 'staff',
    permission: 'reports',
    params,
    query: listAffectedSchema,
    answer: affectedCardListSchema,
    failures: ['quarantine.find.unknown'],
  },
  affectedCardsCsv: {
    method: 'GET',
    path: '/api/quarantines/{id}/cards.csv',
    title: { 'zh-TW': '隔離批中已製發的晶片卡（CSV）', en: 'The same as CSV' },
    about: 'All of them, a line for each certificate.',
    who: 'staff',
    permission: 'reports',
    params,
    query: reportLanguageSchema,
    answer: { mediaType: 'text/csv' },
    failures: ['quarantine.find.unknown'],
  },
});
