import { program, type Call, type TimedOut } from '../../../kernel/program.ts';
import type { Elected as ElectedMsg, RingElection } from '../variants/messages.ts';
import {
  beat,
  follow,
  hearFrom,
  lead,
  members,
  millis,
  nobodyLeads,
  rank,
  stand,
  type Elected,
  type Node,
} from './elected.ts';
import { frontHandlers, type Msg } from './storage-front.ts';
import { called } from './names.ts';

/**
 * Chang and Roberts, "An Improved Algorithm for Decentralized Extrema-Finding in Circular Configurations
 * of Processes" (1979). A candidate's id travels around a ring; each node lets larger ids pass, replaces
 * a smaller one by its own once, and whoever gets its own id back has won. The ring of the paper never
 * breaks. Added here: a hop is acknowledged, and a successor that does not answer is skipped.
 */

type Passing = RingElection | ElectedMsg;
type Hop = { readonly message: Passing; readonly step: number };

/** The others in the order in which a message would meet them. */
function successors(node: Node): string[] {
  const ring = [...members(node)];
  if (node.settings['ring.order'] === 'descending') ring.reverse();
  const at = ring.indexOf(node.id);
  return [...ring.slice(at + 1), ...ring.slice(0, at)];
}

export function passOn(node: Node, state: Elected, message: Passing, step = 0): void {
  // A message whose owner has died has nobody to stop it.
  if (message.hops > 2 * members(node).length) return;
  const to = successors(node)[step];
  if (to !== undefined)
    node.request(to, message, { timeoutUs: millis(node, 'ring.hopMs'), tag: 'passed', data: { message, step } });
  else if (message.id === node.id && state.phase === 'candidate') lead(node, state, 'nobody else is on the ring');
}

function start(node: Node, state: Elected, why: string): void {
  take(node, state, why);
  passOn(node, state, { type: 'RingElection', id: node.id, hops: 1 });
}

/** It takes part: own candidacies are held back until there is a result, or none comes. */
function take(node: Node, state: Elected, why: string): void {
  stand(node, state, why);
  node.setTimer('result', 2 * members(node).length * millis(node, 'ring.hopMs'));
}

const acknowledge = (node: Node, call: Call): void => node.reply(call, { type: 'RingAck' });

const boot = (node: Node): Elected => {
  const state = nobodyLeads(node);
  start(node, state, 'boot');
  return state;
};

const front = frontHandlers<Elected>(
  ({ leader }) => leader,
  () => {},
);

export const ring = program<Elected, Msg>({
  start: boot,
  on: {
    ...front.on,
    RingElection(node, state, message, call) {
      acknowledge(node, call);
      const onward = { ...message, hops: message.hops + 1 };
      if (message.id === node.id) {
        if (state.phase !== 'candidate') return;
        node.cancelTimer('result');
        lead(node, state, 'its own id came back');
        passOn(node, state, { type: 'Elected', id: node.id, hops: 1 });
      } else if (rank(message.id) > rank(node.id)) {
        take(node, state, 'a larger id passes');
        passOn(node, state, onward);
      } else if (state.phase === 'candidate') node.note('smaller id swallowed', `${called(message.id)} cannot win`);
      // Added too: a leader need not stand again to show a newcomer that it leads.
      else if (state.phase === 'leader') passOn(node, state, { type: 'Elected', id: node.id, hops: 1 });
      else start(node, state, 'a smaller id stands');
    },
    Elected(node, state, message, call) {
      acknowledge(node, call);
      if (message.id === node.id) return;
      node.cancelTimer('result');
      if (rank(message.id) < rank(node.id)) return start(node, state, 'a smaller id was elected');
      follow(node, state, message.id, `${called(message.id)} is elected`);
      passOn(node, state, { ...message, hops: message.hops + 1 });
    },
    /** Added as well: of two leaders that meet, the larger id stays. */
    Alive(node, state, _message, { from }) {
      if (from === state.leader && state.phase === 'follower') hearFrom(node, state);
      else if (rank(from) > rank(state.leader || node.id) && state.phase !== 'candidate')
        follow(node, state, from, `${called(from)} leads`);
    },
  },
  replies: {
    ...front.replies,
    passed(node, state, reply: Msg | TimedOut, { message, step }: Hop) {
      if (reply.type !== 'timeout') return;
      node.note('successor skipped', `${called(successors(node)[step]!)} does not answer`);
      passOn(node, state, message, step + 1);
    },
  },
  timers: {
    beat,
    result: (node, state) => start(node, state, 'no result came'),
    leaderLost: (node, state) => start(node, state, 'the leader is silent'),
  },
});
