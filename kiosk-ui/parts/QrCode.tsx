/** A QR code, black on white with its quiet zone (ISO/IEC 18004 §9.1), whatever the colours of the screen are. */
import { encode } from 'uqr';

const quietZone = 4;

export function QrCode({ text, label }: { text: string; label: string }) {
  const { data } = encode(text, { border: quietZone });
  const size = data.length;
  const path = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
