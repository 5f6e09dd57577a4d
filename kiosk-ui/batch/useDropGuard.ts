/** Left alone, a browser opens a file that is dropped on it, and the screen of the line is gone. */
import { useEffect } from 'react';

export function useDropGuard(): void {
  useEffect(() => {
    const guard = (event: DragEvent) => event.preventDefault();
    window.addEventListener('dragover', guard);
    window.addEventListener('drop', guard);
    return () => {
      window.removeEventListener('dragover', guard);
      window.removeEventListener('drop', guard);
    };
  }, []);
}
