/** Stock of blank cards: what came, went, was counted; boxes with their serial ranges. */
import { z } from 'zod';

export const stockMovementKindSchema = z
  .enum(['received', 'returned', 'counted', 'moved', 'issued', 'spoiled'])
  .describe(
    'Blank cards that came, that went back, or that a person counted. Of a box besides: that it was moved to another place, and, ' +
      'where the serial numbers of its cards are not known, how many were taken out to be issued and how many are spoiled.',
  );

export const stockPlaceSchema = z.enum(['store', 'line', 'counter']).describe('庫房, 批次產線, 櫃檯');
export type WireStockPlace = z.infer<typeof stockPlaceSchema>;

export const stockMovementRequestSchema = z
  .strictObject({
    kind: z.enum(['received', 'returned', 'counted']),
    count: z.int().min(0).max(1_000_000),
    note: z.string().trim().max(200).default(''),
  })
  .describe('Of cards outside boxes.');
export type StockMovementRequest = z.input<typeof stockMovementRequestSchema>;

export const stockMovementSchema = z.object({
  id: z.string(),
  at: z.string(),
  kind: stockMovementKindSchema,
  count: z.int().describe('Cards; 0 where a box was moved.'),
  expected: z.int().describe('What stood in the books just before: of the box, or of all cards.'),
  note: z.string(),
  operator: z.string(),
  boxId: z.string().nullable().describe('null: cards outside boxes.'),
  place: stockPlaceSchema.nullable().describe('Where a box was received or moved to.'),
  undoes: z.string().nullable().describe('The movement that this one takes back.'),
  undoneBy: z.string().nullable().describe('The movement that took this one back.'),
});
export type WireStockMovement = z.infer<typeof stockMovementSchema>;

export const stockSchema = z.object({
  balance: z.int().describe('Blank cards that should be there now, in boxes and outside.'),
  inBoxes: z.int().describe('Of these, in boxes.'),
  movements: z.array(stockMovementSchema).describe('Newest first, at most 50.'),
});
export type WireStock = z.infer<typeof stockSchema>;

export const undoMovementSchema = z.strictObject({ note: z.string().trim().max(200).default('') });

export const serialRangeSchema = z
  .strictObject({ from: z.string().trim().min(1).max(64), to: z.string().trim().min(1).max(64) })
  .describe(
    'First and last serial number of cards: hex digits, both of the same length. Blanks, colons and case do not matter.',
  );
export type SerialRange = z.infer<typeof serialRangeSchema>;

export const receiveBoxSchema = z
  .strictObject({
    label: z.string().trim().min(1).max(64).describe('What stands on the box, as a scanner reads it.'),
    family: z.string().trim().min(1).max(64).describe('Card model: a name of `families`.'),
    range: serialRangeSchema.nullable().default(null),
    count: z.int().min(1).max(1_000_000).nullable().default(null).describe('null: as many as the range has numbers.'),
    lot: z.string().trim().max(64).default(''),
    deliveryNote: z.string().trim().max(64).default(''),
    place: stockPlaceSchema.default('store'),
    note: z.string().trim().max(200).default(''),
  })
  .describe('A box that came: by the serial numbers of its cards, or by their number alone.');
export type ReceiveBox = z.input<typeof receiveBoxSchema>;

export const stockBoxSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    family: z.string(),
    range: serialRangeSchema.nullable(),
    count: z.int().describe('Cards received; 0 when its receipt was taken back.'),
    lot: z.string(),
    deliveryNote: z.string(),
    receivedAt: z.string(),
    receivedBy: z.string(),
    place: stockPlaceSchema,
    tally: z
      .object({
        left: z.int(),
        issued: z.int().describe('Issued or prepared; without serial numbers: taken out for it.'),
        spoiled: z.int(),
        returned: z.int(),
        missing: z.int().describe('By the counts of the box; below 0: more were found than had been received.'),
      })
      .describe('Every card of the box: left + issued + spoiled + returned + missing = count.'),
    lastCountedAt: z.string().nullable(),
    quarantineIds: z.array(z.string()).describe('Quarantines in force that hold blank cards of it back.'),
  })
  .describe('A box of blank cards, and where every one of them is.');
export type WireStockBox = z.infer<typeof stockBoxSchema>;

export const listBoxesSchema = z.strictObject({
  which: z.enum(['open', 'all']).default('open').describe('`open`: with a card left, or counted wrong.'),
});

export const stockBoxListSchema = z.object({
  boxes: z.array(stockBoxSchema).describe('Newest first, at most 500.'),
  families: z.array(z.string()).describe('Card models that the gateway knows.'),
});
export type WireStockBoxList = z.infer<typeof stockBoxListSchema>;

export const stockBoxDetailSchema = z.object({
  box: stockBoxSchema,
  movements: z.array(stockMovementSchema).describe('Newest first, at most 200.'),
  cards: z
    .array(
      z.object({
        serial: z.string(),
        stockNumber: z.int(),
        fate: z
          .enum(['blank', 'issued', 'spoiled'])
          .describe('`blank`: it was in a reader, and nothing was made of it.'),
        at: z.string().describe('When that happened; of a blank, when it was met first.'),
      }),
    )
    .describe('Cards of its serial range that were in a reader here, by serial number, at most 1000.'),
});
export type WireStockBoxDetail = z.infer<typeof stockBoxDetailSchema>;

export const boxMovementSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('moved'),
      place: stockPlaceSchema,
      note: z.string().trim().max(200).default(''),
    }),
    z.strictObject({
      kind: z.enum(['counted', 'returned', 'issued', 'spoiled']),
      count: z.int().min(0).max(1_000_000),
      note: z.string().trim().max(200).default(''),
    }),
  ])
  .describe(
    '`counted`: so many blank cards lie in it. `returned`: so many went back to where they came from. `issued`, `spoiled`: only of a ' +
      'box without serial numbers; of the others the cards themselves tell.',
  );
export type BoxMovement = z.input<typeof boxMovementSchema>;

export const findBoxSchema = z.strictObject({ serial: z.string().trim().min(1).max(64) });
export const foundBoxSchema = z.object({ box: stockBoxSchema.nullable() });
