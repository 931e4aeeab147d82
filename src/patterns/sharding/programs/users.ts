import { program } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { arrivalGapUs } from '../../../pattern-kit/workloads.ts';
import type { Msg, NotVisited, Visited, What } from '../messages.ts';
import { clientState, dial, reportHits, type ClientState, type Finish, type Node } from './client-state.ts';
import { clientHandlers, submit } from './cluster-client.ts';
import { likesBeside, likesOf, NEWEST, PEOPLE, PEOPLE_OF, STAR, wallOf, type Region } from './keys.ts';

interface Config {
  readonly region: Region;
  /** The router that they go through; empty: the application talks to the shards itself. */
  readonly router: string;
  readonly alone: boolean;
}

const configOf = (node: Node): Config => node.config as unknown as Config;

/** Whom a visit is about: mostly people of one's own region, sometimes a celebrity, sometimes a newcomer. */
function pickPerson(node: Node): number {
  const random = node.stream('people');
  const chance = random.int(100);
  const far = random.int(100);
  const any = random.int(PEOPLE);
  const starPct = dial(node, 'users.starPct');
  if (chance < starPct) return STAR;
  if (chance < starPct + dial(node, 'users.newestPct')) return PEOPLE - NEWEST + (any % NEWEST);
  if (far < dial(node, 'users.farPct')) return any;
  const near = PEOPLE_OF[configOf(node).region];
  return near[any % near.length]!;
}

const PROFILE_PCT = 10;

function pickWhat(node: Node): What {
  const kind = node.stream('kinds').int(100);
  let upTo = dial(node, 'users.postPct');
  if (kind < upTo) return 'post';
  upTo += dial(node, 'users.likePct');
  if (kind < upTo) return 'like';
  upTo += dial(node, 'users.feedPct');
  if (kind < upTo) return 'feed';
  return kind < upTo + PROFILE_PCT ? 'profile' : 'read';
}

/** Walls from all over the platform. */
function feedOf(node: Node): string[] {
  const first = node.stream('feed').int(PEOPLE);
  const walls: string[] = [];
  for (let i = dial(node, 'users.feedKeys'); i > 0; i--) walls.push(wallOf((first + walls.length * 7) % PEOPLE));
  return walls;
}

function arrive(node: Node, state: ClientState): void {
  const what = pickWhat(node);
  const person = pickPerson(node);
  if (what === 'feed') visitMany(node, state, what, feedOf(node));
  else visit(node, state, what as Exclude<What, 'feed' | 'pair'>, person);
}

function visit(node: Node, state: ClientState, what: Exclude<What, 'feed' | 'pair'>, person: number): void {
  const key = what === 'like' ? likesOf(person) : wallOf(person);
  const { region, router } = configOf(node);
  // Europe's reads have a name of their own, so that one can see who suffers from whose spike.
  const op = node.begin(what === 'read' && region === 'eu' ? 'read-eu' : what, { key });
  // A post says who posted, so that every one is different.
  const value = what === 'post' ? op : '';
  if (router !== '') return ask(node, router, { type: 'Visit', what, key, value }, op);
  const keys = what === 'profile' ? [key, likesBeside(key)] : null;
  submit(node, state, { what, key, keys, value, call: null, op, at: '', hops: 0, tries: 0 });
}

function visitMany(node: Node, state: ClientState, what: 'feed' | 'pair', keys: readonly string[]): void {
  const key = keys[0]!;
  const op = node.begin(what, { key });
  const { router } = configOf(node);
  if (router !== '') return ask(node, router, { type: 'VisitMany', what, keys }, op);
  submit(node, state, { what, key, keys, value: '', call: null, op, at: '', hops: 0, tries: 0 });
}

function ask(node: Node, router: string, message: Msg, op: string): void {
  node.request(router, message, { timeoutUs: ms(dial(node, 'users.patienceMs')), tag: 'visited', data: op });
}

const finish: Finish = (node, { op }, answer) => end(node, op, answer);

function end(node: Node, op: string, answer: Visited | NotVisited): void {
  if (answer.type === 'Visited') {
    const { value, by, relaxed } = answer;
    node.end(op, 'ok', { value, by, relaxed });
  } else node.end(op, answer.outcome, answer.reason);
}

const rateOf = (node: Node): string => RATES[configOf(node).region];
const RATES: Readonly<Record<Region, string>> = {
  eu: 'users.euPerSecond',
  us: 'users.usPerSecond',
  ap: 'users.apPerSecond',
};
const handlers = clientHandlers(finish);

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
  ...handlers,
  timers: {
    ...handlers.timers,
    arrive(node, state) {
      arrive(node, state);
      node.setTimer('arrive', arrivalGapUs(node, rateOf(node)));
    },
  },
  replies: {
    ...handlers.replies,
    visited(node, _state, reply, op: string) {
      if (reply.type === 'Visited' || reply.type === 'NotVisited') end(node, op, reply);
      else node.end(op, 'unknown', 'no answer in time');
    },
  },
  commands: {
    post: (node, state) => visit(node, state, 'post', STAR),
    openFeed: (node, state) => visitMany(node, state, 'feed', feedOf(node)),
    /** Two people in one command: only keys of one slot can be asked for at once. */
    compareTwo: (node, state) => visitMany(node, state, 'pair', [wallOf(STAR), wallOf(STAR + 1)]),
  },
});
