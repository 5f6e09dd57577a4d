/** Work that would hold up everything else of the process, in a thread of its own. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

interface Order<Question> {
  readonly url: string;
  readonly question: Question;
}

/**
 * Both ends of a thread: called as a module is loaded, it answers when that module is what the thread was started for.
 * @param url `import.meta.url` of the calling module
 * @param work takes and returns data alone: methods and classes do not pass from thread to thread
 * @returns asks a new thread @throws what the work throws @throws {Error} when the thread ends without an answer
 */
export function inThread<Question, Answer>(
  url: string,
  work: (question: Question) => Answer,
): (question: Question) => Promise<Answer> {
  if (!isMainThread) {
    const order = workerData as Order<Question>;
    if (order.url === url) parentPort?.postMessage(work(order.question));
  }
  return async (question) => {
    const order: Order<Question> = { url, question };
    const worker = new Worker(new URL(url), { workerData: order, execArgv: [] });
    try {
      return await new Promise<Answer>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`the thread of ${url} ended with ${code}`)));
      });
    } finally {
      await worker.terminate();
    }
  };
}
