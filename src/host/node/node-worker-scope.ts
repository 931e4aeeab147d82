import { parentPort } from 'node:worker_threads';
import { tame } from '../prelude.ts';

if (parentPort === null) throw new Error('This module runs in a worker thread only.');
const port = parentPort;

const early: string[] = [];
let deliver = (text: string): void => void early.push(text);

port.on('message', (text: string) => deliver(text));
tame(globalThis);

/** The line to the run, kept from before the scope was made tame. */
export const post = (text: string): void => port.postMessage(text);

export function receive(listener: (text: string) => void): void {
  deliver = listener;
  for (const text of early.splice(0)) listener(text);
}
