import { parentPort } from 'node:worker_threads';

// The other end of the bare ping-pong: sends back what it gets.
parentPort?.on('message', (message) => parentPort?.postMessage(message));
