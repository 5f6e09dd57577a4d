/** What lies open in the middle of the cases. */
import type { WireCertificateRecord } from '../../daemon/contract/messages.js';

export type Selection =
  | { readonly kind: 'case'; readonly raId: string; readonly id: string }
  | { readonly kind: 'reader'; readonly id: string }
  | { readonly kind: 'card'; readonly serial: string }
  | { readonly kind: 'certificate'; readonly raId: string; readonly certificate: WireCertificateRecord };

/** Two selections with the same key are one. */
export function selectionKey(selection: Selection): string {
  switch (selection.kind) {
    case 'case':
      return `case ${selection.raId} ${selection.id}`;
    case 'reader':
      return `reader ${selection.id}`;
    case 'card':
      return `card ${selection.serial}`;
    case 'certificate':
      return `certificate ${selection.raId} ${selection.certificate.serial}`;
  }
}
