/** docs/cards/README.md: what each card family can do, as its driver tells it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/command.mjs';
import { cell, generatedFrom, importCompiled } from './compiled.mjs';

const source = 'card/drivers/registry.ts';

/** @typedef {import('../../card/drivers/driver.js').CardCapabilities} Capabilities */
/** @typedef {import('../../card/drivers/driver.js').PinDescription} Pin */
/** @typedef {import('../../card/drivers/driver.js').UnblockWay} UnblockWay */
/** @typedef {import('../../card/drivers/driver.js').KeySlot} KeySlot */

const algorithms = { rsa2048: 'RSA-2048', rsa3072: 'RSA-3072', rsa4096: 'RSA-4096', p256: 'P-256', p384: 'P-384' };
const uses = { sign: 'signature', encrypt: 'encryption', signEncrypt: 'signature and encryption' };

/** @param {UnblockWay} way */
function unblockWay(way) {
  switch (way.way) {
    case 'ownPuk':
    case 'sharedPuk': {
      const { length, maxTries, changeable } = way.puk;
      const whose = way.way === 'ownPuk' ? 'its own PUK' : `the PUK of PIN ${way.of}`;
      return `${whose} of ${length} characters, ${maxTries} tries, ${changeable ? 'can be replaced' : 'cannot be replaced'}`;
    }
    case 'securityOfficer':
      return `the security officer's PIN${way.maxTries === null ? '' : `, ${way.maxTries} tries`}`;
    case 'adminKey':
      return `a challenge answered with the administration key (${way.algorithm})`;
    case 'resettingCode':
      return `a resetting code, ${way.maxTries} tries`;
  }
}

/** @param {Pin} pin */
function pinRow({ reference, guards, rule, maxTries, unblocking }) {
  const length = rule.minLength === rule.maxLength ? `${rule.minLength}` : `${rule.minLength} to ${rule.maxLength}`;
  const ways = unblocking.length === 0 ? 'cannot be unblocked' : unblocking.map(unblockWay).join('; or ');
  const guarded = guards.map((use) => uses[use]).join(', ');
  return `| ${reference} | ${guarded} | ${length} of \`${cell(rule.characters)}\` | ${maxTries} | ${cell(ways)} |`;
}

/** @param {KeySlot} slot */
function slotRow({ uses: slotUses, algorithms: slotAlgorithms, olderPairs, renewal }) {
  const kinds = slotAlgorithms.map((one) => algorithms[one]).join(', ');
  const how = renewal === 'beside' ? 'beside the pair in use' : 'over the pair in use';
  return `| ${slotUses.map((use) => uses[use]).join(' or ')} | ${kinds} | ${how} | ${olderPairs} |`;
}

/** @param {string} family @param {Capabilities | null} capabilities */
function section(family, capabilities) {
  const page = `docs/cards/${family}.md`;
  const more = existsSync(join(root, page)) ? [`More: [${family}](${family}.md).`] : [];
  if (capabilities === null) return [`## ${family}`, 'What it can do depends on the card.', ...more];
  const { pins, keySlots } = capabilities;
  return [
    `## ${family}`,
    [
      '| PIN | guards | characters | tries | unblocked with |',
      '| --- | --- | --- | --- | --- |',
      ...pins.map(pinRow),
    ].join('\n'),
    [
      '| key for | algorithms | a renewal is made | earlier pairs that stay |',
      '| --- | --- | --- | --- |',
      ...keySlots.map(slotRow),
    ].join('\n'),
    ...more,
  ];
}

export async function cardFamiliesPage() {
  const { registry } = /** @type {{ registry: readonly import('../../card/drivers/driverEntry.js').DriverEntry[] }} */ (
    await importCompiled(source)
  );
  const { usualCapabilities } = /** @type {{ usualCapabilities: Capabilities }} */ (
    await importCompiled('card/drivers/pkcs11/capabilities.ts')
  );
  return [
    generatedFrom(source),
    '# Card families',
    'What the driver of each family tells of its cards. Counter, kiosk and batch line follow it: a card with one PIN shows one PIN. ' +
      '`npm run test:card -- --help` tells how a card is tried.',
    ...registry.flatMap(({ family, capabilities }) => section(family, capabilities)),
    ...section('pkcs11', usualCapabilities),
    'The last one exists where the settings name a vendor’s module (`vendorModules`); its rules are those of the settings, here the defaults with two tokens.',
  ].join('\n\n');
}
