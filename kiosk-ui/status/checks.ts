/** What the list of checks comes to. Pure. */
import type { CheckGroup, WireCheck } from '../../daemon/contract/messages.js';

/** The groups in the order of the list, each with its checks. */
export function groupsOf(checks: readonly WireCheck[]): readonly (readonly [CheckGroup, readonly WireCheck[]])[] {
  const groups = [...new Set(checks.map(({ group }) => group))];
  return groups.map((group) => [group, checks.filter((check) => check.group === group)]);
}

/** What is not in order and can be mended from here. */
export function mendable(checks: readonly WireCheck[]): readonly WireCheck[] {
  return checks.filter(
    ({ state, repair }) => (state === 'failed' || state === 'warn') && repair !== null && repair.hindrance === null,
  );
}

export function counts(checks: readonly WireCheck[]): Record<WireCheck['state'], number> {
  const count = (state: WireCheck['state']) => checks.filter((check) => check.state === state).length;
  return { ok: count('ok'), warn: count('warn'), failed: count('failed'), unknown: count('unknown') };
}
