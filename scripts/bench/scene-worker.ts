import { parentPort, workerData } from 'node:worker_threads';
import { heartbeatRates, sceneRates } from './scene.ts';

// One scene in a thread of its own, as in the page: what other patterns taught the compiler does not count.
const { id, heartbeat } = workerData as { readonly id: string; readonly heartbeat: boolean };
parentPort?.postMessage(await (heartbeat ? heartbeatRates() : sceneRates(id)));
