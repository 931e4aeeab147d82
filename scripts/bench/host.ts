import { LiveRun } from '../../src/host/live-run.ts';
import { startThread } from '../../src/host/node/start-node.ts';
import { rates } from './measure.ts';
import { PingPong } from './ping-pong.ts';
import { relayRing } from './relay.ts';
import type { Row } from './table.ts';

/** A round; the one that warms up gives every worker time to compile what it runs. */
const EVENTS = 20_000;
const NODES = 8;

/** Live play, one call at a time to the worker of a node, against messages that only go there and back. */
export async function hostRows(): Promise<Row[]> {
  const pingPong = new PingPong(NODES);
  const start = (name: string) => startThread(new URL('./relay-worker.js', import.meta.url), name);
  const live = new LiveRun(relayRing(NODES), { workers: { start, pattern: 'relay', mutant: null } });
  live.startWorkers();
  try {
    const measured = await rates({
      pingPong: () => pingPong.round(EVENTS),
      lockStep: async () => {
        for (let event = 0; event < EVENTS; event++) await live.step();
        return EVENTS;
      },
    });
    return [
      { what: `bare ping-pong, ${NODES} workers in turn`, measured: measured.pingPong, unit: '/s' },
      { what: `live play, ${NODES} node workers`, measured: measured.lockStep, unit: 'events/s' },
      {
        what: 'live play ÷ bare ping-pong',
        measured: measured.lockStep / measured.pingPong,
        unit: '',
        bar: { value: 0.7, better: 'higher' },
      },
    ];
  } finally {
    await live.close();
    await pingPong.close();
  }
}
