/** Draws readers and cards, and asks for what a button says. */

const pollMs = 1_000;

/**
 * @typedef {{ reference: 1 | 2, triesLeft: number | null }} Pin
 * @typedef {{ name: string, serial: string | null, reader: string | null, pins: Pin[] }} Card
 *
 * @typedef {{ readers: string[], kioskReader: string, cards: Card[] }} Rack
 */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {string} tag
 * @param {{ className?: string }} properties
 * @param {...(Node | string)} children
 */
function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * Both languages, Chinese first.
 * @param {string} zh
 * @param {string} en
 */
function both(zh, en) {
  const english = element('span', {}, en);
  english.lang = 'en';
  return [zh, ' ', english];
}

/** Keys of buttons whose request is under way. */
const busy = new Set();
let drawn = '';

/** @param {string} text */
function tell(text) {
  byId('message').textContent = text;
}

/**
 * @param {string} action
 * @param {object} body
 */
async function request(action, body) {
  const response = await fetch(`/api/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return '';
  const { reason, failure } = await response.json();
  return reason ?? `${failure.happened['zh-TW']} ${failure.happened.en}`;
}

/**
 * @param {(Node | string)[]} words
 * @param {string} action
 * @param {object} body
 * @param {{ disabled?: boolean, name?: string }} options `name` is what a screen reader says
 */
function button(words, action, body, { disabled = false, name } = {}) {
  const key = action + JSON.stringify(body);
  const made = /** @type {HTMLButtonElement} */ (element('button', {}, ...words));
  made.type = 'button';
  made.dataset.key = key;
  made.disabled = disabled || busy.has(key);
  if (name !== undefined) made.setAttribute('aria-label', name);
  made.addEventListener('click', async () => {
    if (busy.has(key)) return;
    busy.add(key);
    made.disabled = true;
    tell(await request(action, body).catch((error) => String(error)));
    busy.delete(key);
    drawn = '';
    await refresh();
  });
  return made;
}

/** @param {Card} card */
function pinStates({ pins }) {
  if (pins.length === 0) return [element('div', {}, ...both('其他卡種', 'Another family'))];
  if (pins.every(({ triesLeft }) => triesLeft === null)) return [element('div', {}, ...both('空白卡', 'Blank'))];
  return pins.map(({ reference, triesLeft }) => {
    if (triesLeft === 0) {
      return element('div', { className: 'locked' }, ...both(`第 ${reference} 組 ✕ 鎖卡`, `PIN ${reference} locked`));
    }
    if (triesLeft === null) return element('div', {}, ...both(`第 ${reference} 組未設定`, `PIN ${reference} not set`));
    const left = `${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left`;
    return element('div', {}, ...both(`第 ${reference} 組，還可輸入 ${triesLeft} 次`, `PIN ${reference}, ${left}`));
  });
}

/**
 * @param {string} label
 * @param {Rack} rack
 */
function readerTile(label, { cards, kioskReader }) {
  const card = cards.find(({ reader }) => reader === label);
  const whose = label === kioskReader ? both(`${label} 自助機`, 'kiosk') : both(`${label} 櫃檯`, 'counter');
  const tile = element('li', {}, element('div', { className: 'label' }, ...whose));
  if (card === undefined) {
    tile.append(element('div', {}, ...both('無卡', 'Empty')));
    return tile;
  }
  tile.dataset.full = '';
  tile.append(element('div', {}, card.name), ...pinStates(card));
  const name = `取出 ${card.name} Take ${card.name} out`;
  tile.append(button(both('取出', 'Take out'), 'remove', { card: card.name }, { name }));
  return tile;
}

/**
 * @param {Card} card
 * @param {Rack} rack
 */
function cardRow(card, { readers, cards }) {
  const where = card.reader === null ? both('未插入', 'outside') : both(`在 ${card.reader}`, `in ${card.reader}`);
  const title = element('div', { className: 'label' }, card.name, ' ');
  const facts = element('div', {}, title, element('div', { className: 'serial' }, card.serial ?? ''));
  facts.append(element('div', {}, ...where), ...pinStates(card));
  const actions = element('div', { className: 'actions' });
  for (const label of readers) {
    const taken = card.reader !== null || cards.some(({ reader }) => reader === label);
    const name = `將 ${card.name} 插入 ${label} Put ${card.name} into ${label}`;
    const words = both(`插入 ${label}`, 'Put in');
    actions.append(button(words, 'insert', { card: card.name, reader: label }, { disabled: taken, name }));
  }
  for (const { reference, triesLeft } of card.pins) {
    const disabled = triesLeft === null || triesLeft === 0;
    const name = `鎖住 ${card.name} 第 ${reference} 組密碼 Lock PIN ${reference} of ${card.name}`;
    const words = both(`鎖第 ${reference} 組`, `Lock PIN ${reference}`);
    actions.append(button(words, 'lock', { card: card.name, pin: reference }, { disabled, name }));
  }
  const row = element('li', {}, facts, actions);
  return row;
}

/** Draws only what changed since the last time, and leaves the focus where it was. @param {Rack} rack */
function draw(rack) {
  const wanted = JSON.stringify(rack);
  if (wanted === drawn) return;
  drawn = wanted;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
  byId('readers').replaceChildren(...rack.readers.map((label) => readerTile(label, rack)));
  byId('cards').replaceChildren(...rack.cards.map((card) => cardRow(card, rack)));
  if (focused === undefined) return;
  const again = [...document.querySelectorAll('button')].find(({ dataset }) => dataset.key === focused);
  again?.focus();
}

let away = false;

async function refresh() {
  try {
    const response = await fetch('/api/rack');
    draw(await response.json());
    if (away) tell('');
    away = false;
  } catch {
    away = true;
    tell('示範已結束 The demo is not running any more.');
  }
}

await refresh();
// The shell moves cards too.
setInterval(() => {
  if (document.visibilityState === 'visible') void refresh();
}, pollMs);
