/** Names and what stands behind them. Long names and serial numbers break anywhere rather than leave the screen. */
import type { ReactNode } from 'react';

export interface FactLine {
  readonly name: string;
  readonly value: ReactNode;
  /** Figures and identifiers: letters of one width. */
  readonly code?: boolean;
}

export function Facts({ lines }: { lines: readonly FactLine[] }) {
  return (
    <dl className="facts">
      {lines.map(({ name, value, code = false }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={code ? 'serial' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
