/** The virtual PIV card answers the transcripts of PivApplet alike, as far as nothing in them is random. */
// Where a host answered a random number of the card (the witness, the challenge), the test answers that of the virtual card.
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { fromHex, toHex } from '../../../../base/bytes.js';
import { projectPath } from '../../../../base/projectRoot.js';
import { MemoryCardStore } from '../../../virtual/cardStore.js';
import { cipherBlock } from '../../../virtual/piv/managementKey.js';
import { factory } from '../../../virtual/piv/pivState.js';
import { VirtualCard } from '../../../virtual/virtualCard.js';

interface Line {
  readonly operation?: string;
  readonly command?: string;
  readonly c?: string;
  readonly r?: string;
}

const linesOf = (name: string): readonly Line[] =>
  readFileSync(projectPath(`test/virtual/transcripts/${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** In `piv.jsonl` nothing is selected after a reset, because that simulator has no issuer security domain. */
const withoutSelection: ReadonlyMap<string, string> = new Map([
  ['6999', '6A82'],
  ['6986', '6D00'],
]);
const getDataWithoutSelection = '00CADF3005';
/** The property template names the build, which was another one in this file. */
const otherBuild = { recorded: '6181794F', ours: '61817C4F' } as const;

/** Replays one file on a new card. */
class Replay {
  readonly #card = new VirtualCard(new MemoryCardStore(), undefined, 'chip', 'piv');
  #key = factory.managementKey;
  #random = '';
  #unequal: Unequal | null = null;
  exchanges = 0;

  async begin(selected: boolean): Promise<void> {
    this.#card.reset();
    if (selected) await this.send('00A4040005A000000308');
  }

  /** OpenSC leaves the card as it is, yubico-piv-tool and the sender of raw APDUs reset it. */
  operation(previous: string): void {
    if (!/^pk|^opensc/.test(previous)) this.#card.reset();
  }

  presetTries(reference: 'pin' | 'puk', tries: number): void {
    this.#card.presetTries(1, tries, reference);
  }

  async send(command: string): Promise<string> {
    return toHex(await this.#card.execute(fromHex(command)));
  }

  /** @returns the command as a host would send it to this card */
  command(recorded: string): string {
    const witness = /^(0087(..)9B..7C..80(08|10))(.*)(81(?:08|10).*)$/.exec(recorded);
    const response = /^(0087(..)9B..7C..82(08|10))(.*)$/.exec(recorded);
    const [, head = '', algorithm = '', , own = '', rest = ''] = witness ?? response ?? [];
    if (head === '' || /^0+$/.test(own)) return recorded;
    const how = witness === null ? 'encrypt' : 'decrypt';
    const block = cipherBlock(how, parseInt(algorithm, 16), fromHex(this.#key), fromHex(this.#random));
    return head + toHex(block) + rest;
  }

  async exchange(t: Test, recorded: string, answer: string): Promise<void> {
    this.exchanges += 1;
    const command = this.command(recorded);
    const got = await this.send(command);
    if (/^0087..9B..7C..8[01]00/.test(command)) this.#random = got.slice(8, -4);
    if (command.startsWith('00FFFFFF') && got === '9000') this.#key = command.slice(16);
    this.#compare(t, command, got, answer);
  }

  /** What was done between two recorded operations and left out of the file. */
  async setTries(pin: number, puk: number): Promise<void> {
    await this.#authenticate();
    await this.send(`0020008008${factory.pin}`);
    await this.send(`00FA0${pin}0${puk}00`);
  }

  /** The same. @param object tag 53 with its value */
  async putObject(tag: string, object: string): Promise<void> {
    await this.#authenticate();
    const data = `5C03${tag}${object}`;
    await this.send(`10DB3FFFFF${data.slice(0, 510)}`);
    const rest = data.slice(510);
    await this.send(`00DB3FFF${(rest.length / 2).toString(16).padStart(2, '0')}${rest}`);
  }

  async #authenticate(): Promise<void> {
    const witness = await this.send('0087039B047C028000');
    this.#random = witness.slice(8, -4);
    await this.send(this.command(`0087039B167C148008${'11'.repeat(8)}8108${'22'.repeat(8)}`));
  }

  #compare(t: Test, command: string, got: string, answer: string): void {
    const where = `exchange ${this.exchanges}: ${command.slice(0, 40)}`;
    const previous = this.#unequal;
    this.#unequal = command.startsWith('00C0') ? previous : unequalAfter(command, answer);
    if (this.#unequal === null) {
      if (got !== answer) t.equal(got, answer, where);
      return;
    }
    const { kind, head } = command.startsWith('00C0') ? { ...this.#unequal, head: 0 } : this.#unequal;
    t.equal(got.slice(0, head), answer.slice(0, head), where);
    // An ECDSA signature is some bytes shorter or longer, and with it a certificate.
    if (kind === 'signed') return void t.match(got.slice(-4), /^9000|^61/, where);
    t.equal(got.slice(-4), answer.slice(-4), where);
    t.equal(got.length, answer.length, where);
  }
}

/** An answer with random parts after so many hex digits. Those of `signed` have no fixed length. */
interface Unequal {
  readonly kind: 'random' | 'signed';
  readonly head: number;
}

/** null: nothing of the answer is random. */
function unequalAfter(command: string, answer: string): Unequal | null {
  if (answer.length <= 4) return null;
  const random = (head: number): Unequal => ({ kind: 'random', head });
  if (/^0087..9B..7C..8[01]00/.test(command)) return random(8);
  if (command.startsWith('0047')) return random(answer.startsWith('7F4982') ? 18 : 12);
  if (/^00F700(9[ACDE]|82)/.test(command) && answer.length > 40) return random(answer.includes('81820100') ? 36 : 30);
  if (command.startsWith('0087079A')) return random(16);
  if (command.startsWith('0087119D')) return random(8);
  if (command.startsWith('0087119A')) return { kind: 'signed', head: 2 };
  if (command.startsWith('00F8')) return random(0);
  return command.startsWith('00F9') ? { kind: 'signed', head: 4 } : null;
}

void t.test('piv.jsonl', async (t) => {
  const replay = new Replay();
  await replay.begin(true);
  let previousTool = 'opensc';
  for (const { operation, command, c, r } of linesOf('piv')) {
    if (operation !== undefined) {
      t.comment(operation);
      replay.operation(previousTool);
      previousTool = command ?? '';
      continue;
    }
    if (c === undefined || r === undefined) throw new Error('not a line of a transcript');
    const isUnselected = r === '6986' && c === getDataWithoutSelection;
    const isFactory = /^00CB3FFF055C035FC10[27]/.test(c);
    const expected = isUnselected ? '6A88' : (withoutSelection.get(r) ?? r);
    if (r.startsWith(otherBuild.recorded)) t.match(await replay.send(c), new RegExp(`^${otherBuild.ours}.*9000$`));
    else if (isFactory) await replaceable(t, replay, c, r);
    else await replay.exchange(t, c, expected);
  }
  t.equal(replay.exchanges, 186 - 12, 'without the twelve SELECTs');
});

/** Objects that the applet draws when it is installed: their random identifiers are left out. */
async function replaceable(t: Test, replay: Replay, command: string, recorded: string): Promise<void> {
  const masked = (answer: string): string => answer.replace(/(3410).{32}/, '$1').replace(/(A000000116FF02).{28}/, '$1');
  replay.exchanges += 1;
  t.equal(masked(await replay.send(command)), masked(recorded), command);
}

/** What the operation reads of 9D: its import was left out. */
function certificateReadAfter(operation: string): string {
  const lines = linesOf('piv-more');
  const start = lines.findIndex((line) => line.operation === operation);
  const read = lines.findIndex(({ c }, index) => index > start && c === '00CB3FFF055C035FC10B00');
  return [lines[read], lines[read + 1]].map((line) => line?.r?.slice(0, -4) ?? '').join('');
}

/** The recorder left out what only led to a state. */
async function leftOut(replay: Replay, operation: string, wrongPuks: number): Promise<void> {
  if (operation.startsWith('wrong PIN')) replay.presetTries('pin', 3);
  if (operation === 'wrong PUK' && wrongPuks === 2) replay.presetTries('puk', 1);
  if (operation.startsWith('derive with 9D')) {
    await replay.begin(true);
    await replay.putObject('5FC10B', certificateReadAfter(operation));
    await replay.begin(false);
  }
  if (!operation.startsWith('reset refused')) return;
  await replay.begin(true);
  await replay.setTries(3, 3);
  replay.presetTries('pin', 0);
  await replay.begin(false);
}

void t.test('piv-more.jsonl', async (t) => {
  const replay = new Replay();
  await replay.begin(false);
  let previousTool = '';
  let wrongPuks = 0;
  for (const { operation, command, c, r } of linesOf('piv-more')) {
    if (operation !== undefined) {
      t.comment(operation);
      replay.operation(previousTool);
      previousTool = command ?? '';
      if (operation === 'wrong PUK') wrongPuks += 1;
      await leftOut(replay, operation, wrongPuks);
      continue;
    }
    if (c === undefined || r === undefined) throw new Error('not a line of a transcript');
    await replay.exchange(t, c, r);
  }
  t.equal(replay.exchanges, 403);
});
