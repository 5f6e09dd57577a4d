/** Saving on mounts that come and go: in a mount namespace, where the test may mount what plays a stick. */
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runTool } from '../../harness/runTool.js';

interface Line {
  readonly what: string;
  readonly result: unknown;
  readonly files: readonly string[];
}

await t.test('sticks', async (t) => {
  const folder = t.testdir();
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const program = fileURLToPath(new URL('./stickMain.js', import.meta.url));
  const { code, stdout, stderr } = await runTool('unshare', [...user, '--mount', process.execPath, program, folder]);
  t.equal(code, 0, stderr);
  const lines = new Map(
    stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Line)
      .map((line) => [line.what, line]),
  );
  const is = (what: string, result: unknown, files?: readonly string[]): void => {
    t.same(lines.get(what)?.result, result, what);
    if (files !== undefined) t.same(lines.get(what)?.files, files, `${what}: what lies there`);
  };
  is('none', { code: 'save.write.noStick', facts: {} }, []);
  is('written', { label: 'USB', names: ['a.cer', 'b.cer'] }, ['a.cer', 'b.cer']);
  is('again', { label: 'USB', names: ['a.cer'] }, ['a.cer', 'b.cer']);
  is('name taken', { label: 'USB', names: ['c (2).cer'] }, ['a.cer', 'b.cer', 'c (2).cer', 'c.cer']);
  is('content', true);
  is('full', { code: 'save.write.stickFull', facts: { label: 'USB' } }, ['a.cer', 'b.cer', 'c (2).cer', 'c.cer']);
  is('names that are no files', { label: 'USB', names: ['pipe (2).cer', 'link (2).cer', 'folder (2).cer'] });
  is('names of others', { label: 'USB', names: ['g.cer', 'h.cer'] });
  is('a person’s own file', 'a person’s own');
  is('pulled before', { code: 'save.write.noStick', facts: {} }, []);
  is('pulled while saving', { code: 'save.write.stickGone', facts: { label: 'USB' } }, []);
  is('read only', { code: 'save.write.readOnly', facts: { label: 'USB' } }, []);
  is('two partitions', { label: 'USB', names: ['i.cer'] }, ['i.cer']);
  t.ok(Number(lines.get('changes')?.result) >= 4, 'each coming and going was told');
});
t.end();
