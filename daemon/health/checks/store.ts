/** The gateway's files: disk space, integrity, and permissions. */
import { lstat, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { NotPlainError, setMode } from '../../../base/plainFile.js';
import type { CheckState, Localized } from '../../contract/messages.js';
import { RepairError, lines, same, worst, type Check, type Finding } from '../check.js';
import type { CheckContext, StoreView } from '../checkContext.js';
import { isNotAllowed } from '../machine.js';

const mebibyte = 1024 * 1024;

function size(bytes: number): string {
  if (bytes >= 1024 * mebibyte) return `${(bytes / 1024 / mebibyte).toFixed(1)} GiB`;
  return bytes >= mebibyte ? `${(bytes / mebibyte).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}

export function judgeDisk(freeBytes: number, totalBytes: number): Finding {
  const state: CheckState = freeBytes < 100 * mebibyte ? 'failed' : freeBytes < 1024 * mebibyte ? 'warn' : 'ok';
  const present = {
    'zh-TW': `剩餘 ${size(freeBytes)}，共 ${size(totalBytes)}`,
    en: `${size(freeBytes)} free of ${size(totalBytes)}`,
  };
  return { state, present, facts: { freeBytes, totalBytes } };
}

const disk: Check = {
  id: 'store.disk',
  group: 'store',
  place: 'machine',
  title: { 'zh-TW': '磁碟空間', en: 'Disk space' },
  purpose: {
    'zh-TW': '磁碟滿了就無法記錄作業，作業也無法繼續',
    en: 'A full disk takes no record of a job, and no job goes on without one.',
  },
  recommended: () => ({ 'zh-TW': '1 GiB 以上', en: '1 GiB or more' }),
  run: async ({ config }) => {
    const { bavail, blocks, bsize } = await statfs(config.stateDirectory);
    return judgeDisk(bavail * bsize, blocks * bsize);
  },
};

export interface DatabaseFacts {
  /** SQLite's verdict: `ok`, or what is broken. */
  readonly verdict: string;
  readonly bytes: number;
  readonly freeBytes: number;
  /** Size of the write-ahead log. */
  readonly logBytes: number;
}

export function judgeDatabase({ verdict, bytes, freeBytes, logBytes }: DatabaseFacts): Finding {
  const facts = { bytes, freeBytes, logBytes, verdict: verdict.slice(0, 200) };
  const sizes = {
    'zh-TW': `${size(bytes)}，其中 ${size(freeBytes)} 未使用；預寫記錄 ${size(logBytes)}`,
    en: `${size(bytes)}, of which ${size(freeBytes)} unused; write-ahead log ${size(logBytes)}`,
  };
  if (verdict !== 'ok') {
    const broken = {
      'zh-TW': `已損壞：${verdict.split('\n')[0] ?? ''}。請停止閘道，並還原備份`,
      en: `Broken: ${verdict.split('\n')[0] ?? ''}. Stop the gateway and restore the backup.`,
    };
    return { state: 'failed', present: lines([broken, sizes]), facts };
  }
  const bloated = logBytes > 64 * mebibyte || (freeBytes > 64 * mebibyte && freeBytes > bytes / 2);
  return { state: bloated ? 'warn' : 'ok', present: lines([{ 'zh-TW': '完整', en: 'Whole' }, sizes]), facts };
}

async function readDatabase(store: StoreView): Promise<DatabaseFacts> {
  const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => null))?.size ?? 0;
  const logBytes = await sizeOf(`${store.file}-wal`);
  const pragma = async (name: string): Promise<number> =>
    Object.values((await store.get<Record<string, number>>(`PRAGMA ${name}`)) ?? {})[0] ?? 0;
  try {
    const verdicts = await store.all<{ quick_check: string }>('PRAGMA quick_check');
    const [pages, free, pageSize] = [
      await pragma('page_count'),
      await pragma('freelist_count'),
      await pragma('page_size'),
    ];
    const verdict = verdicts.map((row) => row.quick_check).join('\n');
    return { verdict, bytes: pages * pageSize, freeBytes: free * pageSize, logBytes };
  } catch (error) {
    // The database is damaged so badly that it cannot be read.
    if (!(error instanceof Error) || !/^SQLITE_(CORRUPT|NOTADB)/.test(error.message)) throw error;
    return { verdict: error.message, bytes: await sizeOf(store.file), freeBytes: 0, logBytes };
  }
}

const database: Check = {
  id: 'store.database',
  group: 'store',
  place: 'gateway',
  title: { 'zh-TW': '資料庫', en: 'The database' },
  purpose: {
    'zh-TW': '作業日誌與待送資料都在裡面',
    en: 'The journal of every job, and what the RA has still to hear.',
  },
  recommended: () => ({ 'zh-TW': '完整，未使用的空間不超過一半', en: 'Whole, not more than half of it unused' }),
  run: async (context) => judgeDatabase(await readDatabase(await context.store())),
  repair: {
    label: { 'zh-TW': '整理資料庫', en: 'Compact the database' },
    warning: null,
    run: async (context) => {
      await context.compactStore();
      return { 'zh-TW': '已整理', en: 'Compacted.' };
    },
  },
};

export interface FileFacts {
  readonly path: string;
  /** null: the file does not exist. */
  readonly mode: number | null;
  /** Bits that must not be set. */
  readonly forbidden: number;
}

/** A file with secrets that others may read is a failure, an open folder a warning. */
export function judgeFiles(files: readonly FileFacts[]): Finding {
  const open = files.filter(({ mode, forbidden }) => mode !== null && (mode & forbidden) !== 0);
  const listed = (open.length > 0 ? open : files)
    .filter(({ mode }) => mode !== null)
    .map(({ path, mode }) => same(`${((mode ?? 0) & 0o7777).toString(8).padStart(4, '0')} ${path}`));
  return {
    state: worst(open.map(({ forbidden }) => (forbidden === 0o077 ? 'failed' : 'warn'))),
    present: lines(listed),
    facts: { files: listed.length, open: open.length },
  };
}

/** systemd passes credentials in a folder that only the unit can access, with modes set by systemd. */
const credentials = '/run/credentials/';

async function secretFiles({ config }: CheckContext): Promise<readonly FileFacts[]> {
  const { stateDirectory, ras } = config;
  const own = ['gateway.db', 'transport-pin.key'].map((name) => join(stateDirectory, name));
  const keys = ras.map(({ id, connector }) => [connector.keyFile, join(stateDirectory, `ra-${id}.pem`)]).flat();
  const paths = [...own, ...keys.filter((path) => !path.startsWith(credentials))];
  const modeOf = async (path: string): Promise<number | null> => (await lstat(path).catch(() => null))?.mode ?? null;
  return Promise.all([
    modeOf(stateDirectory).then((mode) => ({ path: stateDirectory, mode, forbidden: 0o077 })),
    ...paths.map(async (path) => ({ path, mode: await modeOf(path), forbidden: 0o077 })),
  ]);
}

const files: Check = {
  id: 'store.files',
  group: 'store',
  place: 'machine',
  title: { 'zh-TW': '檔案權限', en: 'File permissions' },
  purpose: {
    'zh-TW': '金鑰與資料只能由閘道讀取',
    en: 'Keys and records are read by the gateway and nobody else.',
  },
  recommended: () => ({ 'zh-TW': '資料夾 0700，檔案 0600', en: 'The folder 0700, files 0600' }),
  run: async (context) => judgeFiles(await secretFiles(context)),
  repair: {
    label: { 'zh-TW': '收回他人的權限', en: 'Take others’ permissions away' },
    warning: null,
    run: async (context) => {
      const open = (await secretFiles(context)).filter(({ mode, forbidden }) => ((mode ?? 0) & forbidden) !== 0);
      for (const { path, mode, forbidden } of open) await closeFile(path, (mode ?? 0) & 0o777 & ~forbidden);
      const paths = open.map(({ path }) => path).join(', ');
      return { 'zh-TW': `已更正：${paths}`, en: `Closed: ${paths}` };
    },
  },
};

async function closeFile(path: string, mode: number): Promise<void> {
  try {
    await setMode(path, mode);
  } catch (error) {
    if (error instanceof NotPlainError) {
      const link: Localized = {
        'zh-TW': `${path} 是連結，未更改。請先查明是誰建立的`,
        en: `${path} is a link and was not changed. Find out who made it`,
      };
      throw new RepairError(link, { cause: error });
    }
    if (!isNotAllowed(error)) throw error;
    const command = `chmod ${mode.toString(8)} ${path}`;
    const words: Localized = {
      'zh-TW': `沒有權限。請以 root 執行：${command}`,
      en: `Not allowed here. As root: ${command}`,
    };
    throw new RepairError(words, { cause: error });
  }
}

export const storeChecks: readonly Check[] = [disk, database, files];
