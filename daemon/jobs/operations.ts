/** The operations of a card's family as a job stores them, and the steps that are made of them. */
import { z } from 'zod';
import type { KeyUse, PinReference } from '../../base/terms.js';
import type { PreparationOperation } from '../../card/drivers/driver.js';
import type { Step } from './step.js';
import { storedPinReference } from './storedInput.js';

/** Name of the step of an `own` operation. */
export type OwnStep = `own.${string}`;
type OwnOperation = Extract<PreparationOperation, { readonly what: 'own' }>;

export const storedOperations = z.array(
  z.discriminatedUnion('what', [
    z.object({ what: z.enum(['setPuk', 'createFiles', 'setPin', 'setPinAndPuk']), pin: storedPinReference }),
    z.object({ what: z.literal('makeKeys'), uses: z.array(z.enum(['sign', 'encrypt', 'signEncrypt'])) }),
    z.object({
      what: z.literal('own'),
      name: z.string(),
      kind: z.enum(['repeatable', 'once']),
      label: z.object({ 'zh-TW': z.string(), en: z.string() }),
    }),
  ]),
);

/** Those of a pair of IsoApplets, as they were when jobs did not store them. Stored jobs are resumed by it: do not change it. */
const beforeStored: readonly PreparationOperation[] = [
  { what: 'setPuk', pin: 1 },
  { what: 'createFiles', pin: 1 },
  { what: 'setPin', pin: 1 },
  { what: 'makeKeys', uses: ['sign', 'signEncrypt'] },
  { what: 'setPuk', pin: 2 },
  { what: 'createFiles', pin: 2 },
  { what: 'setPin', pin: 2 },
  { what: 'makeKeys', uses: ['encrypt'] },
];

export function operationsIn({
  operations = beforeStored,
}: {
  readonly operations?: readonly PreparationOperation[] | undefined;
}): readonly PreparationOperation[] {
  return operations;
}

/** The PINs that are set, in this order. */
export function pinsSetBy(operations: readonly PreparationOperation[]): readonly PinReference[] {
  return operations.flatMap((operation) =>
    operation.what === 'setPin' || operation.what === 'setPinAndPuk' ? [operation.pin] : [],
  );
}

/** What a kind of job makes of each operation. */
export interface OperationSteps<AStep> {
  setPuk(pin: PinReference): AStep;
  createFiles(pin: PinReference): AStep;
  setPin(pin: PinReference, withPuk: boolean): AStep;
  makeKeys(uses: readonly KeyUse[]): readonly AStep[];
  own(operation: OwnOperation): AStep;
}

export function stepsOf<AStep>(
  operations: readonly PreparationOperation[],
  steps: OperationSteps<AStep>,
): readonly AStep[] {
  return operations.flatMap((operation): readonly AStep[] => {
    switch (operation.what) {
      case 'setPuk':
        return [steps.setPuk(operation.pin)];
      case 'createFiles':
        return [steps.createFiles(operation.pin)];
      case 'setPin':
      case 'setPinAndPuk':
        return [steps.setPin(operation.pin, operation.what === 'setPinAndPuk')];
      case 'makeKeys':
        return steps.makeKeys(operation.uses);
      case 'own':
        return [steps.own(operation)];
    }
  });
}

/** An operation that only the card's family has. The card itself tells whether one that must not run twice was done. */
export function ownOperation({
  name,
  kind,
  label,
}: OwnOperation): Step<unknown, Record<OwnStep, Readonly<Record<string, never>>>, OwnStep> {
  return {
    name: `own.${name}`,
    kind,
    label,
    changesCard: true,
    async run({ card }) {
      if (card.perform === undefined) throw new Error(`the driver cannot do ${name}`);
      await card.perform(name);
      return {};
    },
    ...(kind === 'once' && {
      async probe({ card }) {
        if (card.isPerformed === undefined) throw new Error(`the driver does not tell whether ${name} was done`);
        return (await card.isPerformed(name)) ? { verdict: 'applied', facts: {} } : { verdict: 'notApplied' };
      },
    }),
  };
}
