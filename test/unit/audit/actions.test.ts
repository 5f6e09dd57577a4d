/** Every action that the program writes into the audit log has its words in both languages, and no words stand for nothing. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { projectPath } from '../../../base/projectRoot.js';
import { actionWords, actorWords, factWords } from '../../../kiosk-ui/counter/audit/actionWords.js';

/** The beginnings of actions whose rest is a variable, with the source that has the values of it. */
const families: Readonly<Record<string, { readonly file: string; readonly values: RegExp; readonly also?: string }>> = {
  'approval.': { file: 'operators/approvalTransitions.ts', values: /^ {2}\w+: '(\w+)',$/gm, also: 'asked' },
  'batch.': { file: 'batch/orderState.ts', values: /^ {2}(\w+): \{/gm },
  'letter.': { file: 'letters/letterPortion.ts', values: /outcome: '(printed)' \| '(failed)'/g },
  'stock.': {
    file: 'contract/messages/stock.ts',
    values: /kind: z\.enum\(\['(received)', '(returned)', '(counted)'\]\)/g,
  },
  'stock.box': {
    file: 'contract/messages/stock.ts',
    values: /kind: z\.enum\(\['(counted)', '(returned)', '(issued)', '(spoiled)'\]\)/g,
    also: 'moved',
  },
};

/** Failure codes, and what a second person is asked to approve. */
const others = /^job\.|^operator\.(en|dis)ableSupervisor$/;

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

async function sourceOf(file: string): Promise<string> {
  return readFile(projectPath('daemon', file), 'utf8');
}

/** An action has a full stop between two words; what else looks so is a failure code, a file or a check, which no audit call names. */
async function actionsInSource(): Promise<Set<string>> {
  const root = projectPath('daemon');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const found = new Set<string>();
  for (const file of files) {
    const source = await readFile(join(root, file), 'utf8');
    const calls = source.matchAll(
      /(?:\baction(?:: | = )|\baudit\(|Unlocked\(|auditAction[^=]*= |\? |\b(?:pause|resume|stop|enable|disable|role|password|bindCard|unbindCard): )'([a-zA-Z]+\.[a-zA-Z.]+)'/g,
    );
    for (const [, action = ''] of calls) if (!others.test(action)) found.add(action);
    for (const [, beginning = ''] of source.matchAll(/action: `([\w.]+)\$\{/g)) {
      const family = families[beginning];
      if (family === undefined) {
        found.add(`${beginning}…`);
        continue;
      }
      for (const [, ...values] of (await sourceOf(family.file)).matchAll(family.values))
        for (const value of [...values, ...(family.also === undefined ? [] : [family.also])])
          found.add(`${beginning}${beginning.endsWith('.') ? value : capital(value)}`);
    }
  }
  return found;
}

void t.test('every action has words', async (t) => {
  const found = await actionsInSource();
  t.ok(found.size > 50, `${found.size} actions`);
  const missing = [...found].filter((action) => !Object.hasOwn(actionWords, action));
  t.same(missing, []);
});

void t.test('no words without an action: each stands in the source', async (t) => {
  const found = await actionsInSource();
  const root = projectPath('daemon');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const sources = (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).join('\n');
  const unused = Object.keys(actionWords).filter((action) => !found.has(action) && !sources.includes(`'${action}'`));
  t.same(unused, []);
});

void t.test('all words are there in both languages', (t) => {
  for (const [name, words] of Object.entries({ ...actionWords, ...factWords, ...actorWords }))
    for (const language of ['zh-TW', 'en'] as const) t.not(words[language].trim(), '', `${name} in ${language}`);
  const english = Object.values(actionWords).map(({ en }) => en);
  t.equal(new Set(english).size, english.length, 'two actions have the same words');
  t.end();
});
