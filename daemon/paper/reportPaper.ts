/** Reports: tables on A4 pages. */
import { a4, mm, Sheet, type SheetFonts, type TextStyle } from './sheet.js';

export interface PaperTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** Numbers are aligned to the right. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** Lines below the table. */
  readonly notes: readonly string[];
}

export interface ReportOrder {
  readonly kind: 'report';
  readonly fonts: SheetFonts;
  readonly title: string;
  readonly subtitle: string;
  readonly tables: readonly PaperTable[];
  /** Replaces a character that no font has. */
  readonly unknownCharacter: string;
}

const left = mm(15);
const width = a4.width - 2 * left;
const bottom = a4.height - mm(20);
const leading = 1.35;
const body: TextStyle = { size: 9, leading };
const gap = mm(2.5);

export function reportPaper(order: ReportOrder): Sheet {
  const sheet = new Sheet(order.fonts, order.title, order.unknownCharacter);
  const page = new Pages(sheet, order.subtitle);
  sheet.line(order.title, { x: left, y: mm(22) }, { size: 16 });
  sheet.line(order.subtitle, { x: left, y: mm(29) }, { size: 9, colour: '#444444' });
  page.y = mm(38);
  for (const table of order.tables) draw(page, table);
  page.end();
  return sheet;
}

/** The position of the next line. Begins a new page when something does not fit. */
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
    this.sheet.line(this.#subtitle, { x: left, y: a4.height - mm(11) }, style);
    const number = String(this.#number);
    this.sheet.line(number, { x: left + width - this.sheet.width(number, style), y: a4.height - mm(11) }, style);
  }
}

function draw(page: Pages, table: PaperTable): void {
  const { sheet } = page;
  const widths = columnWidths(sheet, table);
  page.need(mm(24));
  sheet.line(table.title, { x: left, y: page.y }, { size: 11.5 });
  page.y += mm(6);
  const header = (): void => drawRow(page, { cells: table.columns, widths, style: { size: 8, colour: '#444444' } });
  header();
  for (const cells of table.rows) {
    const row = { cells, widths, style: body };
    if (page.need(rowHeight(sheet, row))) header();
    drawRow(page, row);
  }
  for (const note of table.notes) {
    const lines = sheet.lines(note, width, body);
    page.need(lines.length * body.size * leading);
    page.y = sheet.paragraph(note, { x: left, y: page.y + mm(1), width }, body);
  }
  page.y += mm(8);
}

type Cells = PaperTable['rows'][number];

interface Row {
  readonly cells: Cells;
  /** Of the columns. */
  readonly widths: readonly number[];
  readonly style: TextStyle;
}

function cellLines(sheet: Sheet, { cells, widths, style }: Row): string[][] {
  return cells.map((cell, index) => sheet.lines(String(cell), widths[index] ?? 0, style));
}

function rowHeight(sheet: Sheet, row: Row): number {
  const most = Math.max(...cellLines(sheet, row).map((lines) => lines.length));
  return most * row.style.size * leading + mm(1.6);
}

function drawRow(page: Pages, row: Row): void {
  const { sheet, y } = page;
  const { cells, widths, style } = row;
  let x = left;
  for (const [index, lines] of cellLines(sheet, row).entries()) {
    const cellWidth = widths[index] ?? 0;
    const toTheRight = typeof cells[index] === 'number';
    for (const [at, line] of lines.entries()) {
      const shift = toTheRight ? cellWidth - sheet.width(line, style) : 0;
      sheet.line(line, { x: x + shift, y: y + at * style.size * leading }, style);
    }
    x += cellWidth + gap;
  }
  page.y += rowHeight(sheet, row);
  sheet.rule({ x: left, y: page.y - style.size - mm(0.4), width }, { colour: '#bbbbbb' });
}

/** Each column is as wide as its widest cell. If that does not fit, the widest columns are narrowed in proportion. */
function columnWidths(sheet: Sheet, { columns, rows }: PaperTable): number[] {
  const natural = columns.map((column, index) =>
    Math.max(...[column, ...rows.map((cells) => String(cells[index] ?? ''))].map((text) => sheet.width(text, body))),
  );
  const room = width - gap * (columns.length - 1);
  const sum = natural.reduce((total, one) => total + one, 0);
  if (sum <= room) return natural.map((one) => one + (room - sum) / columns.length);
  const fair = room / columns.length;
  const modest = natural.filter((one) => one <= fair).reduce((total, one) => total + one, 0);
  const greedy = sum - modest;
  return natural.map((one) => (one <= fair ? one : ((room - modest) * one) / greedy));
}
