/** What every request that asks an RA may be answered with. */
export const raFailures = [
  'ra.choose.unknown',
  'ra.choose.missing',
  'ra.request.unavailable',
  'ra.refused.badRequest',
  'ra.refused.notAllowed',
  'ra.refused.unrecognised',
  'ra.refused.operatorUnknown',
  'job.step.internal',
] as const;
