/** What the frame around a screen has to know of it. Pure. */
import type { Screen } from './screen.js';

/** A new key is a new screen: it mounts afresh and its heading takes the focus. */
export function screenKey(screen: Screen): string {
  if (screen.name === 'entry') return `entry ${screen.field}`;
  if ('pageKey' in screen) return screen.pageKey;
  if (screen.name === 'otherCard') return 'pulled';
  if (screen.name === 'question') return `question ${screen.job.id} ${screen.question.kind} ${screen.job.updatedAt}`;
  return screen.name;
}

/** On these the machine works, or the screen counts down by itself: nobody has to be asked whether they are there. */
const withoutAPerson: readonly Screen['name'][] = [
  'starting',
  'daemonAway',
  'pcscAway',
  'readerMissing',
  'attract',
  'interrupted',
  'cardLeft',
  'reading',
  'sending',
  'counterJob',
  'elsewhere',
  'working',
  'pulled',
  'otherCard',
];

/** Is it the person's turn? */
export function asksAPerson(screen: Screen): boolean {
  if (screen.name === 'done') return screen.cardIn;
  return !withoutAPerson.includes(screen.name);
}
