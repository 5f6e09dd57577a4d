/** Second-person approvals. */
import { z } from 'zod';
import { Secret } from '../../../base/secret.js';
import {
  approvalListSchema,
  approvalSchema,
  approveHereSchema,
  decideApprovalSchema,
} from '../../contract/messages.js';
import type { Operator } from '../../operators/operators.js';
import type { Staff } from '../../operators/staff.js';
import { defineRoute } from '../route.js';
import { cardLoginFailures } from './staff.js';

const params = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });
const answer = z.object({ approval: approvalSchema });

function secondPerson(body: z.output<typeof approveHereSchema>, { operators, cards }: Staff): Promise<Operator> {
  if (body.by === 'password') return operators.authenticate(body.name, Secret.fromText(body.password));
  const { readerId, lastTryConfirmed } = body;
  return cards.authenticate({ readerId, lastTryConfirmed, pin: Secret.fromText(body.pin) });
}

export const approvalRoutes = [
  defineRoute({
    method: 'GET',
    path: '/api/approvals',
    title: { 'zh-TW': '核准申請清單', en: 'Requests for approval' },
    about: 'The event `approvals` tells when to ask again.',
    who: 'staff',
    answer: approvalListSchema,
    handle: async ({ screen }, { staff }) => ({ approvals: [...(await staff.approvals.list(screen.actor))] }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/approvals/{id}/decision',
    title: { 'zh-TW': '核准或駁回', en: 'Approve or reject' },
    about: 'What is approved is done at once. If that fails the request stays `approved`, with the failure.',
    who: 'staff',
    permission: 'approve',
    params,
    body: decideApprovalSchema,
    answer,
    failures: [
      'staff.approval.unknown',
      'staff.approval.stateOther',
      'staff.approval.expired',
      'staff.approval.samePerson',
    ],
    handle: async ({ screen, params: { id }, body: { decision, reason } }, { staff }) => ({
      approval: await staff.approvals.decide(screen.actor, id, decision, reason),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/approvals/{id}/approval-here',
    title: { 'zh-TW': '第二人於同一櫃檯核准', en: 'The second person approves at this screen' },
    about:
      'By who asked, with the second person’s name and password, or staff card. The session stays that of who asked.',
    who: 'staff',
    params,
    body: approveHereSchema,
    answer,
    failures: [
      'staff.approval.unknown',
      'staff.approval.notYours',
      'staff.approval.stateOther',
      'staff.approval.expired',
      'staff.approval.samePerson',
      'staff.login.refused',
      'staff.login.disabled',
      'staff.login.throttled',
      'staff.password.changeFirst',
      'api.session.notPermitted',
      ...cardLoginFailures,
    ],
    handle: async ({ screen, params: { id }, body }, { staff }) => {
      await staff.approvals.forApprovalHere(screen.actor, id);
      const second = await secondPerson(body, staff);
      return { approval: await staff.approvals.approveHere(screen.actor, id, second, body.reason) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/approvals/{id}/execution',
    title: { 'zh-TW': '再次執行已核准的申請', en: 'Try again what was approved and failed' },
    who: 'staff',
    params,
    answer,
    failures: ['staff.approval.unknown', 'staff.approval.notYours', 'staff.approval.stateOther'],
    handle: async ({ screen, params: { id } }, { staff }) => ({
      approval: await staff.approvals.execute(screen.actor, id),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/approvals/{id}/withdrawal',
    title: { 'zh-TW': '撤回申請', en: 'Take a request back' },
    who: 'staff',
    params,
    answer,
    failures: ['staff.approval.unknown', 'staff.approval.notYours', 'staff.approval.stateOther'],
    handle: async ({ screen, params: { id } }, { staff }) => ({
      approval: await staff.approvals.withdraw(screen.actor, id),
    }),
  }),
];
