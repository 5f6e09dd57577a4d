/**
 * Reads revocation lists in a thread of its own: one of the allowed size has a million entries, and nothing else of the process waits
 * for it. This file is both ends.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { reportLists, type ListAnswer, type ListQuestion } from './revocationReports.js';

/** @throws {Error} when the thread ends without an answer */
export async function askLists(question: ListQuestion): Promise<ListAnswer> {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: question, execArgv: [] });
  try {
    return await new Promise<ListAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the thread that reads revocation lists ended with ${code}`)));
    });
  } finally {
    await worker.terminate();
  }
}

if (!isMainThread) parentPort?.postMessage(reportLists(workerData as ListQuestion));
