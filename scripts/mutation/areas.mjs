/** Where a fault hurts most, and the tests that have to notice it. */

/** @typedef {{ folder: string, without?: RegExp, tests: readonly string[] }} Area folders below `dist/` */

const unit = ['test/unit', 'test/property'];

/** @type {Record<string, Area>} */
export const areas = {
  card: { folder: 'card', tests: unit },
  jobs: { folder: 'daemon/jobs', tests: unit },
  operators: { folder: 'daemon/operators', tests: unit },
  audit: { folder: 'daemon/audit', tests: unit },
  store: { folder: 'daemon/store', tests: unit },
  // The reference RA is tried as a server; its tests need no reader.
  sync: { folder: 'sync', without: /\.generated\.js$/, tests: [...unit, 'test/stack/sync'] },
};
