import type { StaffRole } from '../../../daemon/contract/messages.js';
import type { WordKey } from '../../words/staffPages.js';

export const roleWords: Readonly<Record<StaffRole, WordKey>> = {
  counterOfficer: 'roleCounterOfficer',
  batchOperator: 'roleBatchOperator',
  supervisor: 'roleSupervisor',
  maintainer: 'roleMaintainer',
  auditor: 'roleAuditor',
};

export const staffRoles = Object.keys(roleWords) as readonly StaffRole[];
