/** What staff may be allowed to do. */
import { z } from 'zod';

export const permissionSchema = z
  .enum([
    'view',
    'issue',
    'subscriberWork',
    'revoke',
    'approve',
    'resetPassword',
    'letters',
    'spoil',
    'stock',
    'batch',
    'reports',
    'operators',
    'audit',
    'environment',
    'facts',
  ])
  .describe(
    '`view`: the work list, readers, cards, jobs, histories. `issue`: 製卡. `subscriberWork`: at the counter what a subscriber does ' +
      'at the kiosk. `revoke`: ask for 憑證廢止. `approve`: be the second person. `resetPassword`: 網站密碼重設. `letters`: 密碼單. ' +
      '`spoil`: 作廢. `stock`: take in and count cards. `batch`: 批次製卡. `reports`: make and read them. `operators`: keep staff ' +
      'accounts. `audit`: read the audit log and the list of staff. `environment`: 環境檢測. `facts`: see what the RAs refused, and ' +
      'send it again.',
  );
export type Permission = z.infer<typeof permissionSchema>;
