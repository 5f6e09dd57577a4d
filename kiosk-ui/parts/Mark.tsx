/** A state as a shape; a word stands beside it wherever it is used, so it is decoration for a screen reader. */
export type MarkShape =
  | 'pending'
  | 'running'
  | 'done'
  | 'skipped'
  | 'failed'
  | 'locked'
  | 'warn'
  | 'wait'
  | 'ask'
  | 'ready'
  | 'card'
  /** Towards the reader, as the picture of card and reader stands. */
  | 'insert'
  /** Out of it. */
  | 'takeOut';

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
  ready: 'busy',
  card: 'quiet',
  insert: 'busy',
  takeOut: 'warn',
};

const paths: Readonly<Record<MarkShape, string>> = {
  pending: 'M12 5a7 7 0 1 0 .01 0z',
  running: 'M12 4a8 8 0 1 0 8 8M20 12l-3-3M20 12l2.5-3.5',
  done: 'M4 12.5l5.5 5.5L20 7',
  skipped: 'M5 12h14',
  failed: 'M4 4l16 16M20 4L4 20',
  locked: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  warn: 'M12 3.5L22 20.5H2zM12 10v5M12 17.5v.6',
  wait: 'M6 3.5h12M6 20.5h12M7.5 3.5v3.5l9 10v3.5M16.5 3.5v3.5l-9 10v3.5',
  ready: 'M12 4a8 8 0 1 0 .01 0zM12 10.5a1.5 1.5 0 1 0 .01 0z',
  card: 'M3 5.5h18v13H3zM6 10h5v4.5H6zM14 11h4M14 14h4',
  insert: 'M3 3.5h18M12 21V8.5M6 14l6-6 6 6',
  takeOut: 'M3 3.5h18M12 8v12.5M6 15l6 6 6-6',
  ask: 'M12 3a9 9 0 1 0 .01 0zM9.4 9.6a2.6 2.6 0 1 1 3.7 2.3c-.8.4-1.1.9-1.1 1.7M12 16.6v.3',
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
