/** 卡片檢視: of each use the pair that the card's directory names first. */
import t from 'tap';
import { CardProtocolError } from '../../../card/errors.js';
import { openCard } from '../../../card/drivers/registry.js';
import { jobResultSchema } from '../../../daemon/contract/messages.js';
import type { AnyStep, AnyStepContext } from '../../../daemon/jobs/step.js';
import { viewCard } from '../../../daemon/jobs/kinds/viewCard.js';
import { readCertificate } from '../../../base/pki/certificate.js';
import { MemoryCardStore } from '../../virtual/cardStore.js';
import { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo, pins, prepare, secret } from '../card/support/cards.js';
import { certificateFor } from '../card/support/certificates.js';
import { withData } from '../card/support/contents.js';

const step = viewCard.steps({})[0] as AnyStep;

async function view(store: MemoryCardStore): Promise<unknown> {
  const card = await openCard(connectionTo(new VirtualCard(store)));
  const facts = await step.run({ card } as unknown as AnyStepContext);
  return jobResultSchema.parse(viewCard.result({ outcome: () => facts, cardSerial: card.identity.serial, input: {} }));
}

void t.test('a prepared card, a single-key card, and one that was renewed', async (t) => {
  const store = new MemoryCardStore();
  const driver = await openCard(connectionTo(new VirtualCard(store)));
  await prepare(driver);
  t.match(await view(store), { lifeCycle: 'prepared', certificates: [], pins: [{ triesLeft: 3 }, { triesLeft: 3 }] });

  const serials: string[] = [];
  await driver.verifyPin(1, secret(pins[1]));
  for (const place of ['a', 'b'] as const) {
    const publicKey = await driver.generateKey('signEncrypt', place, 'rsa2048');
    await driver.writeKeyObjects('signEncrypt', place, publicKey);
    const certificate = certificateFor(publicKey, 0);
    await driver.writeCertificate('signEncrypt', place, certificate);
    serials.push(readCertificate(certificate).serial);
  }
  const certificates = (serial: string | undefined): object[] => [{ use: 'signEncrypt', serial }];
  t.match(await view(store), { lifeCycle: 'issued', certificates: certificates(serials[0]) });
  await driver.makeCurrent('signEncrypt', 'b');
  t.match(await view(store), { lifeCycle: 'issued', certificates: certificates(serials[1]) });

  const nonsense = withData(store, 1, '3401', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01));
  await t.rejects(view(nonsense), CardProtocolError);
});
