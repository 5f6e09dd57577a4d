/** The only list of the API's routes, in the order in which they are tried and documented. */
import type { Localized } from '../messages.js';
import type { RouteFacts } from '../route.js';
import { documentRoutes } from './documents.js';
import { batchRoutes } from './batch.js';
import { batchLetterRoutes } from './batchLetters.js';
import { auditRoutes } from './audit.js';
import { approvalRoutes } from './approvals.js';
import { environmentRoutes } from './environment.js';
import { caseRoutes } from './cases.js';
import { jobRoutes } from './jobs.js';
import { letterRoutes } from './letters.js';
import { quarantineRoutes } from './quarantines.js';
import { reportRoutes } from './reports.js';
import { operatorRoutes } from './operators.js';
import { raRoutes } from './ras.js';
import { recoveryRoutes } from './recovery.js';
import { revocationRoutes } from './revocations.js';
import { registrationRoutes } from './registrations.js';
import { screenRoutes } from './screens.js';
import { sessionRoutes } from './session.js';
import { stockRoutes } from './stock.js';
import { subscriberRoutes } from './subscribers.js';
import { staffRoutes } from './staff.js';

/** Routes of one subject by operation: a chapter of the documents. */
export interface RouteGroup {
  readonly name: string;
  readonly title: Localized;
  readonly routes: Readonly<Record<string, RouteFacts>>;
}

export const routeGroups = [
  { name: 'sessions', title: { 'zh-TW': '連線與登入', en: 'Sessions and logins' }, routes: sessionRoutes },
  { name: 'screens', title: { 'zh-TW': '畫面', en: 'Screens' }, routes: screenRoutes },
  { name: 'staff', title: { 'zh-TW': '人員登入', en: 'Staff at the screens' }, routes: staffRoutes },
  { name: 'ras', title: { 'zh-TW': '註冊中心', en: 'Registration authorities' }, routes: raRoutes },
  { name: 'subscribers', title: { 'zh-TW': '用戶', en: 'Subscribers' }, routes: subscriberRoutes },
  { name: 'jobs', title: { 'zh-TW': '作業', en: 'Jobs' }, routes: jobRoutes },
  { name: 'registrations', title: { 'zh-TW': '註冊資料', en: 'Registrations' }, routes: registrationRoutes },
  { name: 'cases', title: { 'zh-TW': '案件', en: 'Cases' }, routes: caseRoutes },
  { name: 'letters', title: { 'zh-TW': '密碼單', en: 'Password letters' }, routes: letterRoutes },
  { name: 'stock', title: { 'zh-TW': '庫存', en: 'Stock' }, routes: stockRoutes },
  { name: 'quarantines', title: { 'zh-TW': '隔離', en: 'Quarantine' }, routes: quarantineRoutes },
  { name: 'reports', title: { 'zh-TW': '報表', en: 'Reports' }, routes: reportRoutes },
  { name: 'batch', title: { 'zh-TW': '批次製卡', en: 'Batch line' }, routes: { ...batchRoutes, ...batchLetterRoutes } },
  { name: 'revocations', title: { 'zh-TW': '廢止與作廢', en: 'Revoking and spoiling' }, routes: revocationRoutes },
  { name: 'recovery', title: { 'zh-TW': '復原', en: 'Recovery of a card' }, routes: recoveryRoutes },
  { name: 'operators', title: { 'zh-TW': '人員帳號', en: 'Staff accounts' }, routes: operatorRoutes },
  { name: 'approvals', title: { 'zh-TW': '第二人核准', en: 'Second-person approval' }, routes: approvalRoutes },
  { name: 'audit', title: { 'zh-TW': '稽核紀錄', en: 'Audit log' }, routes: auditRoutes },
  { name: 'environment', title: { 'zh-TW': '環境檢測', en: 'Environment check' }, routes: environmentRoutes },
  { name: 'documents', title: { 'zh-TW': 'API 文件', en: 'Documents' }, routes: documentRoutes },
] as const satisfies readonly RouteGroup[];

type OneOf<Operations> = Operations extends unknown ? Operations[keyof Operations] : never;
type AnyRoute = OneOf<(typeof routeGroups)[number]['routes']>;

/** Every route by its method and path: what a client is inferred from. */
export type Routes = { readonly [R in AnyRoute as `${R['method']} ${R['path']}`]: R };
