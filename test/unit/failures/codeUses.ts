/** Where the daemon's sources name a failure code in order to raise it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { projectPath } from '../../../base/projectRoot.js';

export interface CodeUse {
  /** The code, or the part before the first `${}` of a template. */
  readonly text: string;
  readonly isTemplate: boolean;
  /** `jobs/jobRun.ts:92` */
  readonly place: string;
}

/** The tables that give codes their words; naming a code there is no use of it. */
const definitions = /^contract\/failures\/(catalogue|\w+Failures)\.ts$/;

const comparisons = [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken];

/** `failures: ['…']` and `…Failures = { …: ['…'] }` tell which codes may come. */
function isListed(node: ts.Node): boolean {
  if (!ts.isArrayLiteralExpression(node.parent)) return false;
  for (let holder: ts.Node = node.parent.parent; !ts.isStatement(holder); holder = holder.parent) {
    const isNamed = ts.isPropertyAssignment(holder) || ts.isVariableDeclaration(holder);
    if (isNamed && /failures$/i.test((holder as ts.NamedDeclaration).name?.getText() ?? '')) return true;
  }
  return false;
}

/** A comparison, a list and a type name a code, they do not raise it. */
function raises(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || isListed(node)) return false;
  return !(ts.isBinaryExpression(parent) && comparisons.includes(parent.operatorToken.kind));
}

function usesIn(path: string, text: string): CodeUse[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const uses: CodeUse[] = [];
  const visit = (node: ts.Node): void => {
    const place = `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isStringLiteral(node) && raises(node)) uses.push({ text: node.text, isTemplate: false, place });
    if (ts.isTemplateExpression(node)) uses.push({ text: node.head.text, isTemplate: true, place });
    node.forEachChild(visit);
  };
  visit(file);
  return uses;
}

export async function readCodeUses(): Promise<readonly CodeUse[]> {
  const found = await readdir(projectPath('daemon'), { recursive: true });
  const paths = found.filter((path) => path.endsWith('.ts') && !definitions.test(path));
  const uses = paths.map(async (path) => usesIn(path, await readFile(projectPath(join('daemon', path)), 'utf8')));
  return (await Promise.all(uses)).flat();
}

/** Could this use raise the code? A template does for every code that begins like it and goes on to its third part. */
export function raisesCode(use: CodeUse, code: string): boolean {
  if (!use.isTemplate) return use.text === code;
  return /^\w+\.\w+\.$/.test(use.text) && code.startsWith(use.text);
}
