/** What a screen's measures tell: scripts of the page itself, where there is a document. */
import type { Page } from 'playwright-core';

/** Half a pixel: layout rounds. */
const smallTargetsScript = `
  Array.from(document.querySelectorAll('button')).filter((button) => button.checkVisibility()).flatMap((button) => {
    const { width, height } = button.getBoundingClientRect();
    const least = button.closest('.keypad') === null ? 44 : 80;
    return Math.min(width, height) < least - 0.5 ? [button.textContent + ' ' + width + '×' + height] : [];
  })`;

/** Buttons in sight that are smaller than a finger: 44 px, keys of the keypad 80 px. @returns them */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(smallTargetsScript);
}

const layoutScript = `(() => {
  const problems = [];
  const nameOf = (element) => element.tagName + '.' + element.className + ' “' + element.textContent.slice(0, 40) + '”';
  const root = document.scrollingElement;
  if (root.scrollWidth > root.clientWidth) problems.push('the page is wider than the screen');
  if (root.scrollHeight > root.clientHeight) problems.push('the page is taller than the screen');

  for (const element of document.querySelectorAll('body *:not(svg, svg *, input)')) {
    if (element.closest('.visually-hidden') !== null || element.clientWidth <= 1) continue;
    // Ends in dots: its whole text stands elsewhere.
    const { textOverflow, webkitLineClamp } = getComputedStyle(element);
    if (textOverflow === 'ellipsis' || webkitLineClamp !== 'none') continue;
    if (element.scrollWidth > element.clientWidth + 1) problems.push('too wide: ' + nameOf(element));
    const { overflowX, overflowY } = getComputedStyle(element);
    const cuts = overflowX === 'hidden' || overflowY === 'hidden';
    if (cuts && element.scrollHeight > element.clientHeight + 1) problems.push('cut: ' + nameOf(element));
  }

  const parts = Array.from(document.querySelectorAll('main > :not(.screen-actions)'));
  for (const [index, part] of parts.entries()) {
    const one = part.getBoundingClientRect();
    for (const other of parts.slice(index + 1)) {
      const two = other.getBoundingClientRect();
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (across > 1 && down > 1) problems.push(nameOf(part) + ' lies on ' + nameOf(other));
    }
  }

  for (const words of document.querySelectorAll('main > .screen-words')) {
    const lowest = words.getBoundingClientRect().bottom;
    for (const actions of document.querySelectorAll('main > .screen-actions')) {
      const { bottom } = actions.getBoundingClientRect();
      if (lowest > bottom) problems.push('words below the actions');
    }
  }

  for (const button of document.querySelectorAll('main .screen-actions button, main .keypad button')) {
    const { top, bottom, left, right } = button.getBoundingClientRect();
    const main = button.closest('main').getBoundingClientRect();
    const seen = top >= 0 && left >= 0 && bottom <= main.bottom + 1 && right <= main.right + 1;
    if (!seen) problems.push('out of sight: ' + nameOf(button));
  }
  return problems;
})()`;

/** A page wider than the screen, text that leaves its box or is cut, parts that lie on each other, actions out of sight. */
export function layoutProblems(page: Page): Promise<string[]> {
  return page.evaluate(layoutScript);
}
