/** Small faults in a compiled file: one changed condition, operator, call or returned value each. */
import ts from 'typescript';

/**
 * @typedef {object} Mutant
 * @property {string} file compiled file, from the project's root
 * @property {number} start
 * @property {number} end
 * @property {string} was
 * @property {string} becomes
 */

/** @type {Partial<Record<ts.SyntaxKind, readonly string[]>>} */
const operators = {
  [ts.SyntaxKind.LessThanToken]: ['<=', '>='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['<', '>'],
  [ts.SyntaxKind.GreaterThanToken]: ['>=', '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
  [ts.SyntaxKind.PlusToken]: ['-'],
  [ts.SyntaxKind.MinusToken]: ['+'],
  [ts.SyntaxKind.AsteriskToken]: ['/'],
  [ts.SyntaxKind.SlashToken]: ['*'],
  [ts.SyntaxKind.PercentToken]: ['*'],
  [ts.SyntaxKind.AmpersandToken]: ['|'],
  [ts.SyntaxKind.BarToken]: ['&'],
  [ts.SyntaxKind.LessThanLessThanToken]: ['>>'],
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: ['<<'],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['||'],
  [ts.SyntaxKind.BarBarToken]: ['&&'],
  [ts.SyntaxKind.QuestionQuestionToken]: ['&&'],
};

/** @type {Record<string, string>} */
const methods = {
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

/** What is written to the log is for people, and no behaviour. */
const log = /\b(logger|log|console)(\??\.|\[)/;

/** @param {ts.Node} node */
const isText = (node) =>
  ts.isStringLiteral(node) || ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);

/**
 * @param {ts.Node} node
 * @returns {readonly { at: ts.Node, becomes: readonly string[] }[]}
 */
function faultsOf(node) {
  if (ts.isBinaryExpression(node)) {
    const { left, operatorToken: at, right } = node;
    const joinsText = at.kind === ts.SyntaxKind.PlusToken && (isText(left) || isText(right));
    return joinsText ? [] : [{ at, becomes: operators[at.kind] ?? [] }];
  }
  if (ts.isIfStatement(node)) return [{ at: node.expression, becomes: ['true', 'false'] }];
  if (ts.isConditionalExpression(node)) return [{ at: node.condition, becomes: ['true', 'false'] }];
  if (ts.isWhileStatement(node) && node.expression.kind !== ts.SyntaxKind.TrueKeyword) {
    return [{ at: node.expression, becomes: ['false'] }];
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [{ at: node, becomes: [`(${node.operand.getText()})`] }];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [{ at: node, becomes: ['false'] }];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [{ at: node, becomes: ['true'] }];
  if (ts.isPropertyAccessExpression(node)) {
    const other = Object.hasOwn(methods, node.name.text) ? methods[node.name.text] : undefined;
    return other === undefined ? [] : [{ at: node.name, becomes: [other] }];
  }
  if (ts.isExpressionStatement(node)) return isCall(node.expression) ? [{ at: node, becomes: [';'] }] : [];
  if (ts.isReturnStatement(node) && node.expression !== undefined) return returned(node.expression);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return returned(node.body);
  return [];
}

/** @param {ts.Expression} expression */
function isCall(expression) {
  const call = ts.isAwaitExpression(expression) || ts.isVoidExpression(expression) ? expression.expression : expression;
  if (!ts.isCallExpression(call) || call.expression.kind === ts.SyntaxKind.SuperKeyword) return false;
  return !log.test(call.expression.getText());
}

/**
 * Literals of boolean have their own fault already.
 * @param {ts.Expression} expression
 */
function returned(expression) {
  const { kind } = expression;
  const constant = [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(kind);
  if (constant || expression.getText() === 'undefined') return [];
  // As a rule the other side of a comparison is covered by its operator.
  if (ts.isBinaryExpression(expression) && operators[expression.operatorToken.kind] !== undefined) return [];
  if (ts.isPrefixUnaryExpression(expression)) return [];
  if (ts.isArrayLiteralExpression(expression))
    return expression.elements.length > 0 ? [{ at: expression, becomes: ['[]'] }] : [];
  return [{ at: expression, becomes: ['undefined'] }];
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Mutant[]}
 */
export function mutantsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.JS);
  /** @type {Mutant[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isExpressionStatement(node) && isLog(node)) return;
    for (const { at, becomes } of faultsOf(node)) {
      const start = at.getStart();
      for (const one of becomes) found.push({ file, start, end: at.end, was: at.getText(), becomes: one });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** @param {ts.ExpressionStatement} node */
function isLog({ expression }) {
  return ts.isCallExpression(expression) && log.test(expression.expression.getText());
}
