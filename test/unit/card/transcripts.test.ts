/** The commands against what OpenSC and a card of this family said to each other. */
import { readFileSync } from 'node:fs';
import t from 'tap';
import { toHex } from '../../../base/bytes.js';
import { projectPath } from '../../../base/projectRoot.js';
import { Secret } from '../../../base/secret.js';
import { PinBlockedError, WrongPinError } from '../../../card/errors.js';
import { Channel } from '../../../card/iso7816/channel.js';
import type { Command } from '../../../card/iso7816/command.js';
import { encodeCommand } from '../../../card/iso7816/apdu.js';
import { changeReferenceData, setReferenceData } from '../../../card/iso7816/commands/changeReferenceData.js';
import { generateRsaKeyPair } from '../../../card/iso7816/commands/generateAsymmetricKeyPair.js';
import {
  manageSecurityEnvironment,
  securityTemplates,
} from '../../../card/iso7816/commands/manageSecurityEnvironment.js';
import { readBinary } from '../../../card/iso7816/commands/readBinary.js';
import { resetRetryCounter } from '../../../card/iso7816/commands/resetRetryCounter.js';
import { selectPath, selectPathWithFci } from '../../../card/iso7816/commands/select.js';
import { verify, verifyStatus } from '../../../card/iso7816/commands/verify.js';
import { createFile } from '../../../card/iso7816/commands/createFile.js';
import { conditions } from '../../../card/iso7816/fileControl.js';
import { fromRsaPublicKey, subjectPublicKeyInfo } from '../../../card/pkcs15/rsaKeys.js';
import type { ScriptedExchange } from './support/script.js';
import { scripted } from './support/script.js';

const lines = readFileSync(projectPath('test/unit/card/support/isoapplet-v0-excerpt.jsonl'), 'utf8').trim().split('\n');
const operations = new Map<string, ScriptedExchange[]>();
let current: ScriptedExchange[] = [];
for (const line of lines) {
  const entry = JSON.parse(line) as ScriptedExchange | { operation: string };
  if ('operation' in entry) operations.set(entry.operation, (current = []));
  else current.push(entry);
}
const exchangesOf = (operation: string): ScriptedExchange[] => operations.get(operation) ?? [];

const pinField = { qualifier: 1, reference: 1, paddedLength: 16 } as const;
const secret = (text: string): Secret => Secret.fromText(text);
const bytes = (command: Command<unknown>): string => toHex(encodeCommand(command.apdu));

void t.test('PIN commands are those that the card took', async (t) => {
  const script = scripted(exchangesOf('PIN commands'));
  const channel = new Channel(script);
  await channel.send(setReferenceData(2, secret('0123456789abcdef')));
  await channel.send(setReferenceData(1, secret('123456')));
  await channel.send(verify(pinField, secret('123456')));
  for (const left of [2, 1]) {
    await t.rejects(channel.send(verify(pinField, secret('999999'))), new WrongPinError(1, left));
  }
  await t.rejects(channel.send(verify(pinField, secret('999999'))), new PinBlockedError(1));
  await channel.send(resetRetryCounter(pinField, secret('0123456789abcdef'), secret('a1b2c3d4e5')));
  await channel.send(changeReferenceData(pinField, secret('a1b2c3d4e5'), secret('1234567890abcdef')));
  t.equal(script.remaining(), 0);
  t.equal(bytes(verifyStatus(1)), '00200001');
});

void t.test('file control parameters are those of the card', (t) => {
  const access = {
    read: conditions.always,
    update: conditions.afterPin,
    deleteSelf: conditions.afterPin,
    other: conditions.never,
  };
  const key = createFile({ kind: 'file', fileId: 0x3300, sizeBytes: 270, access });
  t.equal(bytes(key), '00E00000176F158102010E820101830233008608FF90FFFFFF909000');
  const open = { createFile: conditions.always, deleteChild: conditions.afterPin, other: conditions.always };
  const folder = createFile({ kind: 'folder', fileId: 0x5015, sizeBytes: 5000, access: open });
  t.equal(bytes(folder), '00E00000176F1581021388820138830250158608FF00000000000090');
  t.end();
});

void t.test('a key pair is generated and its public key read again', async (t) => {
  const script = scripted(exchangesOf('key'));
  const channel = new Channel(script);
  const environment = { template: securityTemplates.keyGeneration, algorithmReference: 0xf3, keyReference: 0 };
  await channel.send(manageSecurityEnvironment(environment));
  const generated = subjectPublicKeyInfo(await channel.send(generateRsaKeyPair(0x42, 1000)));
  const file = await channel.send(selectPathWithFci('50153300'));
  t.same(file, { kind: 'file', fileId: 0x3300, sizeBytes: 270 });
  const stored = [await channel.send(readBinary(0, 256)), await channel.send(readBinary(256, 14))];
  t.same(fromRsaPublicKey(Buffer.concat(stored)), generated);
  t.equal(script.remaining(), 0);
  t.equal(bytes(selectPath('5015')), '00A4080C025015');
});
