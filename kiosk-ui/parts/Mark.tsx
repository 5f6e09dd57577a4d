/** A state as a shape; a word stands beside it wherever it is used, so it is decoration for a screen reader. */
export type MarkShape =
  'pending' | 'running' | 'done' | 'skipped' | 'failed' | 'locked' | 'warn' | 'wait' | 'ask' | 'card';

/** Which of the four state colours belongs to a shape. */
const tones: Readonly<Record<MarkShape, 'quiet' | 'busy' | 'good' | 'bad' | 'warn'>> = {
  pending: 'quiet',
  running: 'busy',
  done: 'good',
  skipped: 'quiet',
  failed: 'bad',
  locked: 'bad',
  warn: 'warn',
  wait: 'warn',
  ask: 'warn',
  card: 'quiet',
};

const paths: Readonly<Record<MarkShape, string>> = {
  pending: 'M12 5a7 7 0 1 0 .01 0z',
  running: 'M12 4a8 8 0 1 0 8 8M20 12l-3-3M20 12l2.5-3.5',
  done: 'M4 12.5l5.5 5.5L20 7',
  skipped: 'M5 12h14',
  failed: 'M6 6l12 12M18 6L6 18',
  locked: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  warn: 'M12 3.5L22 20.5H2zM12 10v5M12 17.5v.6',
  wait: 'M6 3.5h12M6 20.5h12M7.5 3.5v3.5l9 10v3.5M16.5 3.5v3.5l-9 10v3.5',
  card: 'M3 5.5h18v13H3zM6 10h5v4.5H6zM14 11h4M14 14h4',
  ask: 'M8 8.5a4 4 0 1 1 5.5 3.700c-1 .5-1.5 1-1.5 2.300M12 18.5v.6',
};

export function Mark({ shape }: { shape: MarkShape }) {
  return (
    <svg className="mark" data-tone={tones[shape]} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[shape]} />
    </svg>
  );
}

/** A shape and its word. */
export function State({ shape, word }: { shape: MarkShape; word: string }) {
  return (
    <span className="state" data-tone={tones[shape]}>
      <Mark shape={shape} />
      <span>{word}</span>
    </span>
  );
}
