/** The steps of each kind of job, by name and in order: no check and no report leaves a table unseen. */
import t from 'tap';
import { jobKindSchema } from '../../../daemon/contract/messages.js';
import type { JobKind } from '../../../daemon/contract/messages.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';

type Uses = 'separate' | 'single';
type Use = 'Signing' | 'Encryption' | 'Single';

const keys = (use: Use): string[] => [`generate${use}Key:repeatable`, `request${use}:repeatable`];
const written = (use: Use): string[] => [`write${use}Certificate:repeatable`, `check${use}Key:read`];
const current = (use: Use): string => `make${use}Current:repeatable`;
const begun = (pin: 1 | 2): string[] => [`setPuk${pin}:once`, `createFiles${pin}:repeatable`];

const checkCard = 'checkCard:read';
const openOrder = 'openOrder:repeatable';
const obtainCertificates = 'obtainCertificates:repeatable';

/** New keys beside the old ones; the signing pair is put first last. */
const newPairs: Record<Uses, readonly string[]> = {
  separate: [
    ...[...keys('Signing'), ...keys('Encryption'), obtainCertificates],
    ...[...written('Encryption'), ...written('Signing'), current('Signing'), current('Encryption')],
  ],
  single: [...keys('Single'), obtainCertificates, ...written('Single'), current('Single')],
};

const handedOver = ['deliverPin1:once', 'deliverPin2:once', 'reportIssued:repeatable'];

const same = (...steps: string[]): Record<Uses, readonly string[]> => ({ separate: steps, single: steps });

const tables: Record<JobKind, Record<Uses, readonly string[]>> = {
  issueCard: {
    separate: [
      ...[checkCard, openOrder, ...begun(1), 'setTransportPin1:once', ...keys('Signing')],
      ...[...begun(2), 'setTransportPin2:once', ...keys('Encryption'), obtainCertificates],
      ...[...written('Encryption'), ...written('Signing'), ...handedOver],
    ],
    single: [
      ...[checkCard, openOrder, ...begun(1), 'setTransportPin1:once', ...keys('Single')],
      ...[...begun(2), 'setTransportPin2:once', obtainCertificates, ...written('Single'), ...handedOver],
    ],
  },
  prepareCard: same(
    ...[checkCard, openOrder, ...begun(1), 'setInitialPin1:once', ...begun(2), 'setInitialPin2:once'],
    'reportPrepared:repeatable',
  ),
  applyCertificates: {
    separate: [
      ...[checkCard, openOrder, 'verifyPins:repeatable', 'recordTerms:repeatable', ...newPairs.separate],
      'reportIssued:repeatable',
    ],
    single: [
      ...[checkCard, openOrder, 'verifyPins:repeatable', 'recordTerms:repeatable', ...newPairs.single],
      'reportIssued:repeatable',
    ],
  },
  renewCertificates: {
    separate: [
      ...[checkCard, 'proveCard:repeatable', openOrder, 'confirm:read', 'recordTerms:repeatable'],
      ...[...newPairs.separate, 'reportRenewed:repeatable'],
    ],
    single: [
      ...[checkCard, 'proveCard:repeatable', openOrder, 'confirm:read', 'recordTerms:repeatable'],
      ...[...newPairs.single, 'reportRenewed:repeatable'],
    ],
  },
  writeCertificates: {
    separate: [
      ...[checkCard, 'fetchCertificates:repeatable', 'match:read', 'verifyPins:repeatable'],
      ...[...written('Signing'), current('Signing'), ...written('Encryption'), current('Encryption')],
      'reportRewritten:repeatable',
    ],
    single: [
      ...[checkCard, 'fetchCertificates:repeatable', 'match:read', 'verifyPins:repeatable'],
      ...[...written('Single'), current('Single'), 'reportRewritten:repeatable'],
    ],
  },
  unblockPin: same(checkCard, 'resetRetryCounter:once', 'confirm:read', 'reportPukUse:repeatable'),
  changePin: same('changePin:once', 'record:repeatable'),
  viewCard: same('readCard:read'),
};

for (const kind of jobKindSchema.options) {
  await t.test(kind, (t) => {
    for (const certificateUses of ['separate', 'single'] as const) {
      const steps = jobTypes[kind].steps({ certificateUses, pin: 1 });
      t.same(
        steps.map((step) => `${step.name}:${step.kind}`),
        tables[kind][certificateUses],
        certificateUses,
      );
    }
    t.end();
  });
}
