/** The batch line and its orders as messages. The domain types beside this file know nothing of them. */
import { toWireFailure } from '../contract/failures/wireFailure.js';
import type {
  WireBatchDryRun,
  WireBatchEntry,
  WireBatchEntryList,
  WireBatchLine,
  WireBatchOrder,
  WireBatchOrderList,
  WireBatchReport,
  WireBatchTile,
  WireEvent,
  WirePlacedBatchOrder,
} from '../contract/messages.js';
import { wireQuestion } from '../jobs/jobView.js';
import { approvalToWire } from '../operators/wire.js';
import type { LineEvent } from './batch.js';
import type { BatchEntry } from './batchEntryTable.js';
import type { DryRun } from './dryRun.js';
import type { LineView } from './lineScreen.js';
import type { OrderProgress } from './orderEntries.js';
import type { EntryPage, OrderPage } from './orders.js';
import type { PlacedOrder } from './placing.js';
import type { BatchReport } from './report.js';
import type { Tile } from './tiles.js';

export function orderToWire(order: OrderProgress): WireBatchOrder {
  return {
    id: order.id,
    raId: order.raId,
    raOrderId: order.raOrderId,
    name: order.name,
    product: order.product,
    state: order.state,
    priority: order.priority,
    placedBy: order.placedBy,
    placedAt: order.placedAt,
    approvedBy: order.approvedBy,
    startedAt: order.startedAt,
    endedAt: order.endedAt,
    counts: { ...order.counts },
    cardsAnHour: order.cardsAnHour,
    remainingSeconds: order.remainingSeconds,
  };
}

function entryToWire(entry: BatchEntry): WireBatchEntry {
  return {
    number: entry.number,
    registrationId: entry.registrationId,
    userIdentifier: entry.userIdentifier,
    name: entry.name,
    state: entry.state,
    jobId: entry.jobId,
    cardSerial: entry.cardSerial,
    readerId: entry.readerId,
    failure: entry.failure && toWireFailure(entry.failure),
    startedAt: entry.startedAt,
    endedAt: entry.endedAt,
  };
}

function tileToWire({ failure, question, ...tile }: Tile): WireBatchTile {
  return {
    ...tile,
    failure: failure && toWireFailure(failure),
    question: question && wireQuestion(question),
  };
}

export function lineToWire({ tiles, orders, failures, outside, otherReaders, approvalAbove }: LineView): WireBatchLine {
  const ofOrder = (entry: BatchEntry): WireBatchLine['failures'][number] => ({
    orderId: entry.orderId,
    entry: entryToWire(entry),
  });
  return {
    tiles: tiles.map(tileToWire),
    otherReaders: [...otherReaders],
    orders: orders.map(orderToWire),
    approvalAbove,
    failures: failures.map(ofOrder),
    outside: outside.map(ofOrder),
  };
}

export function lineEventToWire(event: LineEvent): Extract<WireEvent, { type: 'batch' | 'batchOrder' | 'batchTile' }> {
  switch (event.type) {
    case 'batch':
      return event;
    case 'batchOrder':
      return { type: 'batchOrder', order: orderToWire(event.order) };
    case 'batchTile':
      return { type: 'batchTile', tile: tileToWire(event.tile) };
  }
}

export function orderPageToWire({ orders, more }: OrderPage): WireBatchOrderList {
  return { orders: orders.map(orderToWire), more };
}

export function entryPageToWire({ entries, more }: EntryPage): WireBatchEntryList {
  return { entries: entries.map(entryToWire), more };
}

export function placedToWire({ order, approval }: PlacedOrder): WirePlacedBatchOrder {
  return { order: orderToWire(order), approval: approval && approvalToWire(approval) };
}

export function dryRunToWire({ bad, ...dryRun }: DryRun): WireBatchDryRun {
  return { ...dryRun, bad: bad.map((line) => ({ ...line, reason: toWireFailure(line.reason) })) };
}

export function reportToWire({ order, failures, spoiled, stock, readers }: BatchReport): WireBatchReport {
  return {
    order: orderToWire(order),
    failures: failures.map(entryToWire),
    spoiled: [...spoiled],
    stock: { ...stock },
    readers: [...readers],
  };
}
