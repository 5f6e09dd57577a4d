/** Moves the focus to an element when the focused button has disappeared, so that the keyboard continues from there. */
import { useEffect, useRef, type RefObject } from 'react';

/** @param occasion another one: something may have gone */
export function useKeptFocus<T extends HTMLElement>(occasion: unknown): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, [occasion]);
  return element;
}
