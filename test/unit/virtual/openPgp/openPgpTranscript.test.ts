/** The virtual OpenPGP card answers the transcript of SmartPGP alike, as far as nothing in it is random. */
// Its keys are other ones: where a host sent what it had encrypted to the recorded key, the test sends it encrypted to ours.
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { projectPath } from '../../../../base/projectRoot.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { factoryState, smartPgp } from '../../../virtual/openPgp/openPgpState.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';

interface Line {
  readonly operation?: string;
  readonly c?: string;
  readonly r?: string;
}

const lines: readonly Line[] = readFileSync(projectPath('test/virtual/transcripts/openpgp.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

/** What the recorded cryptogram holds. */
const plaintext = 'data to sign';
const [decipherStart, decipherEnd] = ['102A8086FF', '002A808602'];
const readKey2 = '0047810002B80000';

/** With the recorded number, which SmartPGP has as long as nobody gave it another one, and without MANAGE SECURITY ENVIRONMENT. */
function cardNumberedZero(): VirtualCard {
  const store = new MemoryCardStore();
  new VirtualCard(store, undefined, 'chip', 'openpgp');
  const state = store.load();
  if (state === null) throw new Error('a new card saved nothing');
  store.save({ ...state, openPgp: factoryState(smartPgp) });
  return new VirtualCard(store);
}

class Replay {
  readonly card = cardNumberedZero();
  exchanges = 0;
  #random = false;

  async send(command: string): Promise<string> {
    return toHex(await this.card.execute(fromHex(command)));
  }

  async exchange(t: Test, command: string, recorded: string): Promise<void> {
    this.exchanges += 1;
    const where = `exchange ${this.exchanges}: ${command.slice(0, 40)}`;
    const got = await this.send(command);
    if (!command.startsWith('00C0')) this.#random = /^00(47|2A9E9A|88|84)/.test(command) && recorded.length > 4;
    if (!this.#random) {
      if (got !== recorded) t.equal(got, recorded, where);
      return;
    }
    t.equal(got.slice(-4), recorded.slice(-4), where);
    t.equal(got.length, recorded.length, where);
    if (command.startsWith('0047')) t.equal(got.slice(0, 18), recorded.slice(0, 18), where);
  }

  /** A cryptogram for key 2, as the host chains it. */
  async cryptogram(): Promise<readonly [string, string]> {
    const answer = (await this.send(readKey2)).slice(0, -4) + (await this.send('00C000000E')).slice(0, -4);
    const jwk = { kty: 'RSA', n: Buffer.from(answer.slice(18, 530), 'hex').toString('base64url'), e: 'AQAB' };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const bytes = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(plaintext));
    const data = `00${toHex(bytes)}`;
    return [decipherStart + data.slice(0, 510), `${decipherEnd}${data.slice(510)}00`];
  }

  /** Operations whose first SELECT finds no application came after a reset. */
  operation(first: Line | undefined): void {
    if (first?.c?.startsWith('00A4') === true && first.r === '6A82') this.card.reset();
  }
}

/** The recorder left out the wrong PINs before these operations. */
const pinIsBlockedBefore: readonly string[] = ['verify when PW1 is blocked', 'unblock with the resetting code'];
/** After a reset nothing is selected on that simulator, and here the issuer security domain, which selects by name alone. */
const selectMasterFile = { command: '00A4000C023F00', recorded: '6A82', ours: '6A86' } as const;

void t.test('openpgp.jsonl', async (t) => {
  const replay = new Replay();
  replay.card.reset();
  let cryptogram: readonly [string, string] | null = null;
  for (const [at, { operation, c, r }] of lines.entries()) {
    if (operation !== undefined) {
      t.comment(operation);
      replay.operation(lines[at + 1]);
      if (pinIsBlockedBefore.includes(operation)) replay.card.presetTries(1, 0);
      continue;
    }
    if (c === undefined || r === undefined) throw new Error('not a line of a transcript');
    if (c.startsWith(decipherStart)) cryptogram = await replay.cryptogram();
    const [start, end] = cryptogram ?? ['', ''];
    const command = c.startsWith(decipherStart) ? start : c.startsWith(decipherEnd) ? end : c;
    const isUnselected = c === selectMasterFile.command && r === selectMasterFile.recorded;
    await replay.exchange(t, command, isUnselected ? selectMasterFile.ours : r);
  }
  t.equal(replay.exchanges, lines.filter(({ c }) => c !== undefined).length);
});

t.end();
