/** The judges of every screen find what they look for: axe, sizes of targets, layout. */
import t from 'tap';
import { axeViolations, launchChromium } from './chromium.js';
import { layoutProblems, smallTargets } from './layout.js';

const browser = await launchChromium();
t.teardown(() => browser.close());
const page = await browser.newPage();

const shown = (body: string): Promise<void> =>
  page.setContent(`<!doctype html><html lang="en"><title>A page</title><main>${body}</main></html>`);

await t.test('a page that is well, then what each of them finds', async (t) => {
  await shown('<h1>A page</h1><p>Words</p><button style="width: 50px; height: 50px">OK</button>');
  t.same(await axeViolations(page), []);
  t.same(await smallTargets(page), []);
  t.same(await layoutProblems(page), []);

  await shown('<h1>A page</h1><img src="data:,"><p style="color: #aaa; background: #fff">Words</p>');
  const violations = await axeViolations(page);
  t.same(
    violations.map((violation) => violation.split(': ')[0]),
    ['color-contrast', 'image-alt'],
    'once more on the same page',
  );
  t.match(violations[1], /: img$/, 'and where');

  await shown('<button style="width: 30px; height: 50px">OK</button>');
  t.equal((await smallTargets(page)).length, 1);

  await shown('<h1>A page</h1><div style="width: 3000px">Words</div>');
  t.match(await layoutProblems(page), ['the page is wider than the screen']);
});
t.end();
