/** The request of each page. Each is sent once; what was typed goes into its body and nowhere else. */
import { client } from '../api/client.js';
import { subscriber } from '../api/subscriber.js';
import type { RequestPage } from './flow.js';
import { flows, replies } from './flows/index.js';
import { raIdOf, textOf } from './flows/shared.js';
import { certificatesToSave } from './saving.js';
import type { Answered, Learned, Place, Task, Typed } from './visit.js';

const learned = (news: Learned): Answered => ({ kind: 'learned', learned: news });

/**
 * @param stickVersion of the world as it is seen now
 * @throws {Refused | Unanswered}
 */
export async function sendRequest(page: RequestPage, place: Place, stickVersion: number): Promise<Answered> {
  const { task, typed } = place;
  switch (page.request) {
    case 'authorise':
    case 'logIn':
      await logIn(page, task, typed);
      return learned({});
    case 'record':
      return learned({ record: await subscriber.record() });
    case 'terms':
      return learned({ terms: await subscriber.terms(task.raId ?? '') });
    case 'changePassword':
      await subscriber.changeWebsitePassword({
        ...raIdOf(task),
        account: textOf(typed, 'account'),
        oldPassword: textOf(typed, 'oldPassword'),
        newPassword: textOf(typed, 'newPassword'),
      });
      return learned({});
    case 'findPartner':
      return learned({ certificate: await subscriber.partnerCertificate(textOf(typed, 'serial'), task.raId) });
    case 'targets':
      return learned({ targets: await subscriber.saveTargets(), stickVersion });
    case 'save':
      return learned({ saved: await save(place) });
    case 'order':
      return { kind: 'job', job: await order(place) };
    case 'answer':
      return { kind: 'job', job: await answer(place) };
  }
}

async function logIn({ request, changesPassword }: RequestPage, task: Task, typed: Typed): Promise<void> {
  const account = textOf(typed, 'account');
  let password = textOf(typed, 'password');
  if (changesPassword) {
    const newPassword = textOf(typed, 'newPassword');
    await subscriber.changeWebsitePassword({ ...raIdOf(task), account, oldPassword: password, newPassword });
    password = newPassword;
  }
  if (request === 'logIn') {
    await subscriber.logIn({ ...raIdOf(task), account, password });
    return;
  }
  if (task.card === null) throw new Error('an authorisation is for a card');
  const { readerId } = task.card;
  await client.authorise({ ...raIdOf(task), readerId, pin: task.pin ?? 1, account, password });
}

function save({ learned }: Place) {
  const serials = certificatesToSave(learned).map(({ serial }) => serial);
  return subscriber.save({ serials, target: learned.targets?.stick ? 'stick' : 'link' });
}

function order({ task, typed, learned }: Place) {
  const { job } = flows[task.flow];
  if (job === undefined || task.card === null) throw new Error(`${task.flow} makes no job here`);
  return client.createJob(job.order({ ...task, card: task.card }, typed, learned), crypto.randomUUID());
}

function answer({ task, typed, learned }: Place) {
  const reply = task.answers === null ? null : replies[task.answers.question.kind];
  if (task.answers === null || reply === null) throw new Error('there is nothing to answer');
  return client.answerJob(task.answers.jobId, reply.answer(task, typed, learned));
}
