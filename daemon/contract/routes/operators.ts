/** Staff accounts, as supervisors keep them. */
import { z } from 'zod';
import {
  approvalSchema,
  changeOperatorSchema,
  createOperatorSchema,
  operatorListSchema,
  operatorSchema,
} from '../messages.js';
import { cardFailures } from './staff.js';
import { defineContract } from '../route.js';

export const operatorRoutes = defineContract({
  listOperators: {
    method: 'GET',
    path: '/api/operators',
    title: { 'zh-TW': '人員清單', en: 'Staff accounts' },
    who: 'staff',
    permission: 'audit',
    answer: operatorListSchema,
  },
  createOperator: {
    method: 'POST',
    path: '/api/operators',
    title: { 'zh-TW': '新增人員', en: 'Create a staff account' },
    about: 'The password is a temporary one: it is changed at the first login.',
    who: 'staff',
    permission: 'operators',
    body: createOperatorSchema,
    status: 201,
    answer: z.object({ operator: operatorSchema }),
    failures: [
      'ra.choose.unknown',
      'staff.operator.outOfScope',
      'staff.operator.nameInvalid',
      'staff.operator.nameReserved',
      'staff.operator.nameTaken',
      'staff.operator.passwordLength',
      'staff.operator.passwordWeak',
      'staff.operator.passwordCharacter',
    ],
  },
  changeOperator: {
    method: 'PATCH',
    path: '/api/operators/{name}',
    title: { 'zh-TW': '變更人員帳號', en: 'Change a staff account' },
    about:
      'One act. To make, demote, disable or enable a supervisor, or to change their RAs, needs another supervisor’s approval while there is one ' +
      'besides who asks: then the answer is `{ approval }` and nothing is changed yet. Sessions of the account end.',
    who: 'staff',
    permission: 'operators',
    params: z.object({ name: z.string().max(64) }),
    body: changeOperatorSchema,
    answer: z.union([z.object({ operator: operatorSchema }), z.object({ approval: approvalSchema })]),
    failures: [
      'ra.choose.unknown',
      'staff.operator.outOfScope',
      'staff.operator.unknown',
      'staff.operator.yourself',
      'staff.operator.lastSupervisor',
      'staff.operator.supervisorsOwn',
      'staff.operator.takesTwo',
      'staff.operator.passwordLength',
      'staff.operator.passwordWeak',
      'staff.operator.passwordCharacter',
      ...cardFailures,
      'staff.card.boundElsewhere',
    ],
  },
});
