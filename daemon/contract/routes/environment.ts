/** The environment check (環境檢測): a maintainer looks and mends, who reads the audit log looks. */
import { z } from 'zod';
import { environmentSchema, repairOrderSchema, repairOutcomeSchema, screenReportSchema } from '../messages.js';
import { defineContract } from '../route.js';

export const environmentRoutes = defineContract({
  checkEnvironment: {
    method: 'GET',
    path: '/api/environment',
    title: { 'zh-TW': '檢測環境', en: 'Check the environment' },
    about:
      'Needs the permission `environment` or `audit`. Everything is looked at anew; what gives no answer within five seconds ' +
      'is `unknown`.',
    who: 'staff',
    answer: environmentSchema,
    failures: ['api.session.notPermitted'],
  },
  repairEnvironment: {
    method: 'POST',
    path: '/api/environment/repairs',
    title: { 'zh-TW': '修復', en: 'Mend' },
    about: 'One after the other; a repair that fails does not keep the next one from being tried. Each is audited.',
    who: 'staff',
    permission: 'environment',
    body: repairOrderSchema,
    answer: z.object({ repairs: z.array(repairOutcomeSchema) }),
    failures: ['environment.repair.unknown', 'environment.repair.unconfirmed'],
  },
  reportScreen: {
    method: 'POST',
    path: '/api/screen-report',
    title: { 'zh-TW': '回報螢幕大小', en: 'Tell of the kiosk’s screen' },
    about: 'The kiosk’s page says once, when it is opened, how large its screen is. The environment check shows it.',
    who: 'screen',
    beforeLogin: true,
    body: screenReportSchema,
    answer: null,
  },
});
