/**
 * The floors of the house, lowest first. A room imports from its own floor's room and from lower floors only. Rooms that share a floor do
 * not import each other. docs/architecture.md says what each room is for.
 */
const floors = {
  '': [['base'], ['card', 'config', 'sync'], ['daemon'], ['kiosk-ui']],
  daemon: [
    ['contract', 'store'],
    ['audit', 'paper'],
    ['screens'],
    ['failures'],
    ['ras'],
    ['readers', 'saves'],
    ['operators'],
    ['subscribers'],
    ['jobs'],
    ['stock'],
    ['letters'],
    ['reports'],
    ['batch', 'cases'],
    ['backup'],
    ['health', 'recovery'],
    ['api'],
  ],
  card: [['transport'], ['iso7816', 'pkcs11'], ['globalplatform', 'pinpad', 'pkcs15'], ['drivers']],
  sync: [['ra-api'], ['reference-ra']],
  'sync/reference-ra': [['ca'], ['store'], ['operations'], ['http']],
  'kiosk-ui': [
    ['api', 'styles'],
    ['words'],
    ['parts'],
    ['staff'],
    ['stock'],
    ['counter'],
    ['batch', 'kiosk', 'status'],
  ],
};

/** Folders of one house as the rooms of a rule. */
const pathsOf = (house, rooms) => `^${house === '' ? '' : `${house}/`}(${rooms.join('|')})/`;

/** A process of its own: its composition root joins the RA with the PKCS #11 token of its CA key and an RA profile. */
const compositionRoot = '^sync/reference-ra/main\\.ts$';

/** Two rules a floor: nothing above it, and nobody beside it. */
function floorRules(house, list) {
  return list.flatMap((rooms, index) => {
    const above = list.slice(index + 1).flat();
    const from = { path: pathsOf(house, rooms), pathNot: compositionRoot };
    const name = `${house || 'house'}: ${rooms.join(', ')}`;
    const up = { name: `${name} import nothing above`, severity: 'error', from, to: { path: pathsOf(house, above) } };
    const beside = {
      name: `${name} do not import each other`,
      severity: 'error',
      from,
      to: { path: pathsOf(house, rooms), pathNot: '^'.concat(house === '' ? '' : `${house}/`, '$1/') },
    };
    return [...(above.length === 0 ? [] : [up]), ...(rooms.length === 1 ? [] : [beside])];
  });
}

/** A folder that no floor names would escape every rule. */
const unnamed = Object.entries(floors)
  .filter(([house]) => house !== '')
  .map(([house, list]) => ({
    name: `${house}: every room has a floor`,
    severity: 'error',
    from: { path: `^${house}/[^/]+/`, pathNot: pathsOf(house, list.flat()) },
    to: {},
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(floors).flatMap(([house, list]) => floorRules(house, list)),
    ...unnamed,
    {
      name: 'daemon: the contract imports base alone',
      severity: 'error',
      from: { path: '^daemon/contract/' },
      to: { path: '^(card|sync|config)/' },
    },
    {
      name: 'daemon: process and composition are imported by nothing',
      severity: 'error',
      from: { path: '^(?!test/).*/', pathNot: '^daemon/[^/]+\\.ts$' },
      to: { path: '^daemon/[^/]+\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    // Types count: a type that runs up ties two rooms as a value does.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
