/** The batch line: its tiles, its orders, its readers. */
import { Approvals } from '../staff/approvals/Approvals.js';
import type { Section } from '../staff/section.js';
import { StaffScreen } from '../staff/StaffScreen.js';
import { Stock } from '../stock/Stock.js';
import { Line } from './Line.js';
import { LineReaders } from './LineReaders.js';
import { Orders } from './orders/Orders.js';
import { useDropGuard } from './useDropGuard.js';
import { useScannerGuard } from './useScannerGuard.js';

const sections: readonly [Section, ...Section[]] = [
  { id: 'line', word: 'sectionLine', permission: 'view', View: Line },
  { id: 'orders', word: 'sectionOrders', permission: 'view', View: Orders },
  { id: 'readers', word: 'sectionLineReaders', permission: 'view', View: LineReaders },
  { id: 'stock', word: 'sectionStock', permission: 'reports', View: Stock },
  { id: 'approvals', word: 'sectionApprovals', permission: 'view', View: Approvals },
];

export function Batch() {
  useScannerGuard();
  useDropGuard();
  return <StaffScreen name="batchName" sections={sections} />;
}
