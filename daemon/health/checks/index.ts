/** The list of all checks, in the order in which they are shown and repaired. The page and the shell both use it. */
import type { Config } from '../../../config/schema.js';
import type { Check } from '../check.js';
import { auditCheck } from './audit.js';
import { copyChecks } from './copies.js';
import { gatewayChecks } from './gateway.js';
import { holderChecks } from './holders.js';
import { pcscServiceChecks } from './pcscService.js';
import { raChecks } from './ra.js';
import { readerChecks } from './readers.js';
import { screenChecks } from './screens.js';
import { pinsCheck } from './pins.js';
import { rowsCheck } from './rows.js';
import { staffCardChecks } from './staffCards.js';
import { storeChecks } from './store.js';
import { syslogCheck } from './syslog.js';

export function environmentChecks({ ras, audit }: Config): readonly Check[] {
  return [
    ...gatewayChecks,
    ...staffCardChecks,
    ...pcscServiceChecks,
    ...readerChecks,
    ...holderChecks,
    ...raChecks(ras),
    ...ras.map(pinsCheck),
    ...storeChecks,
    rowsCheck,
    auditCheck,
    ...(audit.syslog === null ? [] : [syslogCheck]),
    ...copyChecks,
    ...screenChecks,
  ];
}
