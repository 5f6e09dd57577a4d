/** Outside a field, what ends a scan must not press what happens to have the focus, nor move on from it. */
import { useEffect } from 'react';
import { endsScan } from './scanner.js';

export function useScannerGuard(): void {
  useEffect(() => {
    let lastPrintable: number | null = null;
    const guard = (event: KeyboardEvent) => {
      const { key, target, timeStamp } = event;
      if (target instanceof HTMLInputElement) return;
      if (endsScan(key, lastPrintable === null ? null : timeStamp - lastPrintable)) {
        event.preventDefault();
        event.stopPropagation();
      }
      lastPrintable = key.length === 1 && key !== ' ' ? timeStamp : null;
    };
    window.addEventListener('keydown', guard, { capture: true });
    return () => window.removeEventListener('keydown', guard, { capture: true });
  }, []);
}
