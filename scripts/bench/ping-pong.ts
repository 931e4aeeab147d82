import { Worker } from 'node:worker_threads';

const MESSAGE = { seq: 0, timeUs: 1_000, kind: 'deliver', message: { type: 'Hop', n: 1 } };

/** Workers that answer every message with itself, asked in turn: what no host of nodes can be faster than. */
export class PingPong {
  private readonly workers: readonly Worker[];

  constructor(workers: number) {
    this.workers = Array.from({ length: workers }, () => new Worker(new URL('./echo.js', import.meta.url)));
  }

  /** Sends one message at a time, each after the answer to the one before. Answers how many. */
  async round(times: number): Promise<number> {
    for (let time = 0; time < times; time++) await this.ask(this.workers[time % this.workers.length]);
    return times;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private ask(worker: Worker | undefined): Promise<void> {
    return new Promise((resolve) => {
      worker?.once('message', () => resolve());
      worker?.postMessage(MESSAGE);
    });
  }
}
