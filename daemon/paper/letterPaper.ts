/**
 * 密碼單: password letters, each one A4 sheet folded twice. The address is visible through the window. The secret values are in the
 * field at the foot. The dense pattern above the second fold covers them after folding, so that they cannot be read through the
 * paper.
 */
import { randomInt } from 'node:crypto';
import type { LetterContent, LetterKind } from '../../sync/connector.js';
import type { Localized } from '../contract/messages.js';
import { a4, mm, Sheet, type Box, type SheetFonts, type TextStyle } from './sheet.js';

export interface LetterOrder {
  readonly kind: 'letters';
  readonly fonts: SheetFonts;
  readonly ra: Localized;
  /** The number of the print of each letter, in order: 1 for the first. */
  readonly copies: readonly number[];
  /** The date in Taiwanese notation. */
  readonly printedOn: string;
}

/** One of the letters cannot be typeset. */
export class LetterError extends Error {
  override readonly name = 'LetterError';
  constructor(
    /** Its index, from 0. */
    readonly letter: number,
    override readonly cause: unknown,
  ) {
    super('a letter cannot be typeset');
  }
}

/** A part of a letter does not fit its place, at the smallest size either. The message names the part and none of its content. */
export class LetterFitError extends Error {
  override readonly name = 'LetterFitError';
  constructor(readonly part: 'address' | 'particulars' | 'values') {
    super(`the ${part} of a letter do not fit`);
  }
}

/** How a text is set: at its usual size first, then smaller, down to what is still read without effort (7 points). */
interface Setting {
  readonly size: number;
  readonly leading: number;
}
const addressSettings: readonly Setting[] = [
  { size: 11, leading: 1.5 },
  { size: 10, leading: 1.4 },
  { size: 9, leading: 1.3 },
  { size: 8, leading: 1.25 },
  { size: 7, leading: 1.2 },
];
const particularSettings: readonly Setting[] = [
  { size: 10, leading: 1.3 },
  { size: 9, leading: 1.25 },
  { size: 8, leading: 1.2 },
  { size: 7, leading: 1.15 },
];
/** More fits in no place of a letter. It is not even laid out, so that one letter does not take the time of all. */
const mostCharacters = 800;
const valueSizes: readonly number[] = [17, 14, 11];

interface Line {
  readonly label: Localized;
  readonly value: string;
}

const titles: Readonly<Record<LetterKind, Localized>> = {
  cardPins: { 'zh-TW': '晶片卡密碼單', en: 'Smart card PINs' },
  websitePassword: { 'zh-TW': '網站密碼單', en: 'Website password' },
};

const advice: Readonly<Record<LetterKind, Localized>> = {
  cardPins: {
    'zh-TW': '請沿摺線撕開封口後閱讀。請儘速變更晶片卡密碼，並將本密碼單銷毀；請勿與晶片卡放在一起。',
    en: 'Change each PIN soon, then destroy this letter. Never keep it with the card.',
  },
  websitePassword: {
    'zh-TW': '請沿摺線撕開封口後閱讀。首次登入時必須變更網站密碼；變更後請將本密碼單銷毀。',
    en: 'The password has to be changed at the first login. Destroy this letter afterwards.',
  },
};

const valueLabels: Readonly<Record<string, Localized>> = {
  pin1: { 'zh-TW': '第一組晶片卡密碼', en: 'Card PIN 1' },
  pin2: { 'zh-TW': '第二組晶片卡密碼', en: 'Card PIN 2' },
  websitePassword: { 'zh-TW': '網站密碼', en: 'Website password' },
};

const firstFold = mm(99);
const secondFold = mm(198);
/** Where the window of the envelope ends: what stands below is not seen, and lies over the fold. */
const windowEnd = mm(90);
/** How far a character reaches below its baseline, as a part of its size. */
const descent = 0.25;
const left = mm(20);
const right = a4.width - left;
/** The field of the values, and the field that is folded onto it. Both are equally far from the second fold. */
const field = { x: left, y: secondFold + mm(10), width: right - left, height: mm(46) } as const;
const cover = { ...field, y: 2 * secondFold - field.y - field.height } as const;

