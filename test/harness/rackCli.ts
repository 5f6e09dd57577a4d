/** Puts virtual cards into readers by hand: `rackCli SOCKET list | create NAME | insert NAME READER | remove NAME`. */
import { connectRack, type RackClient } from './rackClient.js';

const usage = 'usage: rackCli SOCKET (list | create NAME | insert NAME READER | remove NAME)';

async function perform(rack: RackClient, [verb, name, reader]: readonly string[]): Promise<void> {
  if (verb === 'list') {
    const { readers, cards } = await rack.status();
    readers.forEach((readerName, index) => {
      const card = cards.find((one) => one.reader === index);
      process.stdout.write(`${index}  ${readerName}  ${card?.name ?? '-'}\n`);
    });
    for (const card of cards) if (card.reader === null) process.stdout.write(`-  (outside)  ${card.name}\n`);
    return;
  }
  if (name === undefined) throw new Error(usage);
  if (verb === 'create') await rack.createCard({ name });
  else if (verb === 'insert' && reader !== undefined) await (await rack.card(name)).insert(Number(reader));
  else if (verb === 'remove') await (await rack.card(name)).remove();
  else throw new Error(usage);
}

async function main([socketPath, ...words]: readonly string[]): Promise<void> {
  if (socketPath === undefined) throw new Error(usage);
  const rack = await connectRack(socketPath);
  try {
    await perform(rack, words);
  } finally {
    rack.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
