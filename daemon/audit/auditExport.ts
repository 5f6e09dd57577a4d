/** The formats of an export, piece by piece, so that a log of any length needs no memory of its own length. */
import type { AuditExport } from './auditLog.js';
import type { AuditRow } from './chain.js';

const link = ({ seq, hash, previous_hash: previousHash }: AuditRow) => ({ seq, hash, previousHash });

const entryOf = ({ seq, at, actor, action, subject, facts_json: facts, previous_hash, hash }: AuditRow) => ({
  ...{ seq, at, actor, action, subject, facts },
  previousHash: previous_hash,
  hash,
});

/** `facts` is the stored text, not the object: its bytes are part of the hash. */
export async function* jsonPieces({ portions, ...frame }: AuditExport): AsyncGenerator<string> {
  yield `${JSON.stringify({ format: 'card-gateway-audit/1', ...frame }).slice(0, -1)},"entries":[`;
  let first: AuditRow | null = null;
  let last: AuditRow | null = null;
  let count = 0;
  for await (const rows of portions) {
    const text = rows.map((row) => JSON.stringify(entryOf(row))).join(',\n');
    yield `${first === null ? '\n' : ',\n'}${text}`;
    first ??= rows[0] ?? null;
    last = rows.at(-1) ?? last;
    count += rows.length;
  }
  // A file without its end was broken off.
  const end = { count, first: first && link(first), last: last && link(last) };
  yield `\n],"exported":${JSON.stringify(end)}}\n`;
}

type Lines = (rows: readonly (readonly (string | number)[])[]) => string;

/** The entries as one table, and a second one below it with the heads. @param lines writes rows as CSV */
export async function* csvPieces({ portions, ...frame }: AuditExport, lines: Lines): AsyncGenerator<string> {
  yield `\uFEFF${lines([['seq', 'at', 'actor', 'action', 'subject', 'facts', 'previous_hash', 'hash']])}`;
  let first: AuditRow | null = null;
  let last: AuditRow | null = null;
  let count = 0;
  for await (const rows of portions) {
    yield lines(
      rows.map((row) => [
        ...[row.seq, row.at, row.actor, row.action, row.subject, row.facts_json, row.previous_hash, row.hash],
      ]),
    );
    first ??= rows[0] ?? null;
    last = rows.at(-1) ?? last;
    count += rows.length;
  }
  const ends = [
    ...(first === null ? [] : [['first', first.seq, first.hash]]),
    ...(last === null ? [] : [['last', last.seq, last.hash]]),
    ['head', frame.head.seq, frame.head.hash],
    ...frame.signedHeads.map(({ raId, at, seq, hash, signature }) => ['signed', seq, hash, raId, at, signature]),
  ];
  yield lines([[], ['count', count], ['made', frame.madeAt, frame.madeBy], ...ends]);
}
