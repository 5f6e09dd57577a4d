/** Tables on A4, as many pages as they need. */
import { a4, mm, Sheet, type SheetFonts, type TextStyle } from './sheet.js';

export interface PaperTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** A number stands at the right of its column. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** Below the table, a line each. */
  readonly notes: readonly string[];
}

export interface ReportOrder {
  readonly kind: 'report';
  readonly fonts: SheetFonts;
  readonly title: string;
  readonly subtitle: string;
  readonly tables: readonly PaperTable[];
  /** What stands where no font has a character. */
  readonly unknownCharacter: string;
}

const left = mm(15);
const width = a4.width - 2 * left;
const bottom = a4.height - mm(20);
const body: TextStyle = { size: 9 };
const gap = mm(2.5);
const leading = 1.35;

export function reportPaper(order: ReportOrder): Sheet {
  const sheet = new Sheet(order.fonts, order.title, order.unknownCharacter);
  const page = new Pages(sheet, order.subtitle);
  sheet.line(order.title, left, mm(22), { size: 16 });
  sheet.line(order.subtitle, left, mm(29), { size: 9, colour: '#444444' });
  page.y = mm(38);
  for (const table of order.tables) draw(page, table);
  page.end();
  return sheet;
}

/** Where the next line stands; a new page when it would not fit. */
class Pages {
  readonly #subtitle: string;
  y = 0;
  #number = 1;

  constructor(
    readonly sheet: Sheet,
    subtitle: string,
  ) {
    this.#subtitle = subtitle;
  }

  /** @returns whether a new page was begun */
  need(height: number): boolean {
    if (this.y + height <= bottom) return false;
    this.#foot();
    this.sheet.nextPage();
    this.#number++;
    this.y = mm(22);
    return true;
  }

  end(): void {
    this.#foot();
    this.sheet.end();
  }

  #foot(): void {
    const style = { size: 8, colour: '#444444' };
    this.sheet.line(this.#subtitle, left, a4.height - mm(11), style);
    const number = String(this.#number);
    this.sheet.line(number, left + width - this.sheet.width(number, style), a4.height - mm(11), style);
  }
}

function draw(page: Pages, table: PaperTable): void {
  const { sheet } = page;
  const widths = columnWidths(sheet, table);
  page.need(mm(24));
  sheet.line(table.title, left, page.y, { size: 11.5 });
  page.y += mm(6);
  const header = (): void => row(page, table.columns, widths, { size: 8, colour: '#444444' });
  header();
  for (const cells of table.rows) {
    if (page.need(rowHeight(sheet, cells, widths, body))) header();
    row(page, cells, widths, body);
  }
  for (const note of table.notes) {
    const lines = sheet.lines(note, width, body);
    page.need(lines.length * body.size * leading);
    page.y = sheet.paragraph(note, left, page.y + mm(1), width, body, leading);
  }
  page.y += mm(8);
}

type Cells = PaperTable['rows'][number];

function cellLines(sheet: Sheet, cells: Cells, widths: readonly number[], style: TextStyle): string[][] {
  return cells.map((cell, index) => sheet.lines(String(cell), widths[index] ?? 0, style));
}

function rowHeight(sheet: Sheet, cells: Cells, widths: readonly number[], style: TextStyle): number {
  const most = Math.max(...cellLines(sheet, cells, widths, style).map((lines) => lines.length));
  return most * style.size * leading + mm(1.6);
}

function row(page: Pages, cells: Cells, widths: readonly number[], style: TextStyle): void {
  const { sheet, y } = page;
  let x = left;
  for (const [index, lines] of cellLines(sheet, cells, widths, style).entries()) {
    const cellWidth = widths[index] ?? 0;
    const toTheRight = typeof cells[index] === 'number';
    for (const [at, line] of lines.entries()) {
      const shift = toTheRight ? cellWidth - sheet.width(line, style) : 0;
      sheet.line(line, x + shift, y + at * style.size * leading, style);
    }
    x += cellWidth + gap;
  }
  page.y += rowHeight(sheet, cells, widths, style);
  sheet.rule(left, page.y - style.size - mm(0.4), left + width, page.y - style.size - mm(0.4), '#bbbbbb');
}

/** As wide as its widest cell where that fits; else the widest columns give way, in proportion. */
function columnWidths(sheet: Sheet, { columns, rows }: PaperTable): number[] {
  const wished = columns.map((column, index) =>
    Math.max(...[column, ...rows.map((cells) => String(cells[index] ?? ''))].map((text) => sheet.width(text, body))),
  );
  const room = width - gap * (columns.length - 1);
  const sum = wished.reduce((total, one) => total + one, 0);
  if (sum <= room) return wished.map((one) => one + (room - sum) / columns.length);
  const fair = room / columns.length;
  const modest = wished.filter((one) => one <= fair).reduce((total, one) => total + one, 0);
  const greedy = sum - modest;
  return wished.map((one) => (one <= fair ? one : ((room - modest) * one) / greedy));
}
