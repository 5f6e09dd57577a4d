/** What the counter offers, section by section: the one place to add one. */
import { AuditLog } from './audit/AuditLog.js';
import { Approvals } from '../staff/approvals/Approvals.js';
import { Console } from './Console.js';
import { Letters } from './letters/Letters.js';
import { Reports } from './reports/Reports.js';
import type { Section } from '../staff/section.js';
import { Staff } from './people/Staff.js';
import { Stock } from '../stock/Stock.js';

export const sections: readonly [Section, ...Section[]] = [
  { id: 'work', word: 'sectionWork', permission: 'view', View: Console },
  { id: 'letters', word: 'sectionLetters', permission: 'letters', View: Letters },
  { id: 'reports', word: 'sectionReports', permission: 'reports', View: Reports },
  { id: 'stock', word: 'sectionStock', permission: 'reports', View: Stock },
  { id: 'approvals', word: 'sectionApprovals', permission: 'view', View: Approvals },
  { id: 'audit', word: 'sectionAudit', permission: 'audit', View: AuditLog },
  { id: 'staff', word: 'sectionStaff', permission: 'audit', View: Staff },
];
