/** A file may be dropped anywhere on the page, so that nobody has to aim at a small area. */
import { useEffect, useEffectEvent, useState } from 'react';

/** What was dropped: one file, or why nothing of it is read. */
export type Dropped = { readonly file: File } | { readonly problem: 'fileMany' | 'fileFolder' | 'fileNone' };

/** @returns is something held over the page? */
export function useDroppedFile(onDropped: (dropped: Dropped) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const take = useEffectEvent(onDropped);
  useEffect(() => {
    const over = () => setIsOver(true);
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setIsOver(false);
    };
    const drop = ({ dataTransfer }: DragEvent) => {
      setIsOver(false);
      take(droppedOf(dataTransfer));
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}

/** An order is one file: which of two was meant, nobody knows. */
function droppedOf(transfer: DataTransfer | null): Dropped {
  const [file, ...others] = transfer?.files ?? [];
  if (file === undefined) return { problem: 'fileNone' };
  if (others.length > 0) return { problem: 'fileMany' };
  const [item] = Array.from(transfer?.items ?? []).filter(({ kind }) => kind === 'file');
  return item?.webkitGetAsEntry()?.isDirectory === true ? { problem: 'fileFolder' } : { file };
}