const noiseCharacters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz0123456789';
/** A line of noise begins at most this far left of its box. */
const noiseMargin = Math.round(mm(20));
/** Random lines, longer than a field is wide. Drawn once for all letters, because the PDF library reuses repeated text. */
const noiseLines = Array.from({ length: 200 }, () =>
  Array.from({ length: 160 }, () => noiseCharacters[randomInt(noiseCharacters.length)]).join(''),
);

/** @param contents each a {LetterContent} as JSON @throws {LetterError} */
export function letterPaper(order: LetterOrder, contents: readonly string[]): Sheet {
  const sheet = new Sheet(order.fonts, '密碼單');
  for (const [index, content] of contents.entries()) {
    try {
      if (index > 0) sheet.nextPage();
      letter(sheet, order, { copy: order.copies[index] ?? 1, content: JSON.parse(content) as LetterContent });
    } catch (cause) {
      throw new LetterError(index, cause);
    }
  }
  sheet.end();
  return sheet;
}

/** One letter, and its number among the prints of it: 1 for the first. */
interface Letter {
  readonly copy: number;
  readonly content: LetterContent;
}

function letter(sheet: Sheet, order: LetterOrder, one: Letter): void {
  const { content } = one;
  head(sheet, order, one);
  address(sheet, content);
  particulars(sheet, content);
  noise(sheet, cover, { size: 9, colours: ['#555555', '#999999'] });
  fold(sheet, firstFold, '摺線：向後對摺　Fold backwards');
  fold(sheet, secondFold, '摺線：向上對摺，將密碼欄貼合亂碼欄後封口　Fold upwards and seal');
  values(sheet, content);
  foot(sheet, content);
}

function head(sheet: Sheet, { ra, printedOn }: LetterOrder, { copy, content }: Letter): void {
  const { kind, letterId } = content;
  sheet.line(ra['zh-TW'], { x: left, y: mm(18) }, { size: 13 });
  sheet.line(ra.en, { x: left, y: mm(24) }, { size: 8 });
  const column = mm(128);
  sheet.line(titles[kind]['zh-TW'], { x: column, y: mm(18) }, { size: 15 });
  sheet.line(titles[kind].en, { x: column, y: mm(24) }, { size: 8 });
  sheet.line(`編號 No. ${letterId}`, { x: column, y: mm(31) }, { size: 8 });
  sheet.line(`列印日期 Printed ${printedOn}`, { x: column, y: mm(36) }, { size: 8 });
  if (copy > 1) {
    sheet.box({ x: column, y: mm(40), width: mm(42), height: mm(9) });
    sheet.line(`補印 ${copy - 1}　Reprint ${copy - 1}`, { x: column + mm(3), y: mm(46) }, { size: 11 });
  }
}

/** Draws the address in the window of the envelope (DIN 5008 form B): 20 mm from the left, 45 mm from the top, 85 mm × 45 mm. */
function address(sheet: Sheet, { letterContact, name }: LetterContent): void {
  const recipient = `${name}　台啟`;
  const place = { x: left + mm(3), y: mm(54), width: mm(79) };
  const nameStyle = ({ size, leading }: Setting) => ({ size: size + 2, leading });
  const style = addressSettings.find((setting) => {
    const ofName = nameStyle(setting);
    const height = heightOf(sheet, letterContact, place.width, setting) + mm(3);
    const lastBaseline =
      place.y + height + heightOf(sheet, recipient, place.width, ofName) - ofName.size * ofName.leading;
    return lastBaseline <= windowEnd - ofName.size * descent;
  });
  if (style === undefined) throw new LetterFitError('address');
  const next = sheet.paragraph(letterContact, place, style);
  sheet.paragraph(recipient, { ...place, y: next + mm(3) }, nameStyle(style));
}

/** From the first baseline to the one after the last. */
function heightOf(sheet: Sheet, text: string, width: number, style: Setting): number {
  if (text.length > mostCharacters) return Infinity;
  return sheet.lines(text, width, style).length * style.size * style.leading;
}

