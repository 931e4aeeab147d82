import { program, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg, Visit, Visited, What } from '../messages.ts';
import { clientHandlers, clientState, reportHits, submit, type ClientState, type Finish } from './cluster-client.ts';
import { likesOf, NEWEST, PEOPLE, PEOPLE_OF, STAR, wallOf, type Region } from './keys.ts';

type Node = NodeContext<Msg>;

interface Config {
  readonly region: Region;
  /** The router that they go through; empty: the application talks to the shards itself. */
  readonly router: string;
  readonly alone: boolean;
}

const configOf = (node: Node): Config => node.config as unknown as Config;
const dial = (node: Node, key: string): number => Number(node.settings[key]);

/** Whom a visit is about: mostly people of one's own region, sometimes a celebrity, sometimes a newcomer. */
function pickPerson(node: Node): number {
  const random = node.stream('people');
  const [chance, far, any] = [random.int(100), random.int(100), random.int(PEOPLE)];
  if (chance < dial(node, 'users.starPct')) return STAR;
  if (chance < dial(node, 'users.starPct') + dial(node, 'users.newestPct')) return PEOPLE - NEWEST + (any % NEWEST);
  if (far < dial(node, 'users.farPct')) return any;
  const near = PEOPLE_OF[configOf(node).region];
  return near[any % near.length]!;
}

function pickWhat(node: Node): What {
  const kind = node.stream('kinds').int(100);
  const [post, like, profile, feed] = [
    dial(node, 'users.postPct'),
    dial(node, 'users.likePct'),
    10,
    dial(node, 'users.feedPct'),
  ];
  if (kind < post) return 'post';
  if (kind < post + like) return 'like';
  if (kind < post + like + feed) return 'feed';
  return kind < post + like + feed + profile ? 'profile' : 'read';
}

function keysFor(node: Node, what: What, person: number): string[] {
  if (what === 'feed') {
    const random = node.stream('feed');
    const first = random.int(PEOPLE);
    return Array.from({ length: dial(node, 'users.feedKeys') }, (_, i) => wallOf((first + i * 7) % PEOPLE));
  }
  if (what === 'like') return [likesOf(person)];
  return what === 'profile' ? [wallOf(person), likesOf(person)] : [wallOf(person)];
}

function begin(node: Node, state: ClientState, what: What, keys: readonly string[]): void {
  // Europe's reads have a name of their own, so that one can see who suffers from whose spike.
  const { region } = configOf(node);
  const op = node.begin(what === 'read' && region === 'eu' ? 'read-eu' : what, { key: keys[0]! });
  // A post says who posted, so that every one is different.
  const visit: Visit = { type: 'Visit', what, keys, value: op };
  const { router } = configOf(node);
  if (router === '') return submit(node, state, visit, { op }, finish);
  node.request(router, visit, { timeoutUs: ms(dial(node, 'users.patienceMs')), tag: 'visited', data: { op } });
}

const finish: Finish = (node, _state, origin, answer) => {
  if ('op' in origin) end(node, origin.op, answer);
};

/** A profile is a wall and its likes: what counts is the last. */
function end(node: Node, op: string, { outcome, values, by, relaxed, reason }: Visited): void {
  if (outcome === 'ok') node.end(op, outcome, { value: values.at(-1) ?? '', by, relaxed });
  else node.end(op, outcome, { reason });
}

const NO_ANSWER: Visited = {
  type: 'Visited',
  outcome: 'unknown',
  values: [],
  by: '',
  relaxed: false,
  reason: 'no answer in time',
};

const rateOf = (node: Node): string => `users.${configOf(node).region}PerSecond`;

/** The people of one region, with the application they use. They come whether or not they are served. */
export const users = program<ClientState, Msg>({
  start(node) {
    const state = clientState(node);
    node.setTimer('arrive', arrivalGapUs(node, rateOf(node)));
    if (configOf(node).router === '') {
      node.metric('epoch', state.map.epoch);
      reportHits(node, state);
    }
    return state;
  },
  ...clientHandlers(finish),
  timers: {
    ...clientHandlers(finish).timers,
    arrive(node, state) {
      const what = pickWhat(node);
      begin(node, state, what, keysFor(node, what, pickPerson(node)));
      node.setTimer('arrive', arrivalGapUs(node, rateOf(node)));
    },
  },
  replies: {
    ...clientHandlers(finish).replies,
    visited: (node, _state, reply, { op }: { readonly op: string }) =>
      end(node, op, reply.type === 'Visited' ? reply : NO_ANSWER),
  },
  commands: {
    post: (node, state) => begin(node, state, 'post', [wallOf(STAR)]),
    openFeed: (node, state) => begin(node, state, 'feed', keysFor(node, 'feed', 0)),
    /** Two people in one command: only keys of one slot can be asked for at once. */
    compareTwo: (node, state) => begin(node, state, 'pair', [wallOf(STAR), wallOf(STAR + 1)]),
  },
});
