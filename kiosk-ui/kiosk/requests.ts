/** The request of each page. Each is sent once; what was typed goes into its body and nowhere else. */
import { client } from '../api/client.js';
import { subscriber } from '../api/subscriber.js';
import type { EntryField } from './entryRules.js';
import type { RequestPage, TextOf } from './flow.js';
import { flows, replies } from './flows/index.js';
import { raIdOf } from './flows/shared.js';
import { certificatesToSave } from './saving.js';
import type { Answered, Learned, Position, Task, Typed } from './visit.js';

const textIn = (typed: Typed): TextOf =>
  Object.assign(
    (field: EntryField) => {
      const text = typed[field];
      if (text === undefined) throw new Error(`${field} was not typed`);
      return text;
    },
    { has: (field: EntryField) => typed[field] !== undefined },
  );

const learned = (news: Learned): Answered => ({ kind: 'learned', learned: news });

/**
 * @param stickVersion of the world as it is seen now
 * @throws {Refused | Unanswered}
 */
export async function sendRequest(page: RequestPage, position: Position, stickVersion: number): Promise<Answered> {
  const { task } = position;
  const text = textIn(position.typed);
  switch (page.request) {
    case 'authorise':
    case 'logIn':
      await logIn(page, task, text);
      return learned({});
    case 'record':
      return learned({ record: await subscriber.record() });
    case 'terms':
      return learned({ terms: await subscriber.terms(task.raId ?? '') });
    case 'changePassword':
      await subscriber.changeWebsitePassword({
        ...raIdOf(task),
        account: text('account'),
        oldPassword: text('oldPassword'),
        newPassword: text('newPassword'),
      });
      return learned({});
    case 'findPartner':
      return learned({ certificate: await subscriber.partnerCertificate(text('serial'), task.raId) });
    case 'targets':
      return learned({ targets: await subscriber.saveTargets(), stickVersion });
    case 'save':
      return learned({ saved: await save(position) });
    case 'order':
      return { kind: 'job', job: await order(position) };
    case 'answer':
      return { kind: 'job', job: await answer(position) };
  }
}

async function logIn({ request, changesPassword }: RequestPage, task: Task, text: TextOf): Promise<void> {
  const account = text('account');
  let password = text('password');
  if (changesPassword) {
    const newPassword = text('newPassword');
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

function save({ learned }: Position) {
  const serials = certificatesToSave(learned).map(({ serial }) => serial);
  return subscriber.save({ serials, target: learned.targets?.stick ? 'stick' : 'link' });
}

function order({ task, typed, learned }: Position) {
  const { job } = flows[task.flow];
  if (job === undefined || task.card === null) throw new Error(`${task.flow} makes no job here`);
  return client.createJob(job.order({ ...task, card: task.card }, textIn(typed), learned), crypto.randomUUID());
}

function answer({ task, typed, learned }: Position) {
  const reply = task.answers === null ? null : replies[task.answers.question.kind];
  if (task.answers === null || reply === null) throw new Error('there is nothing to answer');
  return client.answerJob(task.answers.jobId, reply.answer(task, textIn(typed), learned));
}
