import { Worker } from 'node:worker_threads';
import type { NodePort } from '../node-port.ts';

/** A node in a thread of its own. `entry`: the built node worker. */
export function startThread(entry: URL, name: string): NodePort {
  const worker = new Worker(entry, { name });
  return {
    post: (text) => worker.postMessage(text),
    listen(onMessage, onError) {
      worker.on('message', onMessage);
      worker.on('error', (error: unknown) => onError(error instanceof Error ? error.message : String(error)));
    },
    terminate: () => worker.terminate(),
  };
}
