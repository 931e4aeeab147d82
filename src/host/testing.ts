import type { Action } from '../kernel/action.ts';
import type { Program } from '../kernel/program.ts';
import { gossip, mesh } from '../kernel/testing.ts';
import { ms } from '../kernel/time.ts';
import type { Pattern } from '../pattern-kit/pattern.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { serveNode } from './node-main.ts';
import type { NodePort, StartNode } from './node-port.ts';
import type { FromSession, ToSession } from './protocol.ts';
import { Session } from './session.ts';

/** A pattern of a few gossiping nodes: just enough of one for hosts to run. */
export function toyPattern(main: Program = gossip, nodes = 4): Pattern {
  return {
    meta: { id: 'toy', title: 'Toy', summary: '', answers: '', order: 0 },
    about: { what: '', how: '', benefits: [], costs: [], avoidWhen: [] },
    switchLabels: { off: 'Without', on: 'With' },
    programs: { main },
    roles: {},
    messages: {},
    settings: {
      pace: {
        label: 'Pace',
        help: '',
        group: 'toy',
        source: '',
        type: 'number',
        unit: '',
        min: 1,
        max: 9,
        step: 1,
        default: 1,
      },
    },
    topology: ({ on }) => mesh(on ? nodes : nodes - 1),
    layout: {},
    commands: {},
    modes: {},
    properties: [],
    goals: [
      {
        id: 'pings',
        title: 'Pings',
        unit: '1/s',
        better: 'higher',
        measure: { kind: 'rate', op: 'ping', outcomes: ['ok'] },
      },
    ],
    experiments: [
      {
        id: 'calm',
        title: '',
        question: '',
        watch: '',
        answer: '',
        on: true,
        seed: 1,
        settings: {},
        actions: [],
        untilUs: ms(900),
        goals: [],
      },
    ],
    mutants: [],
    mutantIds: [],
    lesson: () => Promise.resolve({ title: '', steps: [] }),
    laneColours: {},
  };
}

export function toyScenario(actions: readonly Action[] = [], seed = 1): Scenario {
  return { pattern: 'toy', preset: 'calm', on: true, seed, settings: {}, actions, untilUs: ms(900), view: {} };
}

/** Node "Workers" in this thread: the same texts over the same line, and a terminate that is final. */
export class LocalWorkers {
  readonly alive = new Set<string>();
  started = 0;
  /** The next message to this node's Worker makes it die, as a browser may do. */
  doomed: string | null = null;
  /** Which messages are never answered, as if the program were in a loop. */
  hangs: (name: string, text: string) => boolean = () => false;
  /** Messages to Workers so far. */
  posts = 0;

  private readonly find: (program: string) => Program;

  constructor(find: (program: string) => Program) {
    this.find = find;
  }

  readonly start: StartNode = (name): NodePort => {
    this.started++;
    this.alive.add(name);
    let open = true;
    let listener: (text: string) => void = () => {};
    let fail: (what: string) => void = () => {};
    const receive = serveNode(
      (text) => void Promise.resolve().then(() => open && listener(text)),
      async (_pattern, program) => this.find(program),
    );
    return {
      post: (text) =>
        void Promise.resolve().then(() => {
          this.posts++;
          if (this.hangs(name, text)) return;
          if (this.doomed === name) {
            this.doomed = null;
            fail('out of memory');
          } else if (open) receive(text);
        }),
      listen: (onMessage, onError) => {
        listener = onMessage;
        fail = onError;
      },
      terminate: () => {
        open = false;
        this.alive.delete(name);
      },
    };
  };
}

/** A session without a Worker around it, and everything that it said. */
export function localSession(
  pattern: Pattern = toyPattern(),
  find: (program: string) => Program = (program) => pattern.programs[program]!,
): {
  said: FromSession[];
  workers: LocalWorkers;
  tell(message: ToSession): Promise<void>;
  post(message: ToSession): void;
  idle(): Promise<void>;
} {
  const said: FromSession[] = [];
  const workers = new LocalWorkers(find);
  let clock = 0;
  const session = new Session({
    post: (message) => void said.push(structuredClone(message)),
    loadPattern: async () => pattern,
    startNode: workers.start,
    watchdogMs: 100,
    clock: () => clock++,
    yieldNow: () => new Promise((resolve) => void setTimeout(resolve)),
  });
  return {
    said,
    workers,
    post: (message) => session.receive(message),
    idle: () => session.idle(),
    async tell(message) {
      session.receive(message);
      await session.idle();
    },
  };
}
