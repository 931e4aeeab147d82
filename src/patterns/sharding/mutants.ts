import type { Call, NodeContext, TimedOut } from '../../kernel/program.ts';
import type { Mutant } from '../../pattern-kit/pattern.ts';
import type { AskAt, Asking, ClientCall, Msg } from './messages.ts';
import type { ClientState } from './programs/client-state.ts';
import { followTruly, type Follow } from './programs/cluster-client.ts';
import { directory } from './programs/directory.ts';
import type { State as Directory } from './programs/directory-state.ts';
import { inChunk } from './programs/placement/shard-map.ts';
import { router, routerWith } from './programs/router.ts';
import { shard } from './programs/shard.ts';
import type { State } from './programs/shard-state.ts';

type Node = NodeContext<Msg>;

/** The same node, with one of its abilities changed. Everything else goes to the node itself. */
function changed(node: Node, change: Partial<Node>): Node {
  return {
    id: node.id,
    settings: node.settings,
    config: node.config,
    mode: node.mode,
    peers: node.peers,
    random: node.random,
    disk: node.disk,
    now: () => node.now(),
    monotonic: () => node.monotonic(),
    stream: (name) => node.stream(name),
    send: (to, message) => node.send(to, message),
    reply: (call, message) => node.reply(call, message),
    request: (to, message, options) => node.request(to, message, options),
    cancel: (id) => node.cancel(id),
    release: (call) => node.release(call),
    setTimer: (name, afterUs, data) => node.setTimer(name, afterUs, data),
    cancelTimer: (name) => node.cancelTimer(name),
    work: (tag, takesUs, data) => node.work(tag, takesUs, data),
    become: (state, why, lane) => node.become(state, why, lane),
    note: (rule, text, data) => node.note(rule, text, data),
    metric: (name, value) => node.metric(name, value),
    begin: (name, input) => node.begin(name, input),
    end: (op, outcome, output) => node.end(op, outcome, output),
    ...change,
  };
}

/** Takes an ASK for a MOVED. */
const followAsk: Follow = (node, state, answer) => {
  if (answer.type !== 'AskAt') return followTruly(node, state, answer);
  const { slot, node: to } = answer satisfies AskAt;
  const owner = Object.keys(state.map.primaries).find((name) => state.map.primaries[name] === to)!;
  followTruly(node, state, {
    type: 'Moved',
    slot,
    shard: owner,
    node: to,
    had: state.map.epoch,
    epoch: state.map.epoch,
  });
};

/** The true shard, but for how it looks upon a request of a client. */
const shardServing = (serve: (node: Node, state: State, place: number) => void) => ({
  shard: { ...shard, work: { ...shard.work, served: serve } },
});
const trulyServed = shard.work!['served']!;

function importing({ map, importing: id }: State, message: ClientCall): boolean {
  const key = 'keys' in message ? message.keys[0]! : message.key;
  return map.open !== null && map.open.id === id && inChunk(map.open.chunk, key);
}

/** Keeps the client's name, where the true shard keeps the one command. */
const sticks = (node: Node, state: State, message: Asking, call: Call) => {
  shard.on!.Asking!(node, state, message, call);
  if (!state.asking.includes(call.from)) state.asking.push(call.from);
};
const lets =
  <T extends 'Get' | 'Put'>(type: T) =>
  (node: Node, state: State, message: Extract<Msg, { type: T }>, call: Call): void => {
    if (state.asking.includes(call.from) && !state.asking.includes(call.id)) state.asking.push(call.id);
    shard.on![type]!(node, state, message, call);
  };

