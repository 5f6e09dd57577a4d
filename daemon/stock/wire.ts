/** Stock and quarantines as messages. The domain types beside this file know nothing of them. */
import type {
  WireAffectedCardList,
  WireQuarantine,
  WireStock,
  WireStockBox,
  WireStockBoxDetail,
  WireStockBoxList,
  WireStockMovement,
} from '../contract/messages.js';
import type { AffectedPage } from './affectedCards.js';
import type { Box, BoxDetail, BoxList } from './boxes.js';
import type { QuarantineView } from './quarantines.js';
import type { StockNow } from './stock.js';
import type { StockMovement } from './stockTable.js';

export function movementToWire(movement: StockMovement): WireStockMovement {
  return { ...movement };
}

export function stockToWire({ balance, inBoxes, movements }: StockNow): WireStock {
  return { balance, inBoxes, movements: movements.map(movementToWire) };
}

/** That its receipt was undone shows in its count. */
export function boxToWire(box: Box): WireStockBox {
  return {
    id: box.id,
    label: box.label,
    family: box.family,
    range: box.range,
    count: box.count,
    lot: box.lot,
    deliveryNote: box.deliveryNote,
    receivedAt: box.receivedAt,
    receivedBy: box.receivedBy,
    place: box.place,
    tally: box.tally,
    lastCountedAt: box.lastCountedAt,
    quarantineIds: [...box.quarantineIds],
  };
}

export function boxListToWire({ boxes, families }: BoxList): WireStockBoxList {
  return { boxes: boxes.map(boxToWire), families: [...families] };
}

export function boxDetailToWire({ box, movements, cards }: BoxDetail): WireStockBoxDetail {
  return { box: boxToWire(box), movements: movements.map(movementToWire), cards: [...cards] };
}

export function quarantineToWire(quarantine: QuarantineView): WireQuarantine {
  return { ...quarantine };
}

export function affectedToWire({ cards, next }: AffectedPage): WireAffectedCardList {
  return { cards: cards.map((card) => ({ ...card, certificates: [...card.certificates] })), next };
}
