/** What poppler, which knows nothing of this project, reads in a PDF. */
import { runTool } from './runTool.js';

async function poppler(tool: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runTool(tool, args);
  if (code !== 0) throw new Error(`${tool}: ${stderr}`);
  return stdout;
}

/** All text, as it stands on the paper. */
export function textOf(file: string): Promise<string> {
  return poppler('pdftotext', '-layout', file, '-');
}

/** `pdfinfo`, by its labels. */
export async function infoOf(file: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await poppler('pdfinfo', file)).split('\n');
  return new Map(lines.map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]));
}

/** Each font: is it embedded, and does it map back to characters? */
export async function fontsOf(file: string): Promise<{ name: string; embedded: boolean; unicode: boolean }[]> {
  const [, rule = '', ...lines] = (await poppler('pdffonts', file)).split('\n');
  const starts = [...rule.matchAll(/-+/g)].map(({ index }) => index);
  const column = (line: string, at: number) => line.slice(starts[at], starts[at + 1]).trim();
  return lines
    .filter((line) => line !== '')
    .map((line) => ({
      name: column(line, 0),
      embedded: column(line, 3) === 'yes',
      unicode: column(line, 5) === 'yes',
    }));
}

/** The text inside a box. @param box in millimetres from the top left corner */
export async function textIn(
  file: string,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Promise<string> {
  // 254 dots an inch: ten a millimetre.
  const dots = [box.x, box.y, box.width, box.height].map((mm) => String(Math.round(mm * 10)));
  const [x = '', y = '', width = '', height = ''] = dots;
  const crop = ['-r', '254', '-x', x, '-y', y, '-W', width, '-H', height];
  return (await poppler('pdftotext', ...crop, file, '-')).replaceAll('\f', '').trim();
}

/** The values of a password letter, from the top. */
export function valuesOf(file: string, count: number): Promise<string[]> {
  const step = 46 / count;
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      textIn(file, { x: 79, y: 208 + step * (index + 0.5) - 5, width: 92, height: 9 }),
    ),
  );
}
