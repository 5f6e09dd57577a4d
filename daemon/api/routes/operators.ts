/** Staff accounts, as supervisors keep them. */
import { z } from 'zod';
import { Secret } from '../../../base/secret.js';
import type { OperatorOrder } from '../../operators/administration.js';
import {
  approvalSchema,
  changeOperatorSchema,
  createOperatorSchema,
  operatorListSchema,
  operatorSchema,
  type ChangeOperator,
} from '../../contract/messages.js';
import { defineRoute } from '../route.js';
import { cardFailures } from './staff.js';

/** The secret is made in the same expression that hands it over. */
function orderOf(change: ChangeOperator): OperatorOrder {
  return change.change === 'password' ? { ...change, password: Secret.fromText(change.password) } : change;
}

export const operatorRoutes = [
  defineRoute({
    method: 'GET',
    path: '/api/operators',
    title: { 'zh-TW': '人員清單', en: 'Staff accounts' },
    who: 'staff',
    permission: 'audit',
    answer: operatorListSchema,
    handle: async ({ screen }, { staff }) => ({ operators: [...(await staff.administration.list(screen.actor))] }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/operators',
    title: { 'zh-TW': '新增人員', en: 'Create a staff account' },
    about: 'The password is a temporary one: it is changed at the first login.',
    who: 'staff',
    permission: 'operators',
    body: createOperatorSchema,
    status: 201,
    answer: z.object({ operator: operatorSchema }),
    failures: ['staff.operator.nameInvalid', 'staff.operator.nameTaken', 'staff.operator.passwordLength'],
    handle: async ({ screen, body: { name, role, password } }, { staff }) => ({
      operator: await staff.administration.create(screen.actor, name, role, Secret.fromText(password)),
    }),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/api/operators/{name}',
    title: { 'zh-TW': '變更人員帳號', en: 'Change a staff account' },
    about:
      'One act. The role `supervisor` needs another supervisor’s approval while there is one besides who asks: then the ' +
      'answer is `{ approval }` and nothing is changed yet. Sessions of the account end.',
    who: 'staff',
    permission: 'operators',
    params: z.object({ name: z.string().max(64) }),
    body: changeOperatorSchema,
    answer: z.union([z.object({ operator: operatorSchema }), z.object({ approval: approvalSchema })]),
    failures: [
      'staff.operator.unknown',
      'staff.operator.yourself',
      'staff.operator.lastSupervisor',
      'staff.operator.supervisorsOwn',
      'staff.operator.passwordLength',
      ...cardFailures,
      'staff.card.boundElsewhere',
    ],
    handle: ({ screen, params, body }, { staff }) =>
      staff.administration.change(screen.actor, params.name, orderOf(body)),
  }),
];
