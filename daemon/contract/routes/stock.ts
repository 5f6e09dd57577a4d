/** Stock of blank cards: boxes, movements and counts. */
import { z } from 'zod';
import {
  boxMovementSchema,
  findBoxSchema,
  foundBoxSchema,
  listBoxesSchema,
  receiveBoxSchema,
  stockBoxDetailSchema,
  stockBoxListSchema,
  stockBoxSchema,
  stockMovementRequestSchema,
  stockMovementSchema,
  stockSchema,
  undoMovementSchema,
} from '../messages.js';
import { defineContract } from '../route.js';

const params = z.object({ id: z.uuid() });

export const rangeFailures = [
  'stock.range.notHex',
  'stock.range.length',
  'stock.range.unequal',
  'stock.range.backwards',
] as const;

export const stockRoutes = defineContract({
  getStock: {
    method: 'GET',
    path: '/api/stock',
    title: { 'zh-TW': '空白卡庫存', en: 'Stock of blank cards' },
    who: 'staff',
    permission: 'reports',
    answer: stockSchema,
  },
  recordMovement: {
    method: 'POST',
    path: '/api/stock/movements',
    title: { 'zh-TW': '登記盒外空白卡的異動', en: 'Record what came, went or was counted outside boxes' },
    who: 'staff',
    permission: 'stock',
    body: stockMovementRequestSchema,
    status: 201,
    answer: stockMovementSchema,
  },
  undoMovement: {
    method: 'POST',
    path: '/api/stock/movements/{id}/undo',
    title: { 'zh-TW': '沖銷誤登的異動', en: 'Take back a movement that was wrong' },
    about:
      'By another movement that names it; nothing is deleted. Refused once the same cards were counted: the count has corrected it ' +
      'already. Where the receipt of a box is taken back, its serial numbers may be received again.',
    who: 'staff',
    permission: 'stock',
    params,
    body: undoMovementSchema,
    status: 201,
    answer: stockMovementSchema,
    failures: ['stock.undo.unknown', 'stock.undo.already', 'stock.undo.counted', 'stock.undo.boxUsed'],
  },
  listBoxes: {
    method: 'GET',
    path: '/api/stock/boxes',
    title: { 'zh-TW': '空白卡盒', en: 'Boxes of blank cards' },
    who: 'staff',
    permission: 'reports',
    query: listBoxesSchema,
    answer: stockBoxListSchema,
  },
  receiveBox: {
    method: 'POST',
    path: '/api/stock/boxes',
    title: { 'zh-TW': '收到一盒空白卡', en: 'Receive a box' },
    who: 'staff',
    permission: 'stock',
    body: receiveBoxSchema,
    status: 201,
    answer: stockBoxSchema,
    failures: [
      ...rangeFailures,
      'stock.range.overlaps',
      'stock.box.countMissing',
      'stock.box.tooMany',
      'stock.box.labelTaken',
      'stock.box.cardsUsed',
    ],
  },
  findBox: {
    method: 'GET',
    path: '/api/stock/box-of-card',
    title: { 'zh-TW': '晶片卡所屬的盒', en: 'The box that a card belongs to' },
    about: 'By the serial number of the card, whether it was in a reader or not.',
    who: 'staff',
    permission: 'view',
    query: findBoxSchema,
    answer: foundBoxSchema,
  },
  getBox: {
    method: 'GET',
    path: '/api/stock/boxes/{id}',
    title: { 'zh-TW': '一盒空白卡的全部內容', en: 'Everything of one box' },
    who: 'staff',
    permission: 'reports',
    params,
    answer: stockBoxDetailSchema,
    failures: ['stock.box.unknown'],
  },
  moveBox: {
    method: 'POST',
    path: '/api/stock/boxes/{id}/movements',
    title: { 'zh-TW': '登記一盒的異動', en: 'Record what happened to a box' },
    who: 'staff',
    permission: 'stock',
    params,
    body: boxMovementSchema,
    status: 201,
    answer: stockBoxSchema,
    failures: ['stock.box.unknown', 'stock.move.voided', 'stock.move.bySerial', 'stock.move.tooMany'],
  },
});
