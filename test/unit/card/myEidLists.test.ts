/** Lists of a MyEID card that are damaged, or that a card tells in part: no pair in use is replaced, and none gets lost. */
import t from 'tap';
import { fromHex, toHex } from '../../../base/bytes.js';
import { pinOfKey } from '../../../card/drivers/capabilities.js';
import type { CardDriver } from '../../../card/drivers/driver.js';
import { openCard } from '../../../card/drivers/registry.js';
import { CardProtocolError, CardRefusedError } from '../../../card/errors.js';
import { directConnection } from '../../../card/transport/directTransport.js';
import type { VirtualCard } from '../../virtual/virtualCard.js';
import { connectionTo, secret } from './support/cards.js';
import { certificateFor } from './support/certificates.js';
import { blankMyEid, myEidPins as pins, prepareMyEid } from './support/myEidCards.js';

const lists = { privateKeys: '4412', certificates: '4413', publicKeys: '4414' } as const;

/** A card with the encryption pairs a and b, b in use. */
async function renewed(): Promise<VirtualCard> {
  const { card, driver } = await blankMyEid();
  await prepareMyEid(driver);
  await driver.verifyPin(2, secret(pins[2]));
  for (const place of ['a', 'b'] as const) {
    const publicKeyInfo = await driver.generateKey('encrypt', place, 'rsa2048');
    await driver.writeKeyObjects('encrypt', place, publicKeyInfo);
    await driver.writeCertificate('encrypt', place, certificateFor(publicKeyInfo, 0));
    await driver.makeCurrent('encrypt', place);
  }
  return card;
}

async function opened(card: VirtualCard): Promise<CardDriver> {
  const driver = await openCard(connectionTo(card));
  await driver.verifyPin(pinOfKey(driver.capabilities, 'encrypt'), secret(pins[2]));
  return driver;
}

/** As a write that broke off leaves a list: an object that is longer than the list. */
async function damage(card: VirtualCard, ...fileIds: readonly string[]): Promise<void> {
  const pin = Buffer.from(pins[2]).toString('hex').padEnd(16, 'F');
  const commands = ['00A404000CA000000063504B43532D3135', `0020000208${pin}`];
  for (const fileId of fileIds) commands.push(`00A4000002${fileId}`, '00D6000004308203E8');
  for (const command of commands) {
    const answer = toHex(await card.execute(fromHex(command)));
    if (!answer.endsWith('9000')) throw new Error(`${command}: ${answer}`);
  }
}

const refused = new CardRefusedError('GENERATE ASYMMETRIC KEY PAIR', 0x6985);

void t.test('each damaged list is written again with the pairs that it named, in their order', async (t) => {
  for (const [list, fileId] of Object.entries(lists)) {
    const card = await renewed();
    const before = await opened(card);
    const inUse = await before.readPublicKey('encrypt', 'b');
    if (inUse === null) throw new Error('no public key');
    await damage(card, fileId);
    const driver = await opened(card);
    if (list === 'certificates') await t.rejects(driver.currentPlace('encrypt'), CardProtocolError, 'it is damaged');
    await t.rejects(driver.generateKey('encrypt', 'b', 'rsa2048'), refused, `${list}: the pair in use`);
    await driver.writeKeyObjects('encrypt', 'b', inUse);
    await driver.writeCertificate('encrypt', 'b', certificateFor(inUse, 0));
    const again = await opened(card);
    t.equal(await again.currentPlace('encrypt'), 'b', list);
    await again.makeCurrent('encrypt', 'a');
    t.equal(await again.currentPlace('encrypt'), 'a', `${list}: the older pair is listed too`);
  }
});

void t.test('when no list can be read, no key is replaced', async (t) => {
  const card = await renewed();
  await damage(card, ...Object.values(lists));
  const driver = await opened(card);
  t.equal(await driver.lifeCycle(), 'incomplete');
  for (const place of ['a', 'b'] as const) {
    await t.rejects(driver.generateKey('encrypt', place, 'rsa2048'), CardProtocolError);
  }
});

void t.test('a list that comes in part is not taken for a shorter one', async (t) => {
  const card = await renewed();
  let listSelected = false;
  const execute = async (command: Uint8Array): Promise<Uint8Array> => {
    const text = toHex(command);
    const answer = await card.execute(command);
    if (text.startsWith('00A4')) listSelected = text.includes(lists.certificates);
    return listSelected && text.startsWith('00B0') ? fromHex('9000') : answer;
  };
  const driver = await openCard(directConnection(execute, card.reset(), card.protocol));
  await driver.verifyPin(2, secret(pins[2]));
  await t.rejects(driver.currentPlace('encrypt'), CardProtocolError);
  t.equal(await driver.lifeCycle(), 'incomplete');
});

t.end();
