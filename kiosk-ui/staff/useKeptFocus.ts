/** Where the focus goes when the button that had it is gone: the keyboard goes on from there. */
import { useEffect, useRef, type RefObject } from 'react';

/** @param occasion another one: something may have gone */
export function useKeptFocus<T extends HTMLElement>(occasion: unknown): RefObject<T | null> {
  const place = useRef<T>(null);
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [occasion]);
  return place;
}
