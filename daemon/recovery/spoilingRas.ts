/** Which RAs may be asked to spoil a card: the one that knows it, else the one of its last job, else a person chooses among all. */
export function spoilingRas({
  knowing,
  ofJob,
  all,
}: {
  readonly knowing: string | null;
  readonly ofJob: string | null;
  readonly all: readonly string[];
}): readonly string[] {
  const one = knowing ?? ofJob;
  return one === null ? all : [one];
}
