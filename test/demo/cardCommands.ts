/** What a second shell does with the cards of the running demo. */
import { DemoRack, type DemoCard } from './demoRack.js';
import { findRackSocket } from './location.js';
import type { Command } from './options.js';
import { readerLabels } from './stage.js';

type CardCommand = Extract<Command, { verb: 'cards' | 'insert' | 'remove' }>;

function describe({ name, serial, pins }: DemoCard): string {
  const states = pins.map(({ reference, triesLeft }) => {
    if (triesLeft === null) return `PIN ${reference} not set`;
    if (triesLeft === 0) return `PIN ${reference} locked`;
    return `PIN ${reference}: ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left`;
  });
  return [name, ...(serial === null ? [] : [serial]), states.join(', ')].join('  ').trimEnd();
}

function list(cards: readonly DemoCard[]): string {
  const inReaders = readerLabels.map((label) => {
    const card = cards.find(({ reader }) => reader === label);
    return `${label}  ${card === undefined ? 'empty' : describe(card)}`;
  });
  const outside = cards.filter(({ reader }) => reader === null).map((card) => `--  ${describe(card)}`);
  return [...inReaders, ...outside].join('\n');
}

async function connect(): Promise<DemoRack> {
  const rackSocket = findRackSocket();
  return DemoRack.connect(rackSocket).catch((error: unknown) => {
    throw new Error('the demo is not running any more: start one with `npm run demo`', { cause: error });
  });
}

/** Performs the command on the running demo, then lists where every card is. */
export async function runCardCommand(command: CardCommand): Promise<void> {
  const rack = await connect();
  try {
    switch (command.verb) {
      case 'cards':
        break;
      case 'insert':
        await rack.insert(command.card, command.reader);
        break;
      case 'remove':
        await rack.remove(command.card);
        break;
    }
    process.stdout.write(`${list(await rack.cards())}\n`);
  } finally {
    rack.close();
  }
}
