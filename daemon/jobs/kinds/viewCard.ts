/** 卡片檢視: reads what is on the card. Uses no try of a PIN. */
import { z } from 'zod';
import type { CardLifeCycle, PinStatus } from '../../../card/drivers/driver.js';
import { wireCertificate, type CertificateView } from '../../ras/certificateView.js';
import { jobType } from '../jobType.js';
import { type Step } from '../step.js';
import { storedInput } from '../storedInput.js';

const inputSchema = z.object({});
type Input = z.infer<typeof inputSchema>;

interface Outcomes {
  readCard: {
    readonly lifeCycle: CardLifeCycle;
    readonly pins: PinStatus[];
    readonly certificates: CertificateView[];
  };
}

const readCard: Step<Input, Outcomes, 'readCard'> = {
  name: 'readCard',
  kind: 'read',
  label: { 'zh-TW': '讀取晶片卡', en: 'Reading the card' },
  async run({ card }) {
    const { pins, lifeCycle, certificates: current } = await card.read();
    // A malformed directory ends the job here; a reading leaves its certificates out.
    await card.uses();
    const certificates = current.map(({ use, certificate }) => {
      if (certificate instanceof Error) throw certificate;
      return wireCertificate(use, certificate);
    });
    return { lifeCycle, pins: [...pins], certificates };
  },
};

export const viewCard = jobType<'viewCard', Input, Outcomes>({
  kind: 'viewCard',
  needsRa: 'never',
  makesKeys: 'no',
  bindsCard: false,
  onlyReads: true,
  input: storedInput(inputSchema),
  admit: () => ({}),
  steps: () => [readCard],
  result({ outcome, cardSerial }) {
    const { lifeCycle, pins, certificates } = outcome('readCard');
    return {
      cardSerial,
      lifeCycle,
      certificates,
      pins: pins.map(({ reference, pinSet, triesLeft, maxTries }) => ({ reference, pinSet, triesLeft, maxTries })),
    };
  },
});
