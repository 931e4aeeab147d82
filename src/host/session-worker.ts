/// <reference lib="webworker" />
import { loadPattern } from '../patterns/whole.ts';
import type { NodePort } from './node-port.ts';
import type { ToSession } from './protocol.ts';
import { Session } from './session.ts';

declare const self: DedicatedWorkerGlobalScope;

/** A node Worker, nested in this one. */
function startNode(name: string): NodePort {
  const worker = new Worker(new URL('./node-worker.ts', import.meta.url), { type: 'module', name });
  return {
    post: (text) => worker.postMessage(text),
    listen(onMessage, onError) {
      worker.addEventListener('message', (event: MessageEvent<string>) => onMessage(event.data));
      worker.addEventListener('error', (event) => onError(event.message || 'it could not be loaded'));
    },
    terminate: () => worker.terminate(),
  };
}

// A message to oneself comes after all that wait, and sooner than a timer.
const channel = new MessageChannel();
let wake: (() => void) | null = null;
channel.port1.onmessage = () => wake?.();

const session = new Session({
  post: (message) => self.postMessage(message),
  loadPattern,
  startNode,
  clock: () => performance.now(),
  yieldNow: () =>
    new Promise((resolve) => {
      wake = resolve;
      channel.port2.postMessage(0);
    }),
});

self.addEventListener('message', (event: MessageEvent<ToSession>) => session.receive(event.data));
