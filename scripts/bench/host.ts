import { LiveRun } from '../../src/host/live-run.ts';
import { startThread } from '../../src/host/node/start-node.ts';
import { beside } from './measure.ts';
import { PingPong } from './ping-pong.ts';
import { relayRing } from './relay.ts';
import type { Row } from './table.ts';

/** A round: a few hundredths of a second, because what else the machine does comes and goes, and there are many. */
const EVENTS = 800;
const ROUNDS = 121;
/** Before the first: every worker has to compile what it runs. */
const WARM_UP = 20_000;
const NODES = 8;

/** Live play, one call at a time to the worker of a node, against messages that only go there and back. */
export async function hostRows(): Promise<Row[]> {
  const pingPong = new PingPong(NODES);
  const start = (name: string) => startThread(new URL('./relay-worker.js', import.meta.url), name);
  const live = new LiveRun(relayRing(NODES), { workers: { start, pattern: 'relay', mutant: null } });
  live.startWorkers();
  try {
    const play = async (events: number) => {
      for (let event = 0; event < events; event++) await live.step();
      return events;
    };
    await play(WARM_UP);
    await pingPong.round(WARM_UP);
    const { work, yardstick, ratio } = await beside(
      () => play(EVENTS),
      () => pingPong.round(EVENTS),
      ROUNDS,
    );
    return [
      { what: `bare ping-pong, ${NODES} workers in turn`, measured: yardstick, unit: '/s' },
      { what: `live play, ${NODES} node workers`, measured: work, unit: 'events/s' },
      {
        what: 'live play ÷ bare ping-pong',
        measured: ratio,
        unit: '',
        bar: { value: 0.7, better: 'higher' },
      },
    ];
  } finally {
    await live.close();
    await pingPong.close();
  }
}
