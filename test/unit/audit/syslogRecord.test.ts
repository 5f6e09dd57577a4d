/** The records of RFC 5424 §6, read by a parser that is written to its grammar alone. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { GENESIS, hashOf, type AuditRow } from '../../../daemon/audit/chain.js';
import { syslogRecord, type RecordSettings } from '../../../daemon/audit/syslogRecord.js';

const settings: RecordSettings = {
  facility: 13,
  appName: 'card-gateway',
  enterpriseNumber: 32473,
  hostname: 'counter-1.example',
  limit: 2_048,
};

function rowOf(entry: Partial<AuditRow>): AuditRow {
  const row = {
    seq: 7,
    at: '2026-11-30T01:02:03.004Z',
    actor: 'lin',
    action: 'card.issued',
    subject: '0123456789',
    facts_json: '{"reader":"A1","name":"谷辣斯"}',
    previous_hash: GENESIS,
    ...entry,
  };
  return { hash: hashOf(row), ...row };
}

interface Parsed {
  readonly header: readonly string[];
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  readonly message: string;
}

/** HEADER SP STRUCTURED-DATA SP BOM UTF-8-STRING; fails where the grammar does. */
function parsed(record: Uint8Array): Parsed {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(record);
  const whole =
    /^(<\d{1,3}>1) (\S+) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) \[([^ =\]"]{1,32})((?: [a-zA-Z]+="(?:[^"\\\]]|\\["\\\]])*")*)\] \uFEFF([^]*)$/u;
  const found = whole.exec(text);
  if (found === null) throw new Error(`not of RFC 5424: ${text}`);
  const [, pri = '', at = '', host = '', app = '', process = '', id = '', sd = '', params = '', message = ''] = found;
  const values = [...params.matchAll(/ ([a-zA-Z]+)="((?:[^"\\\]]|\\["\\\]])*)"/gu)].map(
    ([, name = '', value = '']) => [name, value.replace(/\\(["\\\]])/g, '$1')] as const,
  );
  return { header: [pri, at, host, app, process, id], id: sd, values: Object.fromEntries(values), message };
}

void t.test('an entry', (t) => {
  const row = rowOf({});
  const { header, id, values, message } = parsed(syslogRecord(row, settings));
  t.same(header, ['<109>1', row.at, 'counter-1.example', 'card-gateway', '-', 'card.issued'], '13 × 8 + 5');
  t.equal(id, 'audit@32473');
  t.same(values, {
    seq: '7',
    hash: row.hash,
    previous: GENESIS,
    actor: 'lin',
    action: 'card.issued',
    subject: '0123456789',
    card: '0123456789',
    reader: 'A1',
  });
  t.equal(message, row.facts_json);
  t.end();
});

void t.test('the chain can be computed from the record alone', (t) => {
  const row = rowOf({ subject: 'a "quoted" ] and \\ one', facts_json: '{"text":"line\\nbreak \\"x\\" 統編"}' });
  const { header, values, message } = parsed(syslogRecord(row, settings));
  const { seq, actor, action, subject, previous, hash } = values;
  const text = JSON.stringify([Number(seq), header[1], actor, action, subject, message, previous]);
  t.equal(createHash('sha256').update(text).digest('hex'), hash);
  t.end();
});

void t.test('an entry without a card, in no reader, and with an action that is no MSGID', (t) => {
  const row = rowOf({ action: '很長的動作', subject: 'lin', facts_json: '{}', at: 'yesterday' });
  const { header, values } = parsed(syslogRecord(row, { ...settings, hostname: 'two words' }));
  t.same(header, ['<109>1', '-', '-', 'card-gateway', '-', '-'], 'NILVALUE');
  t.notOk('card' in values || 'reader' in values);
  t.end();
});

void t.test('no entry forges a second record', (t) => {
  const forged = '\n<109>1 - - - - - - root\r\n';
  const row = rowOf({ actor: `lin${forged}`, subject: `x${forged}"] \u2028\u0085`, facts_json: `{"a":"${forged}"}` });
  const record = syslogRecord(row, settings);
  t.notMatch(record.toString('latin1').replace('\xef\xbb\xbf', ''), /[\x00-\x1f\x7f]/);
  const { values, message } = parsed(record);
  t.equal(values.actor, 'lin\\u000A<109>1 - - - - - - root\\u000D\\u000A');
  t.match(values.subject, /"\] \\u2028\\u0085$/);
  t.equal(message, '{"a":"\\u000A<109>1 - - - - - - root\\u000D\\u000A"}');
  t.equal(values.altered, 'yes');
  t.end();
});

void t.test('whatever a row holds, its record keeps to the grammar and the limit', (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({
      unit: fc.constantFrom('"', '\\', ']', '\n', '\u0000', '\u007f', '\u2029', '\ud800', '卡', '🂡'),
      maxLength: 900,
    }),
  );
  fc.assert(
    fc.property(fc.record({ actor: text, action: text, subject: text, facts_json: text, hash: text }), (entry) => {
      const record = syslogRecord(rowOf(entry), settings);
      const { values, message } = parsed(record);
      const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
      return (
        record.length <= settings.limit &&
        values.seq === '7' &&
        !Object.values(values).some((value) => unsafe.test(value)) &&
        !unsafe.test(message) &&
        (values.altered === 'yes' || (values.actor === entry.actor && message === entry.facts_json))
      );
    }),
    { numRuns: 300 },
  );
  t.end();
});

void t.test('a long message ends between two characters', (t) => {
  for (let n = 0; n < 4; n++) {
    const facts = `{"a":"${'x'.repeat(n)}${'卡'.repeat(900)}"}`;
    const { values, message } = parsed(syslogRecord(rowOf({ facts_json: facts }), settings));
    t.equal(values.altered, 'yes');
    t.ok(facts.startsWith(message) && message.length > 300);
  }
  t.end();
});