export const mutants: readonly Mutant[] = [
  {
    id: 'ask-is-moved',
    title: 'Takes an ASK for a MOVED',
    explain:
      'The router writes into its map what it was told for one request. Keys that have not moved yet are now looked for in the wrong shard.',
    breaks: 'ask-changes-nothing',
    preset: 'migration',
    programs: { router: routerWith(followAsk) },
  },
  {
    id: 'without-asking',
    title: 'Serves a slot it only imports',
    explain:
      'The target takes every request for a key of a slot that it imports, with ASKING or without, and the router has learnt from an ASK to come at once. Key by key, two shards own the slot.',
    breaks: 'writes-by-owner',
    preset: 'migration',
    programs: {
      router: routerWith(followAsk),
      ...shardServing((node, state, place) => {
        const job = state.serving[place]!;
        const { message, asking } = job;
        if (message.type !== 'Put' || asking || !importing(state, message)) return trulyServed(node, state, place);
        // Written down as what it is: nobody has asked for permission.
        const honest = changed(node, {
          note: (rule, text, data) =>
            node.note(rule, text, rule === 'write accepted' ? { ...(data as object), asking: false } : data),
        });
        state.serving[place] = { ...job, asking: true };
        trulyServed(honest, state, place);
      }),
    },
  },
  {
    id: 'asking-sticks',
    title: 'Remembers ASKING for the connection',
    explain:
      'Whoever has said ASKING once is let in for good. Any later command of that client is served for a slot that still belongs to another shard.',
    breaks: 'asking-once',
    preset: 'migration',
    programs: {
      shard: {
        ...shard,
        on: { ...shard.on, Asking: sticks, Get: lets('Get'), Put: lets('Put') },
      },
    },
  },
  {
    id: 'delete-first',
    title: 'Deletes before the other one has it',
    explain: 'The source gives a key away and forgets it at once. Whatever happens to the message happens to the key.',
    breaks: 'nothing-lost',
    preset: 'migration',
    programs: {
      shard: {
        ...shard,
        on: {
          ...shard.on,
          MoveKeys(node: Node, state: State, message, call): void {
            const forgetful = changed(node, {
              request(to, sent, options) {
                const id = node.request(to, sent, options);
                if (sent.type === 'MigrateKey') {
                  node.note('key moved', `${sent.key} is not here any more`, { key: sent.key });
                  delete state.data[sent.key];
                  delete state.locked[sent.key];
                }
                return id;
              },
            });
            shard.on!.MoveKeys!(forgetful, state, message, call);
          },
        },
      },
    },
  },
  {
    id: 'never-locks',
    title: 'Goes on serving what it hands over',
    explain:
      'The source sends a key and does not lock it. Until it hears that the key has arrived, both shards have it, and what is written here in the meantime is deleted.',
    breaks: 'one-place',
    preset: 'migration',
    programs: {
      shard: {
        ...shard,
        on: {
          ...shard.on,
          MoveKeys(node: Node, state: State, message, call): void {
            shard.on!.MoveKeys!(node, state, message, call);
            state.locked = {};
          },
        },
      },
    },
  },
  {
    id: 'stable-at-once',
    title: 'Calls a move off as if nothing had moved',
    explain:
      'The source says that it still has all of the slots. The map gives them back to it, and what lies at the target is not found any more.',
    breaks: 'nothing-lost',
    preset: 'called-off',
    programs: {
      shard: {
        ...shard,
        on: {
          ...shard.on,
          MoveKeys(node: Node, state: State, message, call): void {
            const chunk = state.migrating?.chunk;
            const sure = changed(node, {
              reply: (to, answer) =>
                node.reply(
                  to,
                  answer.type === 'Stands' && chunk?.kind === 'slots'
                    ? { ...answer, slot: chunk.from, half: false }
                    : answer,
                ),
            });
            shard.on!.MoveKeys!(sure, state, message, call);
          },
        },
      },
    },
  },
  {
    id: 'believes-anybody',
    title: 'Takes what is not its own',
    explain: 'A shard that has given slots away still takes writes to them from a router that has not heard of it.',
    breaks: 'writes-by-owner',
    preset: 'stale-router',
    programs: shardServing((node, state, place) =>
      trulyServed(changed(node, { settings: { ...node.settings, 'map.checkEpoch': false } }), state, place),
    ),
  },
  {
    id: 'copies-once',
    title: 'Copies once, and commits',
    explain: 'No catching up and no critical section: what is written between the copy and the commit is lost.',
    breaks: 'one-copy',
    preset: 'emigrant',
    programs: {
      shard: {
        ...shard,
        work: {
          ...shard.work,
          served(node: Node, state: State, place): void {
            const { critical } = state;
            state.critical = false;
            trulyServed(node, state, place);
            state.critical = critical;
          },
        },
        replies: {
          ...shard.replies,
          cloned(node: Node, state: State, reply: Msg | TimedOut, job): void {
            const hasty = changed(node, {
              reply: (call, answer) => node.reply(call, answer.type === 'KeysMoved' ? { ...answer, left: 0 } : answer),
            });
            shard.replies!['cloned']!(hasty, state, reply, job);
          },
        },
      },
    },
  },
  {
    id: 'directory-forgets',
    title: 'Counts epochs in memory',
    explain: 'After a crash the directory begins again at epoch 1. Old maps are then newer than the truth.',
    breaks: 'epochs-grow',
    preset: 'stale-router',
    programs: { directory: { ...directory, restart: (node) => directory.start(node) } },
  },
  {
    id: 'sleepwalks',
    title: 'Commits without the others',
    explain:
      'A directory takes its own disk for most of the disks. Whoever wakes up after somebody else has taken the seat goes on making epochs that exist already.',
    breaks: 'one-seat',
    preset: 'asleep',
    programs: {
      directory: {
        ...directory,
        disk: {
          ...directory.disk,
          stored(node: Node, state: Directory, result, storing): void {
            const alone = changed(node, { config: { others: [] } });
            directory.disk!['stored']!(alone, state, result, storing);
          },
        },
      },
    },
  },
  {
    id: 'votes-twice',
    title: 'Votes for whoever asks',
    explain:
      'A primary gives its vote to every candidate of an election. The winner who is slow to be heard is overtaken by one who has less of the writes.',
    breaks: 'one-vote',
    preset: 'heirs',
    programs: {
      shard: {
        ...shard,
        on: {
          ...shard.on,
          FailoverAuthRequest(node: Node, state: State, message, call): void {
            state.votedIn = 0;
            state.votedUs = {};
            shard.on!.FailoverAuthRequest!(node, state, message, call);
          },
        },
      },
    },
  },
  {
    id: 'tries-again',
    title: 'Takes silence for a no',
    explain: 'The router sends a like again when no answer comes. The first one was only slow, and counts as well.',
    breaks: 'likes-count',
    preset: 'celebrity',
    programs: {
      router: {
        ...router,
        replies: {
          ...router.replies,
          answered(node: Node, state: ClientState, reply: Msg | TimedOut, place: number): void {
            const job = state.jobs[place]!;
            if (reply.type !== 'timeout' || job.what !== 'like' || job.tries > 0)
              return router.replies!['answered']!(node, state, reply, place);
            job.tries = 1;
            node.work('again', 0, place);
          },
        },
      },
    },
  },
  {
    id: 'undeclared-copy',
    title: 'Passes a copy off as the original',
    explain:
      'Copies of hot keys are a moment old. A shard that does not say so breaks the promise that reads see the newest post.',
    breaks: 'one-copy',
    preset: 'celebrity',
    programs: shardServing((node, state, place) =>
      trulyServed(
        changed(node, {
          reply: (call, answer) => node.reply(call, answer.type === 'Value' ? { ...answer, copy: false } : answer),
        }),
        state,
        place,
      ),
    ),
  },
];