function particulars(sheet: Sheet, content: LetterContent): void {
  const lines: readonly Line[] = [
    { label: { 'zh-TW': '用戶名稱', en: 'Name' }, value: content.name },
    { label: { 'zh-TW': '用戶識別名稱', en: 'User identifier' }, value: content.userIdentifier },
    content.kind === 'cardPins'
      ? { label: { 'zh-TW': '晶片卡序號', en: 'Card serial number' }, value: content.cardSerial ?? '' }
      : { label: { 'zh-TW': '網站帳號', en: 'Website account' }, value: content.account },
  ];
  const width = right - left - mm(45);
  const heights = (style: Setting) => lines.map(({ value }) => heightOf(sheet, value, width, style) + mm(4));
  const top = firstFold + mm(11);
  const style = particularSettings.find((setting) => top + sum(heights(setting)) - mm(4) <= cover.y);
  if (style === undefined) throw new LetterFitError('particulars');
  let y = top;
  for (const { label, value } of lines) {
    sheet.line(label['zh-TW'], { x: left, y }, { size: 9 });
    sheet.line(label.en, { x: left, y: y + mm(3.6) }, { size: 6.5, colour: '#444444' });
    y = sheet.paragraph(value, { x: left + mm(45), y, width }, style) + mm(4);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function fold(sheet: Sheet, y: number, text: string): void {
  sheet.rule({ x: mm(5), y, width: a4.width - 2 * mm(5) }, { colour: '#777777', dash: 3 });
  sheet.line(text, { x: left, y: y - mm(1.2) }, { size: 6.5, colour: '#444444' });
}

/** Draws each value on white, easy to read, between bands of pale characters. */
function values(sheet: Sheet, { values: secrets }: LetterContent): void {
  sheet.box(field);
  const entries = Object.entries(valueLabels).flatMap(([key, label]) => {
    const value = secrets[key];
    return value === undefined ? [] : [{ label, value }];
  });
  const step = field.height / entries.length;
  for (const [index, { label, value }] of entries.entries()) {
    const middle = field.y + step * (index + 0.5);
    const x = field.x + mm(8);
    const band = { ...field, height: step / 2 - mm(6.5) };
    for (const y of [middle - step / 2, middle + mm(6.5)])
      noise(sheet, { ...band, y }, { size: 8, colours: ['#cccccc'] });
    sheet.line(label['zh-TW'], { x: x + mm(2), y: middle - mm(0.5) }, { size: 10 });
    sheet.line(label.en, { x: x + mm(2), y: middle + mm(4) }, { size: 7 });
    sheet.line(value, { x: x + mm(52), y: middle + mm(2) }, valueStyle(sheet, value, right - mm(2) - x - mm(52)));
  }
}

function valueStyle(sheet: Sheet, value: string, width: number): TextStyle {
  const styles = valueSizes.map((size) => ({ size, font: 'mono', spacing: 1.5 }) as const);
  const style = styles.find((one) => sheet.width(value, one) + value.length * one.spacing <= width);
  if (style === undefined) throw new LetterFitError('values');
  return style;
}

function foot(sheet: Sheet, { kind }: LetterContent): void {
  const y = field.y + field.height + mm(9);
  const next = sheet.paragraph(advice[kind]['zh-TW'], { x: left, y, width: right - left }, { size: 9 });
  sheet.paragraph(advice[kind].en, { x: left, y: next, width: right - left }, { size: 7.5 });
}

/** Fills a box with random characters, one layer for each colour, each slightly shifted. */
function noise(sheet: Sheet, box: Box, { size, colours }: { size: number; colours: readonly string[] }): void {
  sheet.within(box, () => {
    for (const [layer, colour] of colours.entries()) {
      const shift = (layer * size) / 3;
      for (let y = box.y + size * 0.8 - shift; y < box.y + box.height; y += size) {
        // The start varies, so that a repeated line is not at the same place again.
        const x = box.x - shift - randomInt(noiseMargin);
        sheet.line(noiseLines[randomInt(noiseLines.length)] ?? '', { x, y }, { size, font: 'mono', colour });
      }
    }
  });
}
