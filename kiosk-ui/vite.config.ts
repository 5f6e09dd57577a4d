import react from '@vitejs/plugin-react';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [
    react(),
    {
      name: 'clear-assets',
      // tsc writes the modules that unit tests load beside the screens: only the bundle's own files go.
      configResolved: ({ build }) => rmSync(join(build.outDir, 'assets'), { recursive: true, force: true }),
    },
  ],
  build: {
    outDir: join(import.meta.dirname, '../dist/kiosk-ui'),
    emptyOutDir: false,
    target: 'chrome120',
    // The content security policy allows no data: and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(
        ['kiosk', 'counter', 'batch', 'status'].map((screen) => [screen, join(import.meta.dirname, `${screen}.html`)]),
      ),
    },
  },
});
