/** Second-person approvals. */
import { z } from 'zod';
import { approvalListSchema, approvalSchema, approveHereSchema, decideApprovalSchema } from '../messages.js';
import { cardLoginFailures } from './staff.js';
import { defineContract } from '../route.js';

const params = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

const answer = z.object({ approval: approvalSchema });

export const approvalRoutes = defineContract({
  listApprovals: {
    method: 'GET',
    path: '/api/approvals',
    title: { 'zh-TW': '核准申請清單', en: 'Requests for approval' },
    about: 'The event `approvals` tells when to ask again.',
    who: 'staff',
    answer: approvalListSchema,
  },
  decideApproval: {
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
      'staff.approval.accountChanged',
      'staff.approval.rightsLost',
      'staff.operator.outOfScope',
    ],
  },
  approveHere: {
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
      'staff.approval.accountChanged',
      'staff.approval.rightsLost',
      'staff.operator.outOfScope',
      'staff.login.refused',
      'staff.login.disabled',
      'staff.login.throttled',
      'staff.password.changeFirst',
      'api.session.notPermitted',
      ...cardLoginFailures,
    ],
  },
  executeApproval: {
    method: 'POST',
    path: '/api/approvals/{id}/execution',
    title: { 'zh-TW': '再次執行已核准的申請', en: 'Try again what was approved and failed' },
    who: 'staff',
    params,
    answer,
    failures: [
      'staff.approval.unknown',
      'staff.approval.notYours',
      'staff.approval.stateOther',
      'staff.approval.expired',
      'staff.approval.rightsLost',
    ],
  },
  withdrawApproval: {
    method: 'POST',
    path: '/api/approvals/{id}/withdrawal',
    title: { 'zh-TW': '撤回申請', en: 'Take a request back' },
    who: 'staff',
    params,
    answer,
    failures: ['staff.approval.unknown', 'staff.approval.notYours', 'staff.approval.stateOther'],
  },
});
