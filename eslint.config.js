import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

/** Who may import whom; see docs/architecture.md. Each room lists the rooms it must not reach into. */
const closedRooms = {
  base: ['card', 'sync', 'config', 'daemon', 'kiosk-ui', 'test'],
  card: ['sync', 'config', 'daemon', 'kiosk-ui', 'test'],
  sync: ['card', 'config', 'daemon', 'kiosk-ui', 'test'],
  config: ['card', 'sync', 'daemon', 'kiosk-ui', 'test'],
  daemon: ['kiosk-ui', 'test'],
};

/** Packages that stand behind one place: package → the only files that may import it. */
const onePlace = {
  pcsclite: 'card/transport/pcscChild.ts',
  pkcs11js: '{base/pkcs11/pkcs11Child.ts,card/pkcs11/moduleChild.ts,card/pkcs11/moduleSession.ts}',
  sqlite3: 'base/database.ts',
  'systemd-notify': 'daemon/health/notify.ts',
  ws: '{daemon/api/events.ts,test/**/*.ts}',
  pdfkit: 'daemon/paper/sheet.ts',
  fontkit: 'daemon/paper/fontBook.ts',
};

const restricted = (room, extraPatterns = []) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: Object.keys(onePlace).map((name) => ({ name, message: `only ${onePlace[name]} imports it` })),
      patterns: [
        ...(closedRooms[room] ?? []).map((other) => ({
          regex: `^(\\.\\./)+${other}/`,
          message: `${room}/ does not import ${other}/`,
        })),
        ...extraPatterns,
      ],
    },
  ],
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '**/*.generated.ts', '.tap/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  ...Object.keys(closedRooms).map((room) => ({ files: [`${room}/**/*.ts`], rules: restricted(room) })),
  {
    files: ['kiosk-ui/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...restricted('kiosk-ui', [
        {
          regex:
            '^(\\.\\./)+((card|sync|config|test)/|base/(?!weakPin\\.js$)|daemon/(?!contract/(messages(/\\w+)?|route|routes/index)\\.js$))',
          message: 'kiosk-ui takes only the types of daemon/contract, its messages and its routes, and base/weakPin',
        },
      ]),
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+daemon/',
              allowTypeImports: true,
              message: 'kiosk-ui takes types of the contract alone: its schemas and words stay out of the bundle',
            },
          ],
        },
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: restricted('test') },
  // A test tells a whole story; a table of words is as long as its subject.
  {
    files: ['test/**/*.ts', 'daemon/contract/failures/*.ts', 'kiosk-ui/words/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }] },
  },
  // A process of its own: its composition root joins the RA with the PKCS#11 token of its CA key.
  { files: ['sync/reference-ra/main.ts'], rules: { 'no-restricted-imports': 'off' } },
  ...Object.entries(onePlace).map(([name, place]) => ({
    files: [place],
    rules: { 'no-restricted-imports': 'off' },
    name: `${name} behind one place`,
  })),
);
