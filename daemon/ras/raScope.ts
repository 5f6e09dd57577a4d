/** The RAs that a member of staff works for, by id; null: all. docs/decisions/0014-staff-are-scoped-to-ras.md */
export type RaScope = readonly string[] | null;

export const allRas: RaScope = null;

/** @param raId null: the thing is of no RA */
export function covers(scope: RaScope, raId: string | null): boolean {
  return scope === null || raId === null || scope.includes(raId);
}

/** Is everything that `inner` allows allowed by `outer`? */
export function contains(outer: RaScope, inner: RaScope): boolean {
  return outer === null || (inner?.every((id) => outer.includes(id)) ?? false);
}
