/** The requests of a visit. Each is sent once; what comes back is an event. A PIN is never sent again by the program. */
import type { Answer, WireJob } from '../../daemon/api/messages.js';
import { client, Refused } from '../api/client.js';
import type { Task, Visit, VisitEvent } from './visit.js';

export interface Actions {
  /** A complete entry: the last of its row goes to the daemon, the others lead to the next entry. */
  readonly typed: (text: string) => void;
  readonly answer: (job: WireJob, answer: Answer) => void;
  readonly stop: (job: WireJob) => void;
  /** Fetches a job that came with the card. */
  readonly load: (jobId: string) => void;
}

export function makeActions(visit: Visit, dispatch: (event: VisitEvent) => void): Actions {
  const { stage } = visit;

  const send = async (task: Task, account: string | null, request: () => Promise<VisitEvent>) => {
    dispatch({ type: 'sent', what: account === null ? 'order' : 'authorisation' });
    try {
      dispatch(await request());
    } catch (error) {
      dispatch(
        error instanceof Refused ? { type: 'refused', task, failure: error.failure, account } : { type: 'unanswered' },
      );
    }
  };

  const accept = async (request: Promise<WireJob>) => {
    try {
      dispatch({ type: 'accepted', job: await request });
    } catch (error) {
      dispatch(error instanceof Refused ? { type: 'answerRefused', failure: error.failure } : { type: 'unanswered' });
    }
  };

  const order = (task: Task, newPin: string, oldPin: string | null): Promise<WireJob> => {
    if (task.answers !== null) {
      return client.answerJob(
        task.answers,
        task.kind === 'unblockPin'
          ? { kind: 'authoriseAgain', newPin }
          : { kind: 'tryNewPin', newPin, lastTryConfirmed: task.lastTryConfirmed },
      );
    }
    const { readerId, pin } = task;
    return client.createJob(
      oldPin === null
        ? { kind: 'unblockPin', readerId, pin, newPin }
        : { kind: 'changePin', readerId, pin, oldPin, newPin, lastTryConfirmed: task.lastTryConfirmed },
      crypto.randomUUID(),
    );
  };

  return {
    typed: (text) => {
      if (stage.at === 'password') {
        const { task, account } = stage;
        void send(task, account, async () => {
          await client.authorise({ readerId: task.readerId, pin: task.pin, account, password: text });
          return { type: 'authorised', task };
        });
      } else if (stage.at === 'tryNewPin' || (stage.at === 'newPinAgain' && stage.newPin === text)) {
        const { task } = stage;
        const oldPin = stage.at === 'newPinAgain' ? stage.oldPin : null;
        void send(task, null, async () => ({ type: 'accepted', job: await order(task, text, oldPin) }));
      } else {
        dispatch({ type: 'typed', text });
      }
    },
    answer: (job, answer) => void accept(client.answerJob(job.id, answer)),
    stop: (job) => void accept(client.cancelJob(job.id)),
    load: (jobId) => void accept(client.job(jobId)),
  };
}
