/** Has somebody scrolled to the end of a text? */
import { useEffect, useRef, useState, type RefObject } from 'react';

/** Layout rounds. */
const tolerancePx = 8;

/** @returns the place of the scrolled area, and whether its end was in sight */
export function useReadToEnd<T extends HTMLElement>(): readonly [RefObject<T | null>, boolean] {
  const element = useRef<T>(null);
  const [readToEnd, setReadToEnd] = useState(false);
  useEffect(() => {
    const area = element.current;
    if (area === null) return;
    const check = () => {
      if (area.scrollTop + area.clientHeight >= area.scrollHeight - tolerancePx) setReadToEnd(true);
    };
    area.addEventListener('scroll', check);
    // What fits without scrolling is read when it is seen; the size of the text may change.
    const observer = new ResizeObserver(check);
    observer.observe(area);
    return () => {
      area.removeEventListener('scroll', check);
      observer.disconnect();
    };
  }, []);
  return [element, readToEnd];
}
