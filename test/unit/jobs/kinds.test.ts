/** The two halves of each kind of job fit together. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { openDatabase } from '../../../base/database.js';
import { Secret } from '../../../base/secret.js';
import { secretNames } from '../../../daemon/contract/jobs/fields.js';
import { jobContracts } from '../../../daemon/contract/jobs/index.js';
import { jobKindSchema } from '../../../daemon/contract/messages.js';
import { jobTypes } from '../../../daemon/jobs/kinds/index.js';
import type { JobOrder } from '../../../daemon/jobs/order.js';
import { SecretDrawer, secretsOf } from '../../../daemon/jobs/secretDrawer.js';
import { migrationsFolder } from '../../../daemon/store/gatewayStore.js';

/** Names of all fields inside a JSON Schema that are marked as secrets, whatever else is said of them. */
function secretFields(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, inside]: [string, unknown]) => {
    const isSecret =
      typeof inside === 'object' && inside !== null && 'format' in inside && inside.format === 'password';
    return isSecret ? [name] : secretFields(inside);
  });
}

void t.test('every field of an order that carries a secret has the name of one', (t) => {
  const names: readonly string[] = secretNames;
  for (const { kind, order } of jobContracts) {
    const fields = secretFields(z.toJSONSchema(order, { io: 'input' }));
    t.same(
      fields.filter((name) => !names.includes(name)),
      [],
      kind,
    );
  }
  t.end();
});

void t.test('each secret of an order is kept and zeroed, also one inside another field', (t) => {
  const order: JobOrder = {
    kind: 'issueCard',
    readerId: 'A1',
    registrationId: 'R-1',
    pins: { mode: 'chosen', pin1: Secret.fromText('one111'), pin2: Secret.fromText('two222') },
  };
  const secrets = secretsOf(order).map(([, secret]) => secret);
  t.ok(secrets.length === 2 && secrets.every((secret) => secret instanceof Secret));
  const drawer = SecretDrawer.of(order);
  t.ok(drawer.pin(1) !== null && drawer.pin(2) !== null);
  drawer.dispose();
  t.ok(secrets.every(({ disposed }) => disposed));
  t.end();
});

void t.test('a kind that only reads has no other step', (t) => {
  for (const kind of jobKindSchema.options) {
    const type = jobTypes[kind];
    const reads = type.steps({ certificateUses: 'separate', pin: 1 }).every((step) => step.kind === 'read');
    t.equal(type.onlyReads, reads, kind);
  }
  t.end();
});

/** Those that a store before migration 0011 can hold. */
const kindsOfThen = [
  'issueCard',
  'prepareCard',
  'applyCertificates',
  'renewCertificates',
  'writeCertificates',
  'unblockPin',
  'changePin',
  'viewCard',
] as const;

await t.test('the jobs of an older store that made keys are those whose kind makes them', async (t) => {
  const before = join(t.testdir(), 'migrations');
  await mkdir(before);
  for (const name of await readdir(migrationsFolder)) {
    if (name < '0011') await cp(join(migrationsFolder, name), join(before, name));
  }
  const file = join(t.testdirName, 'gateway.db');
  const old = await openDatabase(file, before);
  await old.run(
    `INSERT INTO job (id, idempotency_key, kind, state, reader_id, card_serial, actor_kind, actor, params_json, created_at,
                      updated_at)
     SELECT value, value, value, 'finished', 'r', '01', 'staff', 'anna', '{}', '', '' FROM json_each(?)`,
    [JSON.stringify(kindsOfThen)],
  );
  await old.close();
  const database = await openDatabase(file, migrationsFolder);
  const rows = await database.all<{ kind: string }>('SELECT kind FROM job WHERE makes_keys = 1');
  const made = rows.map(({ kind }) => kind).sort();
  t.same(made, kindsOfThen.filter((kind) => jobTypes[kind].makesKeys !== 'no').sort());
  await database.close();
});
t.end();
