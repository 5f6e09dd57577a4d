/**
 * The card and its reader, drawn once for every screen. The pose tells what to do with the card; it moves only where the
 * card should go, and stands still under `prefers-reduced-motion`. The words beside it say the same: it is decoration.
 */
import { useId } from 'react';

export type CardPose =
  /** Not in the reader: put it in. */
  | 'insert'
  /** In the reader: leave it there. */
  | 'in'
  /** Done: take it. */
  | 'take'
  /** In the reader and not the one that should be there. */
  | 'wrong'
  /** The reader without a card. */
  | 'none';

export function CardPicture({ pose, className = '' }: { pose: CardPose; className?: string }) {
  const belowSlot = useId();
  return (
    <svg className={`card-picture ${className}`} data-pose={pose} viewBox="0 0 360 400" aria-hidden="true">
      <clipPath id={belowSlot}>
        <rect x="0" y="116" width="360" height="300" />
      </clipPath>
      <g className="picture-reader">
        <rect x="30" y="10" width="300" height="130" rx="18" />
        <path d="M30 92h300" />
        <circle className="picture-lamp" cx="298" cy="50" r="9" />
        <path d="M62 42h72M62 60h44" className="picture-thin" />
        <rect className="picture-slot" x="76" y="108" width="208" height="16" rx="8" />
      </g>
      <g clipPath={`url(#${belowSlot})`}>
        <g className="picture-card">
          <rect x="96" y="128" width="168" height="262" rx="14" />
          <path className="picture-band" d="M97.5 336h165v38.5a14 14 0 0 1-14 14h-137a14 14 0 0 1-14-14z" />
          <g className="picture-chip">
            <rect x="152" y="160" width="56" height="44" rx="7" />
            <path d="M152 175h17v14h-17M208 175h-17v14h17M169 160v44M191 160v44" />
          </g>
          <path className="picture-arrow picture-arrow-in" d="M180 306v-66M156 264l24-24 24 24" />
          <path className="picture-arrow picture-arrow-out" d="M180 240v66M156 282l24 24 24-24" />
          <path className="picture-cross" d="M148 240l64 64M212 240l-64 64" />
        </g>
      </g>
    </svg>
  );
}
