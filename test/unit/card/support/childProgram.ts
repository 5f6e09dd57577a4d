/** A child process that behaves as the name of its reader says, in place of the one with native code. */
import { Socket } from 'node:net';
import { encodeFrame, FrameReader, frameKinds } from '../../../../card/transport/frames.js';
import { packJson } from '../../../../card/transport/messages.js';

const pipe = new Socket({ fd: 3, readable: true, writable: true });
const [role, behaviour = 'silent'] = process.argv.slice(2);
const frames = new FrameReader();
const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function answer(id: number, payload: Uint8Array): void {
  switch (behaviour) {
    case 'answers':
      pipe.write(encodeFrame(frameKinds.answer, id + 1000, payload));
      pipe.write(encodeFrame(frameKinds.answer, id, payload));
      return;
    case 'environment':
      pipe.write(encodeFrame(frameKinds.answer, id, text({ env: process.env, role })));
      return;
    case 'fails':
      pipe.write(encodeFrame(frameKinds.failure, id, packJson({ detail: 'Card was removed.(0x80100069)' })));
      return;
    case 'garbage':
      pipe.write(Buffer.from('this is no frame'));
      return;
    case 'dies':
      process.stderr.write('first line\nlast words\n', () => process.exit(3));
      return;
    default:
    // A silent one answers nothing.
  }
}

pipe.on('data', (chunk: Buffer) => {
  for (const { id, payload } of frames.push(chunk)) answer(id, payload);
});
pipe.on('close', () => process.exit(0));
if (role === 'monitor') pipe.write(encodeFrame(frameKinds.event, 0, packJson({ kind: 'serviceAvailable' })));
