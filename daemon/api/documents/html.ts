/** An outline as a self-contained page: no script, no font, one style. */
import type { Block, Language } from './outline.js';

const style = `
:root { color-scheme: light; font-family: "Noto Sans CJK TC", "Noto Sans", sans-serif; color: #1c2733; background: #fff; }
body { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; line-height: 1.5; }
h2 { margin-top: 3rem; border-bottom: 2px solid #1c2733; }
h3 { margin-top: 2rem; font-family: "Noto Sans Mono CJK TC", monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8a97a5; padding: 0.25rem 0.6rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
th { background: #eef1f4; }
a { color: #0b4f8a; }
`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The Markdown of one line that outlines use. */
function inline(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\((#[\w-]+)\)/g, '<a href="$2">$1</a>');
}

function row(cells: readonly string[], tag: 'th' | 'td'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`;
}

function html(block: Block): string {
  switch (block.kind) {
    case 'heading': {
      const id = block.text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
      return `<h${block.level} id="${escaped(id)}">${inline(block.text)}</h${block.level}>`;
    }
    case 'text':
      return `<p>${inline(block.text)}</p>`;
    case 'table':
      return `<table><thead>${row(block.head, 'th')}</thead><tbody>${block.rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
  }
}

const otherLanguage = {
  'zh-TW': { language: 'en', name: 'English' },
  en: { language: 'zh-TW', name: '正體中文' },
} as const;

/** @param nonce of the answer's Content-Security-Policy */
export function htmlPage(blocks: readonly Block[], language: Language, nonce: string): string {
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? '';
  const other = otherLanguage[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<nav><a href="/api/docs?lang=${other.language}" lang="${other.language}">${other.name}</a> · <a href="/api/docs/openapi.json">OpenAPI</a> · <a href="/api/docs/asyncapi.json">AsyncAPI</a></nav>
<main>
${blocks.map(html).join('\n')}
</main>
</body>
</html>
`;
}
