import { program } from '../../../kernel/program.ts';
import {
  beat,
  follow,
  hearFrom,
  lead,
  members,
  millis,
  nobodyLeads,
  others,
  rank,
  stand,
  toAll,
  type Elected,
  type Node,
} from './elected.ts';
import { frontHandlers, type Msg } from './storage-front.ts';
import { called } from './names.ts';

/**
 * Garcia-Molina, "Elections in a Distributed Computing System" (1982), section 4: the highest id that
 * answers leads. Right only if messages arrive within a known time and a silent node is a dead node.
 */

const above = (node: Node): string[] => members(node).filter((id) => rank(id) > rank(node.id));
const outranks = (node: Node, id: string): boolean => rank(id) > rank(node.id);

/** Asks everybody who ranks higher; where nobody answers in time, it leads. */
function elect(node: Node, state: Elected, why: string): void {
  const higher = above(node);
  stand(node, state, why);
  node.cancelTimer('coordinator');
  if (higher.length === 0) return win(node, state, 'nobody ranks higher');
  toAll(node, higher, { type: 'Election' });
  node.setTimer('answer', millis(node, 'elect.answerMs'));
}

function win(node: Node, state: Elected, why: string): void {
  node.cancelTimer('answer');
  lead(node, state, why);
  toAll(node, others(node), { type: 'Coordinator' });
}

function submit(node: Node, state: Elected, to: string, why: string): void {
  node.cancelTimer('answer');
  node.cancelTimer('coordinator');
  follow(node, state, to, why);
}

const boot = (node: Node): Elected => {
  const state = nobodyLeads(node);
  elect(node, state, 'boot');
  return state;
};

const front = frontHandlers<Elected>(
  ({ leader }) => leader,
  () => {},
);

export const bully = program<Elected, Msg>({
  start: boot,
  on: {
    ...front.on,
    Election(node, state, _message, { from }) {
      if (outranks(node, from)) return;
      node.send(from, { type: 'Ok' });
      if (state.phase === 'leader') node.send(from, { type: 'Coordinator' });
      else if (state.phase === 'follower') elect(node, state, `${called(from)} holds an election`);
    },
    Ok(node, state) {
      if (state.phase !== 'candidate') return;
      state.phase = 'waiting';
      node.become('waiting', 'a higher one has answered');
      node.cancelTimer('answer');
      node.setTimer('coordinator', 3 * millis(node, 'elect.answerMs'));
    },
    Coordinator(node, state, _message, { from }) {
      if (outranks(node, from)) submit(node, state, from, `${called(from)} declares that it leads`);
      else if (state.phase !== 'leader') elect(node, state, 'a lower one declares that it leads');
      else node.send(from, { type: 'Coordinator' });
    },
    /** Added to the paper, which knows no partitions: leaders who meet settle it by rank. */
    Alive(node, state, _message, { from }) {
      if (state.phase === 'follower' && from === state.leader) return hearFrom(node, state);
      if (outranks(node, from)) {
        if (state.leader === '' || rank(from) >= rank(state.leader)) submit(node, state, from, `${called(from)} leads`);
      } else if (state.phase === 'leader') node.send(from, { type: 'Coordinator' });
      else if (state.phase === 'follower') elect(node, state, 'a lower one leads');
    },
  },
  replies: front.replies,
  timers: {
    beat,
    answer: (node, state) => win(node, state, 'nobody higher has answered'),
    coordinator: (node, state) => elect(node, state, 'no coordinator came'),
    leaderLost: (node, state) => elect(node, state, 'the leader is silent'),
  },
});
