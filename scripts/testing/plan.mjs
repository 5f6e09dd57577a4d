/** What a run consists of: which test file runs, and on which Node. */

/** @typedef {import('./runtime.mjs').Runtime} Runtime */

/**
 * Tests of the scripts themselves: these run on the machine's Node. On another one they would compile the native modules of this checkout again.
 * @param {string} file
 */
const isOfScripts = (file) => /\/(stack\/platform\/interruption|unit\/scripts\/\w+)\.test\.js$/.test(file);

/**
 * Half of a layer's files; with the next seed the other half.
 * @param {readonly string[]} files
 * @param {number} seed
 * @returns {Set<string>} those for the other Node
 */
function alternating(files, seed) {
  return new Set(files.filter((file) => !isOfScripts(file)).filter((_, i) => (i + seed) % 2 === 0));
}

/**
 * Of a walk through the screens that stands in both languages, `name.en` and `name.zh-TW`, the one that the next seed takes.
 * @param {readonly string[]} files
 * @param {number} seed
 * @returns {string[]}
 */
function inOtherLanguage(files, seed) {
  const inEnglish = files.filter((file) => file.endsWith('.en.test.js'));
  return inEnglish.flatMap((english, i) => {
    const chinese = english.replace('.en.', '.zh-TW.');
    if (!files.includes(chinese)) return [];
    return [(i + seed) % 2 === 0 ? english : chinese];
  });
}

/**
 * @template {{ name: string, files: readonly string[] }} Layer
 * @typedef {Layer & { title: string, later: readonly string[], nodeOf: (file: string) => Runtime }} Planned `later`: files that the
 *   next seed takes
 */

/**
 * @typedef {object} Choice
 * @property {boolean} whole the whole run, which takes some things in turn; else everything that is asked for
 * @property {Runtime} machine
 * @property {Runtime | null} other null when there is none
 * @property {boolean} everythingOnOther
 * @property {number} seed
 */

/**
 * What runs, one layer after the other.
 * @template {{ name: string, files: readonly string[] }} Layer
 * @param {readonly Layer[]} layers
 * @param {Choice} choice
 * @returns {Planned<Layer>[]}
 */
export function planned(layers, { whole, machine, other, everythingOnOther, seed }) {
  return layers.flatMap((layer) => {
    const { name } = layer;
    const later = whole && name === 'browser' ? inOtherLanguage(layer.files, seed) : [];
    const files = layer.files.filter((file) => !later.includes(file));
    /** @param {ReadonlySet<string>} onOther */
    const part = (onOther, title = name) => ({
      ...layer,
      files,
      later,
      title,
      nodeOf: (/** @type {string} */ file) => (other !== null && onOther.has(file) ? other : machine),
    });
    const none = new Set();
    const all = new Set(files.filter((file) => !isOfScripts(file)));
    if (everythingOnOther) return [part(all)];
    if (!whole || other === null) return [part(none)];
    switch (name) {
      case 'unit':
        return [part(none), { ...part(all, `${name}, ${other.name}`), files: [...alternating(files, seed)] }];
      case 'stack':
        return [part(alternating(files, seed))];
      case 'browser':
        return [part(new Set(files.filter((_, i) => i === seed % files.length)))];
      default:
        return [part(none)];
    }
  });
}
